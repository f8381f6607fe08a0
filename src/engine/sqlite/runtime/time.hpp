#pragma once

// The parts of the time family, one file each.

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_clock(Connection const& db, StatementState& state);       // now() and its kin
Result<void> register_time_casts(Connection const& db, StatementState& state);  // date::timestamp, ...

}  // namespace backstay::engine::sqlite
