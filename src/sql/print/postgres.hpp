#pragma once

// Writes the tree as PostgreSQL's SQL. What is written reads back (sql/read/) as the same tree; names are
// quoted where they must be, and there are no more parentheses than precedence asks for.
//
//     print_postgres(operation("=", column("a"), Parameter{1}))       // a = $1

#include <string>

#include "sql/ast.hpp"

namespace backstay::sql {

// REQUIRES: the statement is not Unsupported (which gives "").
std::string print_postgres(Statement const& statement);
std::string print_postgres(Select const& select);
std::string print_postgres(Expression const& expression);
std::string print_postgres(TypeName const& type);

}  // namespace backstay::sql
