#pragma once

// Between a stored value and what is sent and received: PostgreSQL's text forms and JSON.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/engine.hpp"
#include "engine/sqlite/statement_state.hpp"
#include "engine/sqlite/stmt.hpp"
#include "engine/sqlite/values/time_session.hpp"
#include "engine/sqlite/values/value.hpp"
#include "sql/lower/lower.hpp"
#include "sql/type.hpp"

struct sqlite3_stmt;
struct sqlite3_value;

namespace backstay::engine::sqlite {

// PostgreSQL's functions and collations, on this connection. REQUIRES: `state` outlives it.
Result<void> register_values(Connection const& db, StatementState& state);

// The literal in SQLite's SQL of a text in the input form of its type; a call where it means another value at
// another time or in another time zone ('now'). With a session: always the literal, as it means now: what a
// CHECK, an index or a default may hold.
Result<std::string> stored_literal(std::string_view text, sql::Type type, sql::Catalog const& catalog);
Result<std::string> stored_literal(std::string_view text, sql::Type type, sql::Catalog const& catalog,
                                   TimeSession& session);

// The stored value of a text in the input form of its type; user types are looked up in the state's catalog.
Result<Value> input_value(std::string_view text, sql::Type type, StatementState const& state);

// Gives SQLite a value.
void bind_value(sqlite3_stmt* statement, int index, Value const& value);

// Binds a text in the input form of its type: 22P02 and the like when it is none.
Result<void> bind_input(sqlite3_stmt* statement, int index, std::string_view text, sql::Type type,
                        StatementState const& state);

// Appends the value as to_json() prints it; null for NULL.
void append_json(std::string& out, sqlite3_value* value, sql::Type type, StatementState const& state);
void append_json(std::string& out, Value const& value, sql::Type type, StatementState const& state);

// Appends PostgreSQL's text form. REQUIRES: the value is not NULL.
void append_text(std::string& out, sqlite3_value* value, sql::Type type, StatementState const& state);

// The row that a statement stands at, as PostgreSQL's clients get it.
std::vector<Parameter> output_row(Statement const& row, std::vector<sql::LoweredColumn> const& columns,
                                  StatementState const& state);

}  // namespace backstay::engine::sqlite
