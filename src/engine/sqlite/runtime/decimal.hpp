#pragma once

// A numeric taken apart for arithmetic: an integer of any size over a power of ten.
//
//     TRY(auto const sum, add(read_decimal("1.50"), read_decimal("2")).text())      "3.50"
//
// The scales of results are PostgreSQL's: the greater one for + and -, the sum for *, and for what does not
// end at least 16 significant digits (division_scale).
// https://www.postgresql.org/docs/15/datatype-numeric.html

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

using BigInteger =
    boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;

struct Decimal {
    enum class Kind : std::uint8_t { finite, infinite, not_a_number };
    Kind kind = Kind::finite;
    BigInteger value = 0;  // infinite: 1 or -1
    int scale = 0;         // so many of the digits stand after the point

    bool is_finite() const { return kind == Kind::finite; }
    bool is_nan() const { return kind == Kind::not_a_number; }
    int sign() const { return is_nan() ? 0 : value.sign(); }
    // As it is stored; 22003 when it has more digits than PostgreSQL's limit.
    Result<std::string> text() const;
};

inline constexpr int most_display_scale = 1000;

Decimal decimal_of(std::int64_t whole);
Decimal infinite_decimal(bool negative);
Decimal not_a_number();
// REQUIRES: `stored` is canonical (values/numeric_text.hpp).
Decimal read_decimal(std::string_view stored);

BigInteger power_of_ten(int exponent);
// The same value with another scale; digits that do not fit are rounded half away from zero.
Decimal rescaled(Decimal const& number, int scale);
// The position of the first digit that is not zero: 0 for units, 1 for tens, -1 for tenths. 0 for zero.
int leading_position(Decimal const& number);

Decimal add(Decimal const& a, Decimal const& b);
Decimal subtract(Decimal const& a, Decimal const& b);
Decimal multiply(Decimal const& a, Decimal const& b);
Decimal negate(Decimal number);
// Less than, equal to, greater than zero; NaN is the greatest and equal to itself.
int compare(Decimal const& a, Decimal const& b);

// The scale that a / b is given.
int division_scale(Decimal const& a, Decimal const& b);
// Finite, rounded half away from zero. REQUIRES: b is not zero, both are finite.
Decimal divide(Decimal const& a, Decimal const& b, int scale);
// With PostgreSQL's scale; 22012 for zero.
Result<Decimal> divide(Decimal const& a, Decimal const& b);
// a / b cut to a whole number, and what it leaves: both 22012 for zero.
Result<Decimal> divide_whole(Decimal const& a, Decimal const& b);
Result<Decimal> remainder(Decimal const& a, Decimal const& b);

Failure division_by_zero();

}  // namespace backstay::engine::sqlite
