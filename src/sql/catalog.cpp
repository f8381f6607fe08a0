#include "sql/catalog.hpp"

#include <algorithm>

#include "sql/storage_name.hpp"

namespace backstay::sql {
namespace {

// The first of `objects` whose name is `name`, in the order of the search path.
template <class Objects>
auto find_named(Objects const& objects, QualifiedName const& name, std::vector<std::string> const& path)
    -> decltype(&objects.begin()->second) {
    auto const find_in = [&](std::string const& schema) -> decltype(&objects.begin()->second) {
        for (auto const& [id, object] : objects)
            if (object.name.name == name.name && object.name.schema == schema) return &object;
        return nullptr;
    };
    if (!name.schema.empty()) return find_in(name.schema);
    for (auto const& schema : path)
        if (auto const* found = find_in(schema)) return found;
    return nullptr;
}

}  // namespace

std::string CatalogRelation::storage_name() const { return sql::storage_name(name); }

CatalogColumn const* CatalogRelation::find_column(std::string_view column) const {
    auto const found = std::ranges::find(columns, column, &CatalogColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

KeyConstraint const* CatalogRelation::primary_key() const {
    auto const found = std::ranges::find(keys, KeyKind::primary, &KeyConstraint::kind);
    return found == keys.end() ? nullptr : &*found;
}

CatalogRelation const* Catalog::find_relation(QualifiedName const& name,
                                              std::vector<std::string> const& path) const {
    return find_named(relations, name, path);
}

EnumType const* Catalog::find_enum(QualifiedName const& name, std::vector<std::string> const& path) const {
    return find_named(enums, name, path);
}

DomainType const* Catalog::find_domain(QualifiedName const& name,
                                       std::vector<std::string> const& path) const {
    return find_named(domains, name, path);
}

std::vector<CatalogFunction const*> Catalog::find_functions(QualifiedName const& name,
                                                            std::vector<std::string> const& path) const {
    std::vector<CatalogFunction const*> found;
    auto const add = [&](std::string const& schema) {
        for (auto const& [id, function] : functions)
            if (function.name.name == name.name && function.name.schema == schema) found.push_back(&function);
    };
    if (!name.schema.empty()) {
        add(name.schema);
    } else {
        for (auto const& schema : path) add(schema);
    }
    return found;
}

CatalogRelation const* Catalog::relation(ObjectId id) const {
    auto const found = relations.find(id);
    return found == relations.end() ? nullptr : &found->second;
}

Role const* Catalog::find_role(std::string_view name) const {
    for (auto const& [id, role] : roles)
        if (role.name == name) return &role;
    return nullptr;
}

bool Catalog::is_member(ObjectId role, ObjectId group) const {
    if (role == group) return true;
    auto const found = roles.find(role);
    return found != roles.end() && std::ranges::any_of(found->second.member_of, [&](ObjectId parent) {
               return is_member(parent, group);
           });
}

std::string Catalog::type_name(Type type, std::vector<std::string> const& path) const {
    QualifiedName name;
    if (auto const e = enums.find(type.user); type.base == BaseType::enumeration && e != enums.end())
        name = e->second.name;
    if (auto const d = domains.find(type.user); type.base == BaseType::domain && d != domains.end())
        name = d->second.name;
    if (auto const r = relations.find(type.user); type.base == BaseType::composite && r != relations.end())
        name = r->second.name;
    bool const visible = std::ranges::find(path, name.schema) != path.end();
    return format_type(type, visible || name.name.empty() ? name.name : name.schema + "." + name.name);
}

}  // namespace backstay::sql
