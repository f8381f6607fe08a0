// GROUP BY; GROUPING SETS as a union of one select a set, where the other sets' expressions are NULL.

#include <algorithm>

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

Result<std::string> group_list(State& state, typed::Expressions const& set) {
    std::string out;
    for (auto const& e : set) {
        if (std::holds_alternative<typed::Constant>(e.node)) continue;  // a number would name a column
        TRY(auto const text, comparable(state, e));
        out += out.empty() ? " group by " : ", ";
        out += text;
    }
    return out;
}

}  // namespace

Result<std::string> group_by(State& state, typed::Query const& q) {
    if (q.grouping_sets.size() != 1) return std::string();
    return group_list(state, q.grouping_sets.front());
}

Result<std::string> grouping_sets(State& state, typed::Query const& q) {
    std::string out;
    for (auto const& set : q.grouping_sets) {
        typed::Expressions absent;
        for (auto const& other : q.grouping_sets)
            for (auto const& e : other)
                if (std::ranges::find(set, e) == set.end()) absent.push_back(e);
        TRY(auto const from, from_clause(state, q));
        std::string where;
        if (q.where) {
            TRY(auto const condition, expression(state, *q.where));
            where = " where " + condition;
        }
        TRY(auto const group, group_list(state, set));
        state.absent = &absent;
        auto const list = targets(state, q);
        auto const having = q.having ? expression(state, *q.having) : Result<std::string>("");
        state.absent = nullptr;
        if (!list) return std::unexpected(list.error());
        if (!having) return std::unexpected(having.error());
        out += (out.empty() ? "select " : " union all select ") + *list + from + where + group;
        if (!having->empty()) out += " having " + *having;
    }
    return out;
}

}  // namespace backstay::sql::lowering
