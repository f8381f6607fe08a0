#pragma once

// What a table or an index is called in the SQLite file.
//
//     storage_name({"public", "task"})    task
//     storage_name({"app", "task"})       app.task
//     storage_name({"public", "Task"})    ^task
//
// SQLite does not tell letters by their case, PostgreSQL does: an upper-case letter of ASCII is written as ^
// and its lower-case form, ^ itself twice.

#include <string>

#include "sql/ast.hpp"

namespace backstay::sql {

std::string storage_name(QualifiedName const& name);

}  // namespace backstay::sql
