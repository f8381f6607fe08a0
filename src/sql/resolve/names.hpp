#pragma once

// What the files that look names up share beside resolver.hpp.

#include <optional>
#include <string>
#include <vector>

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

// 42703 for a column that is in no table at hand, with PostgreSQL's hint: the column it may have meant.
// `table` is what it was qualified by, or "".
Failure unknown_column(State const& state, std::string const& table, std::string const& column);
// 42P01 for a qualifier that names no table, or none that can be named here.
Failure unknown_table(State const& state, std::string const& table);

// ---- ResolveContext::outer (outer.cpp) ----

OuterRecord const* find_outer_record(State const& state, std::string const& name);
// A variable, or a record as a row; nothing when there is none of that name.
Result<std::optional<typed::Expression>> outer_value(State const& state, std::string const& name);
// new.title; 42703 record "new" has no field "titel".
Result<std::optional<typed::Expression>> outer_field(State const& state,
                                                     std::vector<std::string> const& names);
Result<std::vector<typed::Target>> outer_fields(OuterRecord const& record);  // new.*

}  // namespace backstay::sql::resolving
