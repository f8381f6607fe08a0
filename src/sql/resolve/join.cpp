// JOIN: ON sees the two sides only; USING and NATURAL merge the columns of the same name into one, which a
// bare name and * then mean.

#include <algorithm>
#include <utility>

#include "sql/resolve/from_part.hpp"

namespace backstay::sql::resolving {
namespace {

Result<VisibleColumn> take(std::vector<VisibleColumn>& columns, std::string const& name,
                           std::string_view side) {
    auto const count = std::ranges::count(columns, name, &VisibleColumn::name);
    if (count == 0)
        return failure("42703", "column \"" + name + "\" specified in USING clause does not exist in " +
                                    std::string(side) + " table");
    if (count > 1)
        return failure("42702", "common column name \"" + name + "\" appears more than once in " +
                                    std::string(side) + " table");
    auto const found = std::ranges::find(columns, name, &VisibleColumn::name);
    auto column = std::move(*found);
    columns.erase(found);
    return column;
}

std::vector<std::string> common_columns(Join const& join, Part const& left, Part const& right) {
    if (!join.natural) return join.using_columns;
    std::vector<std::string> names;
    for (auto const& column : left.visible)
        if (std::ranges::find(right.visible, column.name, &VisibleColumn::name) != right.visible.end())
            names.push_back(column.name);
    return names;
}

Result<typed::Expression> merged_value(State& state, JoinKind kind, typed::Expression left,
                                       typed::Expression right) {
    TRY(auto const type, common_type(state, {left.type, right.type}, "JOIN/USING"));
    if (kind == JoinKind::right) return coerce(state, std::move(right), type, CastContext::implicit);
    TRY(auto first, coerce(state, std::move(left), type, CastContext::implicit));
    if (kind != JoinKind::full) return first;
    TRY(auto second, coerce(state, std::move(right), type, CastContext::implicit));
    return typed::Expression{.node = typed::Coalesce{{std::move(first), std::move(second)}}, .type = type};
}

struct Merged {
    std::vector<VisibleColumn> columns;
    typed::Expressions equalities;
};

Result<Merged> merge(State& state, Join const& join, Part& left, Part& right) {
    Merged merged;
    auto const names = common_columns(join, left, right);
    if (join.natural) note_natural(state, join, names);
    for (auto const& name : names) {
        TRY(auto l, take(left.visible, name, "left"));
        TRY(auto r, take(right.visible, name, "right"));
        TRY(auto same, compare(state, "=", l.value, r.value));
        merged.equalities.push_back(
            {.node = typed::OperatorCall{same.op, {std::move(same.left), std::move(same.right)}},
             .type = {.base = BaseType::boolean}});
        TRY(auto value, merged_value(state, join.kind, std::move(l.value), std::move(r.value)));
        merged.columns.push_back({name, std::move(value)});
    }
    return merged;
}

std::optional<typed::Expression> all_of(typed::Expressions conditions) {
    if (conditions.empty()) return std::nullopt;
    if (conditions.size() == 1) return std::move(conditions.front());
    return typed::Expression{.node = typed::Logic{LogicKind::and_, std::move(conditions)},
                             .type = {.base = BaseType::boolean}};
}

template <class T>
void append(std::vector<T>& to, std::vector<T> const& from) {
    to.insert(to.end(), from.begin(), from.end());
}

Result<Part> right_side(State& state, Join const& join, Part const& left) {
    auto& scope = state.scope();
    auto const names = scope.names;
    auto const visible = scope.visible;
    append(scope.names, left.names);
    append(scope.visible, left.visible);
    auto right = from_part(state, *join.right);
    scope.names = names;
    scope.visible = visible;
    return right;
}

Result<std::optional<typed::Expression>> on_condition(State& state, Join const& join, Part const& both) {
    if (!join.on) return std::nullopt;
    auto& scope = state.scope();
    auto const names = std::exchange(scope.names, both.names);
    auto const visible = std::exchange(scope.visible, both.visible);
    auto const clause = std::exchange(scope.clause, Clause{.name = "JOIN conditions"});
    auto on = condition(state, **join.on, "JOIN/ON");
    scope.names = names;
    scope.visible = visible;
    scope.clause = clause;
    if (!on) return std::unexpected(std::move(on).error());
    return *std::move(on);
}

// (a join b) as j: only j can be named from outside, with all of its columns.
Result<void> rename(Part& both, Alias const& alias) {
    if (alias.columns.size() > both.visible.size())
        return failure("42P10", "table \"" + alias.name + "\" has " + std::to_string(both.visible.size()) +
                                    " columns available but " + std::to_string(alias.columns.size()) +
                                    " columns specified");
    for (std::size_t i = 0; i < alias.columns.size(); ++i) both.visible[i].name = alias.columns[i];
    both.names = {{.schema = "", .name = alias.name, .entry = -1, .columns = both.visible}};
    return {};
}

}  // namespace

Result<Part> join_part(State& state, Join const& join) {
    TRY(auto left, from_part(state, *join.left));
    TRY(auto right, right_side(state, join, left));
    TRY_VOID(require_distinct(left.names, right.names));
    TRY(auto merged, merge(state, join, left, right));
    Part both{.tree = {typed::EntryRef{0}}, .names = left.names, .visible = std::move(merged.columns)};
    append(both.names, right.names);
    append(both.visible, left.visible);
    append(both.visible, right.visible);
    auto on = all_of(std::move(merged.equalities));
    if (!on) {
        TRY(on, on_condition(state, join, both));
    }
    both.tree = {typed::JoinNode{.kind = join.kind,
                                 .left = std::move(left.tree),
                                 .right = std::move(right.tree),
                                 .on = std::move(on)}};
    if (join.alias && !join.alias->name.empty()) TRY_VOID(rename(both, *join.alias));
    return both;
}

}  // namespace backstay::sql::resolving
