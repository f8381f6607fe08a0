#pragma once

// Logarithm and exponential in fixed point: an integer over 10^scale, right but for its last few digits.

#include "engine/sqlite/runtime/decimal.hpp"

namespace backstay::engine::sqlite {

// ln(number) * 10^scale. REQUIRES: number is finite and greater than zero.
BigInteger fixed_logarithm(Decimal const& number, int scale);

// e^(x / 10^scale) * 10^scale, with an absolute error that the result's whole digits multiply: ask for that
// many digits more.
BigInteger fixed_exponential(BigInteger const& x, int scale);

// The greatest integer whose square is not above the number.
BigInteger whole_root(BigInteger const& number);

// How many decimal digits a number of this size has, or one more.
int digits_at_most(BigInteger const& number);

}  // namespace backstay::engine::sqlite
