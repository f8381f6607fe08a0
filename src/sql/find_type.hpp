#pragma once

// The type that a name stands for: integer, varchar(4)[], app.mood, task (its rows), task.id%type.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "sql/ast.hpp"
#include "sql/catalog.hpp"

namespace backstay::sql {

// 42704 type "x" does not exist; 22023 for a modifier that the type cannot have.
Result<Type> find_type(Catalog const& catalog, std::vector<std::string> const& path, TypeName const& name);

}  // namespace backstay::sql
