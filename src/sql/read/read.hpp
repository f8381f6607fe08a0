#pragma once

// Reads PostgreSQL's SQL into the tree of sql/ast.hpp, with PostgreSQL 15's own grammar.
//
//     TRY(auto const statements, read("create table a (id int); select * from a;", "V1__a.sql"));
//     statements[1].offset                             // 25
//     read("selec 1", "V1__a.sql").error()->message     // syntax error at or near "selec"
//
// Whatever PostgreSQL's grammar takes and the tree has no form for becomes Unsupported, with the name of the
// construct and where it stands; only text that PostgreSQL would refuse is an error (42601).

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/ast.hpp"

namespace backstay::sql {

// A whole script. The data blocks of COPY ... FROM STDIN, as psql and pg_dump write them (to a line `\.`),
// are taken into CopyFromStdin::data. `file` is for the positions of errors.
Result<std::vector<Statement>> read(std::string_view text, std::string_view file = {});

// Exactly one statement.
Result<Statement> read_one(std::string_view text);

// What may stand in a select list, a default, a policy: `a + 1`.
Result<Expression> read_expression(std::string_view text);

// What may stand after RETURNS: `int`, `varchar(4)[]`, `setof task`, `task.id%type`.
Result<TypeName> read_type(std::string_view text);

// The line and column of a byte of `text`, columns counted in characters.
Position position_at(std::string_view text, int offset, std::string_view file);

// An error met in a function's body says where in the body; this makes it a place in `text`, which the
// statement was read from.
void place_in_text(Error& error, Statement const& statement, std::string_view text);

}  // namespace backstay::sql
