// SQLite does not look around a subquery for what its ORDER BY, GROUP BY and LIMIT name. What is ordered by
// becomes a column of a query within; a function that does so with what it is given is called, not inlined.

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::lowering {
namespace {

bool holds_parameter(typed::Expression const& e) {
    auto walked = e;
    bool found = false;
    typed::walk(walked, {.expression = [&](typed::Expression& inner, int) {
                    found = found || std::holds_alternative<typed::Parameter>(inner.node);
                    return !found;
                }});
    return found;
}

bool holds_parameter(std::optional<typed::Expression> const& e) { return e && holds_parameter(*e); }

}  // namespace

bool names_outside(State const& state, typed::Expression const& e) {
    auto const levels = static_cast<int>(state.scopes.size());
    auto walked = e;
    bool found = false;
    typed::walk(walked, {.expression = [&](typed::Expression& inner, int depth) {
                    auto const* v = std::get_if<typed::Variable>(&inner.node);
                    found = found || (v != nullptr && v->levels_up > depth && v->levels_up - depth < levels);
                    return !found;
                }});
    return found;
}

bool orders_by_parameters(typed::Query const& query) {
    auto walked = query;
    bool found = false;
    typed::walk(walked, {.query = [&](typed::Query& q, int) {
                    found = found || holds_parameter(q.limit) || holds_parameter(q.offset);
                    for (auto const& key : q.order_by) found = found || holds_parameter(key.expression);
                    for (auto const& set : q.grouping_sets)
                        found = found ||
                                std::ranges::any_of(set, [](auto const& e) { return holds_parameter(e); });
                    return !found;
                }});
    return found;
}

Result<std::optional<typed::Query>> ordered_within(State const& state, typed::Query const& q) {
    auto const outside = [&](typed::Expression const& e) { return names_outside(state, e); };
    for (auto const& set : q.grouping_sets)
        if (std::ranges::any_of(set, outside)) return not_supported(Limitation::group_by_outside);
    if ((q.limit && outside(*q.limit)) || (q.offset && outside(*q.offset)))
        return not_supported(Limitation::limit_outside);
    bool const needed =
        q.distinct_on.empty() && std::ranges::any_of(q.order_by, outside, &typed::SortKey::expression);
    if (!needed) return std::nullopt;
    typed::Query inner = q;
    typed::Query outer;
    outer.limit = std::exchange(inner.limit, std::nullopt);
    outer.offset = std::exchange(inner.offset, std::nullopt);
    auto keys = std::exchange(inner.order_by, {});
    auto const width = inner.targets.size();
    for (auto const& key : keys) inner.targets.push_back({key.expression, "?column?"});
    typed::Entry entry{.source = typed::WrittenEntry{}, .alias = "*ORDER*", .columns = {}};
    for (std::size_t i = 0; i < inner.targets.size(); ++i) {
        auto const& t = inner.targets[i];
        entry.columns.push_back({t.name, t.expression.type});
        typed::Expression value{.node = typed::Variable{0, 0, static_cast<int>(i), t.name},
                                .type = t.expression.type,
                                .collation = t.expression.collation};
        if (i < width) {
            outer.targets.push_back({std::move(value), t.name});
        } else {
            keys[i - width].expression = std::move(value);
        }
    }
    outer.order_by = std::move(keys);
    typed::raise_levels(inner, 1);
    entry.source = typed::SubqueryEntry{.query = std::move(inner)};
    outer.entries.push_back(std::move(entry));
    outer.from.push_back({typed::EntryRef{0}});
    return outer;
}

}  // namespace backstay::sql::lowering
