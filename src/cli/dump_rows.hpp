#pragma once

// The rows of some tables in a script that pg_dump has written; all else in it is passed over.
//
//     COPY auth.users (id, email) FROM stdin;
//     0b6...	ann@example.org                       fields between tabs, \N is NULL, \. ends
//     \.
//     INSERT INTO "auth"."users" ("id", "email") VALUES ('0b6...', 'ann@example.org'), (...);
//
// Both have to name their columns, as pg_dump does for COPY, and with --column-inserts for INSERT. A value is
// a literal (with a cast or without), NULL, TRUE, FALSE or DEFAULT. Few bytes of the file are in memory: a
// row, or a literal. What cannot be read is 22P04 with its line.

#include <memory>
#include <set>
#include <string>

#include "cli/row_source.hpp"

namespace backstay::cli {

class TableRows {
public:
    virtual ~TableRows() = default;
    // False at the end. `table` is "schema.name". A column of the row whose value is DEFAULT has none.
    virtual Result<bool> next(std::string& table, Row& row) = 0;
};

// `tables`: "auth.users", ...
std::unique_ptr<TableRows> dump_rows(ByteReader::Source source, std::set<std::string> tables);

}  // namespace backstay::cli
