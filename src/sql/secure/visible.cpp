#include "sql/secure/visible.hpp"

#include <algorithm>

#include "sql/secure/guard.hpp"

namespace backstay::sql {

VisibleObjects visible_objects(Catalog const& catalog, ObjectId role, std::string_view schema) {
    SecureContext const context{.catalog = catalog, .role = role};
    securing::Guard const state{.context = context};
    auto const granted = [&](ObjectId owner, std::vector<GrantEntry> const& grants) {
        return state.acts_as(role, owner) || std::ranges::any_of(grants, [&](GrantEntry const& entry) {
                   return entry.rights != 0 && (entry.grantee == 0 || state.acts_as(role, entry.grantee));
               });
    };
    VisibleObjects visible;
    for (auto const& [id, relation] : catalog.relations) {
        auto const is_rows =
            relation.kind != CatalogRelationKind::sequence && relation.kind != CatalogRelationKind::composite;
        if (is_rows && relation.name.schema == schema && granted(relation.owner, relation.grants))
            visible.relations.insert(relation.name);
    }
    for (auto const& [id, function] : catalog.functions)
        if (function.name.schema == schema && granted(function.owner, function.grants))
            visible.functions.insert(id);
    return visible;
}

}  // namespace backstay::sql
