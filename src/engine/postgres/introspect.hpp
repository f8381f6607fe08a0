#pragma once

// Reads the catalog of a PostgreSQL database into a sql::Schema: one statement, one round trip, one JSON
// value. System schemas are left out.

#include <string_view>

#include "base/result.hpp"
#include "sql/schema.hpp"

namespace backstay::engine::postgres {

// The statement: one row with one column, the JSON that read_schema() takes.
std::string_view introspection_query();

Result<sql::Schema> read_schema(std::string_view json);

// What the current role may use of the schema $1: rows of (schema, name, null) for relations and of (null,
// null, oid) for functions.
std::string_view visible_query();

}  // namespace backstay::engine::postgres
