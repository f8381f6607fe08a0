#pragma once

// From what was asked to what is to be run: plans are compiled once per shape of request and kept.

#include "api/rest/answer.hpp"
#include "api/rest/recent.hpp"

namespace backstay::api::rest {

using PlanCache = Recent<query::Compiled>;

// REQUIRES: asked.query was parsed, asked.accepted is chosen.
Result<Prepared> prepare(Asked& asked, Options const& options, sql::Schema const& schema, PlanCache& cache);

}  // namespace backstay::api::rest
