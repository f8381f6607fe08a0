#pragma once

// numeric as it is stored: a canonical decimal text. No leading zeros but one before the point, no plus sign,
// no exponent, the scale kept: "1.50", "-0.05", "NaN", "Infinity".
// https://www.postgresql.org/docs/15/datatype-numeric.html

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

// Any form PostgreSQL takes: blanks around, an exponent, .5, 5., NaN, inf. 22P02 otherwise.
Result<std::string> parse_numeric(std::string_view text);

// numeric(precision, scale): rounded half away from zero; 22003 numeric field overflow when there are too
// many digits before the point.
Result<std::string> fit_numeric(std::string_view number, int precision, int scale);

// Rounded half away from zero to so many digits after the point, filled with zeros; negative: before it.
std::string round_numeric(std::string_view number, int scale);

// Less than, equal to or greater than zero, as a is to b. NaN is the greatest, and equal to itself.
int compare_numeric(std::string_view a, std::string_view b);

}  // namespace backstay::engine::sqlite
