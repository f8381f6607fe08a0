#pragma once

// The schema that requests are planned against, as JSON, for the admin server's /schema_cache: by PostgREST's
// names of its parts.

#include <string>

#include "sql/schema.hpp"

namespace backstay::api::rest {

std::string schema_as_json(sql::Schema const& schema);

}  // namespace backstay::api::rest
