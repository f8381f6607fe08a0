#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

// What column `column` of an entry is called: a table's by its own name, all others c1, c2, ...
Result<std::string> column_name(State& state, typed::Entry const& entry, int column) {
    if (auto const* relation = std::get_if<typed::RelationEntry>(&entry.source)) {
        auto const* table = state.catalog().relation(relation->relation);
        auto const index = static_cast<std::size_t>(column);
        if (table == nullptr || index >= table->columns.size())
            return internal_error("column " + std::to_string(column) + " of a relation that is gone");
        return quoted(table->columns[index].name);
    }
    return "c" + std::to_string(column + 1);
}

// A column of the statement around this one: its value is bound row by row.
std::string outer_slot(State& state, typed::Variable v) {
    v.levels_up -= static_cast<int>(state.scopes.size());
    for (std::size_t i = 0; i < state.outer.size(); ++i)
        if (state.outer[i] == v) return state.slot(OuterSlot{static_cast<int>(i)});
    state.outer.push_back(v);
    return state.slot(OuterSlot{static_cast<int>(state.outer.size()) - 1});
}

}  // namespace

Result<std::string> variable(State& state, typed::Variable const& v, Type) {
    auto const depth = static_cast<int>(state.scopes.size());
    if (v.levels_up >= depth) return outer_slot(state, v);
    if (v.column < 0 && v.column != row_id_column) return whole_row(state, v);
    auto const& scope = state.scopes[static_cast<std::size_t>(depth - 1 - v.levels_up)];
    auto const entry = static_cast<std::size_t>(v.entry);
    if (v.entry == 1 && scope.query->on_conflict) {  // excluded has the columns of the target
        TRY(auto const name, column_name(state, scope.query->entries.front(), v.column));
        return scope.aliases[1] + "." + name;
    }
    if (entry >= scope.query->entries.size())
        return internal_error("range table entry " + std::to_string(v.entry) + " does not exist");
    if (scope.returning && v.entry != 0) return not_supported(Limitation::returning_joined);
    auto const& source = scope.query->entries[entry];
    if (v.column == row_id_column) return scope.aliases[entry] + ".rowid";
    TRY(auto const name, column_name(state, source, v.column));
    auto text = scope.aliases[entry].empty() ? name : scope.aliases[entry] + "." + name;
    // In RETURNING, SQLite 3.40 takes IS NULL of any column for false where the first one is NOT NULL.
    // likely() is the column itself, only that this conclusion is not drawn.
    return scope.returning ? "likely(" + text + ")" : text;
}

}  // namespace backstay::sql::lowering
