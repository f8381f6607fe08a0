#pragma once

// The parts of the family `number`, one file each.

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_integers(Connection const& db, StatementState& state);  // number_integer.cpp
Result<void> register_floats(Connection const& db, StatementState& state);    // number_float.cpp
Result<void> register_float_functions(Connection const& db,
                                      StatementState& state);                 // number_float_function.cpp
Result<void> register_angles(Connection const& db, StatementState& state);    // number_angle.cpp
Result<void> register_numerics(Connection const& db, StatementState& state);  // number_numeric.cpp
Result<void> register_number_formats(Connection const& db, StatementState& state);  // number_to_char.cpp
Result<void> register_chance(Connection const& db, StatementState& state);          // number_chance.cpp
Result<void> register_number_casts(Connection const& db, StatementState& state);    // number_cast.cpp
Result<void> register_number_sums(Connection const& db, StatementState& state);     // number_sum.cpp
Result<void> register_statistics(Connection const& db, StatementState& state);      // number_statistics.cpp
Result<void> register_bits(Connection const& db, StatementState& state);            // number_bits.cpp
Result<void> register_percentiles(Connection const& db, StatementState& state);     // number_percentile.cpp
Result<void> register_series(Connection const& db, StatementState& state);          // number_series.cpp

// 22003 <type> out of range
Failure out_of_range(sql::BaseType type);
// REQUIRES: int2, int4 or int8.
bool fits(std::int64_t value, sql::BaseType type);

}  // namespace backstay::engine::sqlite
