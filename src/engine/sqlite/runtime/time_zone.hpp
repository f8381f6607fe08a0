#pragma once

// The session's time zone: between microseconds since 1970 UTC and what its clocks show.

#include <cstdint>

#include "base/result.hpp"
#include "engine/sqlite/statement_state.hpp"
#include "engine/sqlite/values/time_session.hpp"
#include "engine/sqlite/values/timestamp.hpp"

namespace backstay::engine::sqlite {

TimeSession time_session(StatementState const& state);

// Infinity stays what it is.
Result<std::int64_t> to_local(StatementState const& state, std::int64_t utc);
Result<std::int64_t> to_utc(StatementState const& state, std::int64_t local);

}  // namespace backstay::engine::sqlite
