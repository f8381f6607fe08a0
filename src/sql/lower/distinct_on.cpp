// DISTINCT ON (a) x, y ... ORDER BY a, b: the first row of each a, by row_number() over the same order.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> distinct_on(State& state, typed::Query const& q) {
    TRY(auto const list, targets(state, q));
    TRY(auto const order, order_by(state, q.order_by));
    std::string partition, keys, outer_order, outer;
    for (auto const& e : q.distinct_on) {
        TRY(auto const text, comparable(state, e));
        partition += (partition.empty() ? "partition by " : ", ") + text;
    }
    for (std::size_t i = 0; i < q.order_by.size(); ++i) {
        auto const& key = q.order_by[i];
        auto const name = "k" + std::to_string(i + 1);
        TRY(auto const text, expression(state, key.expression));
        keys += ", " + text + " as " + name;
        bool const descending = key.direction == SortDirection::descending;
        outer_order += (i == 0 ? " order by " : ", ") + with_collation(state, name, key.expression) +
                       (descending ? " desc" : "") + (key.nulls_first ? " nulls first" : " nulls last");
    }
    TRY(auto const from, from_clause(state, q));
    std::string where;
    if (q.where) {
        TRY(auto const condition, expression(state, *q.where));
        where = " where " + condition;
    }
    TRY(auto const group, group_by(state, q));
    for (std::size_t i = 1; i <= q.targets.size(); ++i) outer += (i > 1 ? ", c" : "c") + std::to_string(i);
    return "select " + outer + " from (select " + list + keys + ", row_number() over (" + partition + order +
           ") as rn" + from + where + group + ") where rn = 1" + outer_order;
}

}  // namespace backstay::sql::lowering
