#pragma once

// The parts of the time family, one file each.

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_clock(Connection const& db, StatementState& state);            // now() and its kin
Result<void> register_time_casts(Connection const& db, StatementState& state);       // date::timestamp, ...
Result<void> register_time_arithmetic(Connection const& db, StatementState& state);  // date + 1, age()
Result<void> register_time_extract(Connection const& db, StatementState& state);     // extract(), date_part()
Result<void> register_time_truncate(Connection const& db, StatementState& state);  // date_trunc(), date_bin()
Result<void> register_time_at_zone(Connection const& db, StatementState& state);   // at time zone
Result<void> register_time_make(Connection const& db, StatementState& state);  // make_date(), justify_days()
Result<void> register_time_overlaps(Connection const& db, StatementState& state);  // overlaps
Result<void> register_time_series(Connection const& db, StatementState& state);    // generate_series(), sum()

Result<void> register_time_format(Connection const& db, StatementState& state);  // to_char(), to_date()

}  // namespace backstay::engine::sqlite
