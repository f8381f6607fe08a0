#pragma once

// The description of the API at its root, as PostgREST gives it: Swagger 2.0, with a path and a definition
// for each relation and a path for each function.
//
// https://docs.postgrest.org/en/v13/references/api/openapi.html, https://swagger.io/specification/v2/

#include <string>

#include "api/rest/service.hpp"
#include "engine/engine.hpp"
#include "sql/schema.hpp"

namespace backstay::api::rest {

// `visible`: what is described; null: all of `schema`.
std::string describe_api(Options const& options, sql::Schema const& catalog, std::string const& schema,
                         engine::Visible const* visible);

}  // namespace backstay::api::rest
