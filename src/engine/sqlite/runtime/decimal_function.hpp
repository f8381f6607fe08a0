#pragma once

// Roots, logarithms and powers of numeric. Results are rounded half away from zero to the scale that
// PostgreSQL gives them: at least 16 significant digits, not less than the arguments' scale, at most 1000.
//
//     square_root(read_decimal("2"))          1.414213562373095
//
// https://www.postgresql.org/docs/15/functions-math.html

#include "engine/sqlite/runtime/decimal.hpp"

namespace backstay::engine::sqlite {

Result<Decimal> square_root(Decimal const& number);  // 2201F below zero
// Rounded to a scale of one's own. REQUIRES: finite, not below zero.
Decimal square_root(Decimal const& number, int scale);
Result<Decimal> natural_logarithm(Decimal const& number);               // 2201E for zero and below
Result<Decimal> logarithm(Decimal const& base, Decimal const& number);  // 22012 for base 1
Result<Decimal> exponential(Decimal const& number);                     // 22003 where it overflows
Result<Decimal> power(Decimal const& base, Decimal const& exponent);    // 2201F where it is no real number

}  // namespace backstay::engine::sqlite
