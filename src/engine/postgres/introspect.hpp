#pragma once

// Reads the catalog of a PostgreSQL database into a sql::Schema: one snapshot of it, in one round trip.

#include <string>

#include "base/result.hpp"
#include "sql/schema.hpp"

namespace backstay::engine::postgres {

// Over a connection of its own. Blocks. 0A000: a server that is too old.
Result<sql::Schema> introspect(std::string const& url);

}  // namespace backstay::engine::postgres
