#pragma once

#include <string_view>

namespace backstay::sql {

// Whether PostgreSQL 15 has a function of this name in pg_catalog, whatever its arguments.
bool is_postgres_function(std::string_view name);

}  // namespace backstay::sql
