#include "sql/secure/secure.hpp"

#include <algorithm>
#include <ranges>

#include "sql/secure/guard.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql {
namespace securing {

bool Guard::is_superuser(ObjectId role) const {
    auto const found = catalog().roles.find(role);
    return found != catalog().roles.end() && found->second.superuser;
}

bool Guard::acts_as(ObjectId role, ObjectId group) const {
    if (role == group || is_superuser(role)) return true;
    auto const found = catalog().roles.find(role);
    return found != catalog().roles.end() && found->second.inherit &&
           std::ranges::any_of(found->second.member_of,
                               [&](ObjectId parent) { return acts_as(parent, group); });
}

std::set<int> columns_read(typed::Query& query, int entry) {
    std::set<int> columns;
    typed::walk(query, {.expression = [&](typed::Expression& e, int depth) {
                    if (auto const* v = std::get_if<typed::Variable>(&e.node);
                        v != nullptr && v->levels_up == depth && v->entry == entry)
                        columns.insert(v->column);
                    return true;
                }});
    return columns;
}

Result<void> guard(Guard& state, typed::Query& query) {
    TRY_VOID(check_grants(state, query));
    // Collected before anything is put in: what policies bring along is guarded as it comes.
    std::vector<typed::Query*> levels;
    typed::walk(query, {.query = [&](typed::Query& q, int) {
                    levels.push_back(&q);
                    return true;
                }});
    // The innermost first: conditions that are put in may repeat what stands further in.
    for (auto* level : std::views::reverse(levels)) TRY_VOID(put_policies(state, *level));
    return {};
}

}  // namespace securing

Result<typed::Query> secure(SecureContext const& context, typed::Query query) {
    securing::Guard state{.context = context};
    TRY_VOID(securing::guard(state, query));
    return query;
}

}  // namespace backstay::sql
