// A query level: WITH, FROM, WHERE, GROUP BY, HAVING, the select list, DISTINCT, ORDER BY, LIMIT, in the
// order in which PostgreSQL looks at them.

#include "sql/resolve/select.hpp"

#include <algorithm>
#include <utility>

#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

constexpr int deepest = 200;

// (row).*
Result<void> expand_row(State& state, Indirection const& written) {
    auto inner = written;
    inner.steps.pop_back();
    TRY(auto const row, inner.steps.empty() ? expression(state, *inner.base) : expression(state, {inner}));
    auto const* relation = row.type.base == BaseType::composite && !row.type.array
                               ? state.catalog().relation(row.type.user)
                               : nullptr;
    int index = 0;
    for (auto const& column : call_columns(state, row))
        state.scope().query.targets.push_back(
            {{.node = typed::FieldAccess{row, column.name, index++}, .type = column.type}, column.name});
    if (index > 0) return {};
    if (relation == nullptr) return failure("42809", "type " + state.shown(row.type) + " is not composite");
    for (auto const& column : relation->columns)
        state.scope().query.targets.push_back(
            {{.node = typed::FieldAccess{row, column.name, index++}, .type = column.type}, column.name});
    return {};
}

bool expands(Indirection const& i) {
    auto const* last = i.steps.empty() ? nullptr : std::get_if<FieldAccess>(&i.steps.back());
    return last != nullptr && last->name.empty();
}

Result<void> target(State& state, Target const& written) {
    if (auto const* ref = std::get_if<ColumnRef>(&written.expression.node); ref != nullptr && ref->star) {
        TRY(auto columns, star(state, *ref));
        note_star(state, *ref);
        for (auto& column : columns) state.scope().query.targets.push_back(std::move(column));
        return {};
    }
    if (auto const* i = std::get_if<Indirection>(&written.expression.node); i != nullptr && expands(*i))
        return expand_row(state, *i);
    TRY(auto value, expression(state, written.expression));
    auto name = written.alias.empty() ? output_name(written.expression) : written.alias;
    state.scope().query.targets.push_back({std::move(value), std::move(name)});
    return {};
}

Result<void> plain(State& state, Select const& select) {
    auto& scope = state.scope();
    scope.windows = &select.windows;
    TRY_VOID(from_clause(state, select.from));
    scope.clause = {.name = "SELECT", .aggregates = true, .windows = true, .sets = true};
    TRY_VOID(targets(state, select.targets));
    if (select.where) {
        scope.clause = {.name = "WHERE"};
        TRY(scope.query.where, condition(state, *select.where, "WHERE"));
    }
    TRY_VOID(group_by(state, select));
    if (select.having) {
        scope.clause = {.name = "HAVING", .aggregates = true};
        TRY(scope.query.having, condition(state, *select.having, "HAVING"));
    }
    scope.clause = {.name = "ORDER BY", .aggregates = true, .windows = true, .sets = true};
    TRY(scope.query.order_by, order_by(state, select.order_by, true));
    TRY_VOID(distinct(state, select));
    TRY_VOID(limit(state, select));
    scope.query.grouped = !select.group_by.empty() || select.having || scope.has_aggregates;
    if (scope.query.grouped) TRY_VOID(require_grouped(state));
    return expand_sets(state, scope.query);
}

bool is_result(Select const& s) { return s.set_operation || !s.values.empty(); }

