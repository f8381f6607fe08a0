#pragma once

// An exchange to an ExchangePlan: analyze() and sql::lower() of its write, of its read with all that is
// nested in it, and of its count. A statement to a WritePlan.

#include <memory>

#include "engine/sqlite/analyze.hpp"
#include "engine/sqlite/plan.hpp"

namespace backstay::engine::sqlite {

// A statement that was analyzed, ready to be run.
Result<std::unique_ptr<WritePlan>> compile_statement(Analysis const& analysis, sql::typed::Query query);

Result<std::unique_ptr<ExchangePlan>> compile(sql::Exchange const& exchange, Analysis analysis);

}  // namespace backstay::engine::sqlite
