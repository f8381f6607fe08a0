#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

std::string State::slot(Slot slot) {
    for (std::size_t i = 0; i < slots.size(); ++i)
        if (slots[i] == slot) return "?" + std::to_string(i + 1);
    slots.push_back(std::move(slot));
    return "?" + std::to_string(slots.size());
}

std::string quoted(std::string_view name) { return quote_always(name); }

Entered::Entered(State& state, typed::Query const& query) : state_(state) {
    Scope scope{.query = &query};
    bool const writes = query.command != typed::Command::select;
    for (std::size_t i = 0; i < query.entries.size(); ++i) {
        // SQLite's RETURNING knows the table that is written by its own name only.
        auto const* relation = std::get_if<typed::RelationEntry>(&query.entries[i].source);
        auto const* target =
            writes && i == 0 && relation != nullptr ? state.catalog().relation(relation->relation) : nullptr;
        scope.aliases.push_back(target != nullptr ? quoted(target->storage_name()) : state.new_alias());
    }
    for (std::size_t i = 0; i < query.common_tables.size(); ++i)
        scope.common_tables.push_back(state.scopes.empty() && i < state.written_tables.size() &&
                                              !state.written_tables[i].empty()
                                          ? state.written_tables[i]
                                          : state.new_alias());
    if (query.on_conflict) {
        if (scope.aliases.size() < 2) scope.aliases.emplace_back();
        scope.aliases[1] = "excluded";
    }
    state.scopes.push_back(std::move(scope));
}

}  // namespace backstay::sql::lowering
