#pragma once

// What the files that look names up share beside resolver.hpp.

#include <string>

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

// 42703 for a column that is in no table at hand, with PostgreSQL's hint: the column it may have meant.
// `table` is what it was qualified by, or "".
Failure unknown_column(State const& state, std::string const& table, std::string const& column);
// 42P01 for a qualifier that names no table, or none that can be named here.
Failure unknown_table(State const& state, std::string const& table);

}  // namespace backstay::sql::resolving
