#pragma once

// PostgreSQL's set-returning functions as C++ functions from Arguments to rows, and how SQLite is given them:
// each is an eponymous virtual table whose hidden columns are the arguments.
//
//     Result<Rows> letters(Arguments const& args) { return column_of({"a", "b"}); }
//     constexpr auto functions = std::to_array<TableFunction>({{"pg_letters", 1, 1, letters}});
//     register_tables(db, state, functions)
//
//     select c1, c2 from pg_letters('x')        c1: the value; c2: its ordinality
//
// A table has the columns c1, c2, ... of the result, then one more: WITH ORDINALITY's number, from 1. So
// sql/lower/ prints the same call with and without it. Arguments may name what stands to the left in FROM.

#include <functional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

using Row = std::vector<Value>;

// Gives one row after another: fills `row` (empty at first, then the one before) and says true, or false
// after the last. A series of a million rows so takes no memory.
using Rows = std::function<Result<bool>(Row& row)>;

Rows rows_of(std::vector<Row> rows);
Rows column_of(std::vector<Value> values);  // rows of one column
Rows no_rows();

struct TableFunction {
    char const* name;
    int columns;  // -1: as many as the row has; what the caller wrote in a column definition list
    int arity;    // -1: any number
    Result<Rows> (*open)(Arguments const& args);  // views of `args` die with the call
    Strictness strictness = Strictness::strict;   // strict: no rows where an argument is NULL
};
// REQUIRES: `functions` and `state` outlive the connection.
Result<void> register_tables(Connection const& db, StatementState& state,
                             std::span<TableFunction const> functions);

// What a function that returns rows of no declared columns (json_to_recordset(...) as r(a int, b mood)) is
// told of them, by two arguments after its own: the columns' names, and their types by sql::type_code().
struct RowColumn {
    std::string name;
    sql::Type type;
};
std::vector<RowColumn> row_columns(std::string_view names, std::string_view types);

}  // namespace backstay::engine::sqlite