// The order of a UNION or VALUES is one over its result, so it is put around it.
Result<void> ordered_result(State& state, Select const& select) {
    auto inner = select;
    inner.order_by.clear();
    inner.limit.reset();
    inner.offset.reset();
    inner.with_ties = false;
    TRY(auto result_query, query(state, inner));
    typed::Entry entry{
        .source = typed::WrittenEntry{}, .alias = "*SELECT*", .columns = {}, .as_role = state.as_role};
    for (auto const& t : result_query.targets) entry.columns.push_back({t.name, t.expression.type});
    entry.source = typed::SubqueryEntry{.query = std::move(result_query)};
    add_entry(state, std::move(entry), "", "*SELECT*");
    auto& scope = state.scope();
    scope.query.from.push_back({typed::EntryRef{0}});
    for (auto const& column : scope.visible) scope.query.targets.push_back({column.value, column.name});
    scope.clause = {.name = "ORDER BY"};
    TRY(scope.query.order_by, order_by(state, select.order_by, true));
    if (select.set_operation)
        for (auto const& key : scope.query.order_by)
            if (!std::holds_alternative<typed::Variable>(key.expression.node))
                return failure("0A000", "invalid UNION/INTERSECT/EXCEPT ORDER BY clause")
                    .detail("Only result column names can be used, not expressions or functions.")
                    .hint(
                        "Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
    return limit(state, select);
}

// ORDER BY of grouping sets likewise, by columns that are added for it.
void order_outside(typed::Query& q) {
    if (q.grouping_sets.size() < 2 || q.order_by.empty()) return;
    typed::Query outer;
    auto keys = std::exchange(q.order_by, {});
    outer.limit = std::exchange(q.limit, std::nullopt);
    outer.offset = std::exchange(q.offset, std::nullopt);
    outer.with_ties = std::exchange(q.with_ties, false);
    auto const width = q.targets.size();
    for (auto const& key : keys) q.targets.push_back({key.expression, "?column?"});
    typed::Entry entry{.source = typed::WrittenEntry{}, .alias = "*GROUP*", .columns = {}};
    for (std::size_t i = 0; i < q.targets.size(); ++i) {
        auto const& t = q.targets[i];
        entry.columns.push_back({t.name, t.expression.type});
        typed::Expression value{.node = typed::Variable{0, 0, static_cast<int>(i), t.name},
                                .type = t.expression.type};
        if (i < width) {
            outer.targets.push_back({std::move(value), t.name});
        } else {
            keys[i - width].expression = std::move(value);
        }
    }
    outer.order_by = std::move(keys);
    typed::raise_levels(q, 1);
    entry.source = typed::SubqueryEntry{.query = std::move(q)};
    outer.entries.push_back(std::move(entry));
    outer.from.push_back({typed::EntryRef{0}});
    q = std::move(outer);
}

class Deeper {
public:
    explicit Deeper(State& state) : state_(state) { ++state_.depth; }
    ~Deeper() { --state_.depth; }
    Deeper(Deeper const&) = delete;
    Deeper& operator=(Deeper const&) = delete;

private:
    State& state_;
};

}  // namespace

Result<void> targets(State& state, std::vector<Target> const& list) {
    for (auto const& written : list) TRY_VOID(target(state, written));
    return {};
}

Result<void> settle_output(State& state, typed::Query& query) {
    for (std::size_t i = 0; i < query.targets.size(); ++i) {
        auto& e = query.targets[i].expression;
        if (query.set_operation || !query.values.empty()) {
            if (e.type.base == BaseType::unknown)
                TRY_VOID(coerce_output(state, query, i, {.base = BaseType::text}, CastContext::implicit));
            continue;
        }
        TRY(e, settle(state, std::move(e)));
    }
    return {};
}

Result<typed::Query> open_query(State& state, Select const& select) {
    if (state.depth >= deepest) return failure("54001", "stack depth limit exceeded");
    Deeper const deeper(state);
    Scope scope;
    Entered const entered(state, scope);
    if (is_result(select) && !select.order_by.empty()) {
        TRY_VOID(ordered_result(state, select));
        return std::move(scope.query);
    }
    if (select.with) TRY_VOID(with_clause(state, *select.with));
    if (select.set_operation) {
        TRY_VOID(set_operation(state, select));
    } else if (!select.values.empty()) {
        TRY_VOID(values(state, select));
    } else {
        TRY_VOID(plain(state, select));
        order_outside(scope.query);
    }
    return std::move(scope.query);
}

Result<typed::Query> query(State& state, Select const& select) {
    TRY(auto resolved, open_query(state, select));
    TRY_VOID(settle_output(state, resolved));
    return resolved;
}

}  // namespace backstay::sql::resolving
