#pragma once

// What current_setting() gives: what was set, else PostgreSQL's standard value. And what it says of the
// caller.

#include <optional>
#include <string>
#include <string_view>

#include "engine/sqlite/statement_state.hpp"
#include "engine/sqlite/stmt.hpp"
#include "sql/lower/lower.hpp"

namespace backstay::engine::sqlite {

// Nothing when there is no such parameter. The name in any case.
std::optional<std::string> setting_of(StatementState const& state, std::string_view name);

// Binds the claim, and to the parameter after it what pg_claim() raises where asking for it is an error.
void bind_claim(sqlite3_stmt* statement, int index, sql::ClaimSlot const& claim, StatementState const& state);
Result<void> register_claims(Connection const& db, StatementState& state);

}  // namespace backstay::engine::sqlite
