#pragma once

// Splits a script of PostgreSQL's SQL into its statements without understanding them, so that they can be
// sent one by one. A semicolon ends a statement unless it stands in quotes, in a comment (which nest), in
// parentheses (CREATE RULE ... DO (a; b)), in a BEGIN ATOMIC body, or in the data of a COPY.
//
//     create function f() returns int as $$ begin; return 1; end; $$ language plpgsql;   one statement
//     copy task (id) from stdin;                                                         one statement, with
//     1                                                                                  data "1\n"
//     \.
//
// The lines `\restrict key` and `\unrestrict key` that pg_dump writes between statements are left out.

#include <string>
#include <string_view>
#include <vector>

namespace backstay::sql {

struct Piece {
    std::string_view text;  // without the semicolon, with the comments that lead up to it
    std::size_t offset = 0;
    int line = 1;                // of the first word, after comments
    bool copies = false;         // COPY ... FROM STDIN
    std::string_view data = {};  // then the lines up to `\.`
    bool transactional = true;   // false: PostgreSQL refuses it inside a transaction block
};

// The views point into `script`.
std::vector<Piece> split_statements(std::string_view script);

// Whether PostgreSQL runs the statement inside a transaction block; by its leading key words.
bool runs_in_transaction(std::string_view statement);

}  // namespace backstay::sql
