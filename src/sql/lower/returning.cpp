// RETURNING: the statement's own columns, then what has to hold of every row that was written.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> returning(State& state, typed::Query const& q) {
    auto& scope = state.scopes.back();
    scope.returning = true;
    std::string list;
    int number = 0;
    for (auto const& target : q.targets) {
        TRY(auto const text, expression(state, target.expression));
        list += (list.empty() ? "" : ", ") + text + " as c" + std::to_string(++number);
    }
    for (auto const& check : q.checks) {
        TRY(auto const condition, expression(state, check.condition));
        list += (list.empty() ? "" : ", ") + require(condition, check);
    }
    if (q.on_conflict && q.on_conflict->update)
        list += (list.empty() ? "" : ", ") + ("backstay_written(" + scope.aliases.front() + ".rowid)");
    scope.returning = false;
    return list.empty() ? list : " returning " + list;
}

}  // namespace backstay::sql::lowering
