#pragma once

// An exchange to an ExchangePlan: analyze() and sql::lower() of its write, of its read with all that is
// nested in it, and of its count.

#include <memory>

#include "engine/sqlite/analyze.hpp"
#include "engine/sqlite/plan.hpp"

namespace backstay::engine::sqlite {

Result<std::unique_ptr<ExchangePlan>> compile(sql::Exchange const& exchange, Analysis analysis);

}  // namespace backstay::engine::sqlite
