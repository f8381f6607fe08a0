#pragma once

// Rows that travel as one value through SQL text: LATERAL subqueries, ROWS FROM, functions of the catalog.

#include <string>

#include "engine/sqlite/runtime/table_function.hpp"

namespace backstay::engine::sqlite {

// Appends one row to what backstay_unpack() reads.
void append_packed(std::string& out, Row const& row);

Result<void> register_packed_rows(Connection const& db, StatementState& state);

}  // namespace backstay::engine::sqlite
