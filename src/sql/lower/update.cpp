// UPDATE and DELETE, with FROM and USING.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

Text assignments(State& state, CatalogRelation const& table, typed::Query const& q) {
    std::string out;
    for (auto const& a : q.assignments) {
        auto const& column = table.columns[static_cast<std::size_t>(a.column)];
        std::string value = "null";
        if (!std::holds_alternative<typed::DefaultOf>(a.value.node)) {
            TRY(value, expression(state, a.value));
        } else if (state.options.default_value) {
            TRY(auto const standard, state.options.default_value(table, column));
            if (standard) {
                TRY(value, expression(state, *standard));
            }
        }
        out += (out.empty() ? "" : ", ") + quoted(column.name) + " = " +
               written_value(state, table, column, std::move(value));
    }
    return out;
}

Text where_clause(State& state, typed::Query const& q) {
    if (!q.where) return std::string();
    TRY(auto const where, expression(state, *q.where));
    return " where " + where;
}

}  // namespace

Text update(State& state, typed::Query const& q) {
    Entered const entered(state, q);
    TRY(auto const* table, target_relation(state, q));
    TRY(auto const with, with_clause(state, q));
    TRY(auto const set, assignments(state, *table, q));
    TRY(auto const from, from_clause(state, q));
    TRY(auto const where, where_clause(state, q));
    TRY(auto const result, returning(state, q));
    return with + "update " + quoted(table->storage_name()) + " set " + set + from + where + result;
}

// SQLite has no USING: the rows are found by a subquery.
Text remove(State& state, typed::Query const& q) {
    Entered const entered(state, q);
    TRY(auto const* table, target_relation(state, q));
    TRY(auto const with, with_clause(state, q));
    TRY(auto const from, from_clause(state, q));
    TRY(auto const where, where_clause(state, q));
    TRY(auto const result, returning(state, q));
    auto const name = quoted(table->storage_name());
    auto const start = with + "delete from " + name;
    if (from.empty()) return start + where + result;
    return start + " where rowid in (select " + name + ".rowid from " + name + " join" + from.substr(5) +
           where + ")" + result;
}

}  // namespace backstay::sql::lowering
