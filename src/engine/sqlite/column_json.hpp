#pragma once

// A column's value, from SQLite's memory into a JSON body: how is chosen once, when the statement is
// compiled, so that a row costs no look at types.
//
//     auto const form = json_form({BaseType::numeric});
//     append_column(body, statement, 3, form, type, state);          12.50

#include <sqlite3.h>

#include <cstdint>
#include <string>

#include "engine/sqlite/statement_state.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

enum class JsonForm : std::uint8_t {
    boolean,
    integer,
    text,         // quoted, and escaped where it has to be
    plain_text,   // quoted; nothing in it can need escaping: uuid
    number,       // decimal text as it is stored, or "NaN" and "Infinity" quoted
    json,         // as it is stored
    timestamp,    // "2024-05-17T12:11:11.5"
    timestamptz,  // with the session's offset
    date,
    other  // by way of its text: append_json() of value_text.hpp
};

// REQUIRES: a stored type, no domain (sql::storage_base).
JsonForm json_form(sql::Type type);

// REQUIRES: the statement is at a row, and the column is not NULL.
void append_column(std::string& out, sqlite3_stmt* statement, int column, JsonForm form, sql::Type type,
                   StatementState const& state);

}  // namespace backstay::engine::sqlite
