#pragma once

// Rows of libpq as the body of an answer, in the layout of PostgreSQL's json_agg: [{"id":1}, \n {"id":2}].

#include <string>

#include "engine/postgres/build.hpp"
#include "engine/postgres/libpq.hpp"

namespace backstay::engine::postgres {

// Appends the first `count` rows in `format` to `body`. REQUIRES: rows were made by `built`, without an
// error.
void encode(PGresult const* rows, int count, BuiltQuery const& built, sql::Format format, std::string& body);

// A piece of an answer of many rows (json_array, json_lines, csv): all of `rows`, and what stands before the
// first and after the last.
struct Piece {
    bool first = true, last = true;
    int count = 0;
};
void encode_piece(PGresult const* rows, BuiltQuery const& built, sql::Format format, Piece const& piece,
                  std::string& body);

// One row as an object.
void encode_row(PGresult const* rows, int row, BuiltQuery const& built, std::string& body);

}  // namespace backstay::engine::postgres
