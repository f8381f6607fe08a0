// A read: WITH, then one of a plain select, a set operation, VALUES, DISTINCT ON; then ORDER BY and LIMIT.

#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

bool plain(typed::Query const& q) {
    return !q.set_operation && q.order_by.empty() && !q.limit && !q.offset && q.common_tables.empty() &&
           q.distinct_on.empty();
}

std::string_view words(typed::SetOperation const& s) {
    switch (s.op) {
        case SetOperator::union_: return s.all ? " union all " : " union ";
        case SetOperator::intersect: return " intersect ";
        case SetOperator::except: return " except ";
    }
    return " union ";
}

Text side(State& state, typed::Query const& q) {
    TRY(auto text, select(state, q));
    return plain(q) ? text : "select * from (" + text + ")";
}

Text set_operation(State& state, typed::Query const& q) {
    auto const& s = *q.set_operation;
    if (s.all && s.op != SetOperator::union_)
        return not_supported(Limitation::except_all, s.op == SetOperator::except ? "EXCEPT" : "INTERSECT");
    bool const before = std::exchange(state.collate_targets, true);
    TRY(auto const left, side(state, *s.left));
    TRY(auto const right, side(state, *s.right));
    state.collate_targets = before;
    return left + std::string(words(s)) + right;
}

Text body(State& state, typed::Query const& q) {
    if (q.set_operation) return set_operation(state, q);
    if (!q.values.empty()) return values_rows(state, q.values, q.values.front().size());
    if (!q.distinct_on.empty()) return distinct_on(state, q);
    if (q.grouping_sets.size() > 1) return grouping_sets(state, q);
    return select_core(state, q);
}

// What ORDER BY of these names is the result, so it becomes a derived table: c1, c2, ...
bool orders_result(typed::Query const& q) {
    return q.set_operation || !q.values.empty() || q.grouping_sets.size() > 1;
}

}  // namespace

Text targets(State& state, typed::Query const& q) {
    std::string out;
    int number = 0;
    bool const collate = q.distinct || state.collate_targets;
    for (auto const& target : q.targets) {
        TRY(auto const text,
            collate ? comparable(state, target.expression) : expression(state, target.expression));
        if (!out.empty()) out += ", ";
        out += text + " as c" + std::to_string(++number);
    }
    return out.empty() ? "1" : out;
}

Text select_core(State& state, typed::Query const& q) {
    TRY(auto list, targets(state, q));
    if (state.scopes.size() == 1) {
        for (auto const& extra : state.options.extra_targets) {
            TRY(auto const text, variable(state, extra, {}));
            list += ", " + text;
        }
    }
    bool const collate = std::exchange(state.collate_targets, false);
    TRY(auto const from, from_clause(state, q));
    std::string out = (q.distinct ? "select distinct " : "select ") + list + from;
    if (q.where) {
        TRY(auto const where, expression(state, *q.where));
        out += " where " + where;
    }
    TRY(auto const group, group_by(state, q));
    out += group;
    if (q.having) {
        TRY(auto const having, expression(state, *q.having));
        out += " having " + having;
    }
    state.collate_targets = collate;
    return out;
}

Text select(State& state, typed::Query const& q) {
    if (state.scopes.size() > 0) {
        TRY(auto const around, [&] {
            Entered const entered(state, q);
            return ordered_within(state, q);
        }());
        if (around) return select(state, *around);
    }
    if (q.command != typed::Command::select) return not_supported(Limitation::writing_subquery);
    if (q.with_ties) return not_supported(Limitation::with_ties);
    Entered const entered(state, q);
    TRY(auto const with, with_clause(state, q));
    TRY(auto text, body(state, q));
    if (q.distinct_on.empty()) {
        bool const before = std::exchange(state.collate_targets, false);
        TRY(auto const order, order_by(state, q.order_by));
        state.collate_targets = before;
        if (!order.empty() && orders_result(q)) text = "select * from (" + text + ")";
        text += order;
    }
    TRY(auto const limited, limit(state, q));
    return with + text + limited;
}

}  // namespace backstay::sql::lowering
