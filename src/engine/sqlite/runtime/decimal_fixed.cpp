// ln(m * 10^e) = ln(m) + e * ln(10); ln(m) by square roots until m is near 1, then 2 atanh((m - 1) / (m +
// 1)). e^x by Taylor's series of x / 2^k, squared k times.

#include "engine/sqlite/runtime/decimal_fixed.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr int guard = 12;  // digits that the steps may spoil

// atanh(y / unit) * unit = y + y^3/3 + y^5/5 + ...
BigInteger fixed_atanh(BigInteger const& y, BigInteger const& unit) {
    BigInteger const square = y * y / unit;
    BigInteger power = y, sum = y;
    for (int n = 3; power != 0; n += 2) {
        power = power * square / unit;
        sum += power / n;
    }
    return sum;
}

// ln(10) = 3 ln(2) + ln(1.25)
BigInteger fixed_ln_ten(BigInteger const& unit) {
    return 6 * fixed_atanh(unit / 3, unit) + 2 * fixed_atanh(unit / 9, unit);
}

}  // namespace

BigInteger whole_root(BigInteger const& number) { return boost::multiprecision::sqrt(number); }

int digits_at_most(BigInteger const& number) {
    if (number == 0) return 1;
    auto const bits = static_cast<double>(msb(abs(number)) + 1);
    return static_cast<int>(bits * 0.30102999566398120) + 1;
}

BigInteger fixed_logarithm(Decimal const& number, int scale) {
    int const exponent = leading_position(number);
    int const work = scale + guard + 6;  // 6: the exponent's own digits
    auto const unit = power_of_ten(work);
    // the mantissa, in [1, 10)
    auto mantissa = rescaled({.value = number.value, .scale = number.scale + exponent}, work).value;
    int halvings = 0;
    auto const near = unit + unit / 64;
    for (; mantissa > near; ++halvings) mantissa = whole_root(mantissa * unit);
    BigInteger const ratio = (mantissa - unit) * unit / (mantissa + unit);
    BigInteger result = fixed_atanh(ratio, unit) << (halvings + 1);
    if (exponent != 0) result += fixed_ln_ten(unit) * exponent;
    return rescaled({.value = result, .scale = work}, scale).value;
}

BigInteger fixed_exponential(BigInteger const& x, int scale) {
    int const work = scale + guard;
    auto const unit = power_of_ten(work);
    auto const scaled = x * power_of_ten(guard);
    // so often halved that the argument is below 2^-16
    int halvings = 16;
    if (auto const whole = abs(scaled) / unit; whole != 0) halvings += static_cast<int>(msb(whole)) + 1;
    int const extra = halvings / 3 + 1;  // each squaring doubles the error
    auto const fine = unit * power_of_ten(extra);
    BigInteger const reduced = (scaled * power_of_ten(extra)) / (BigInteger(1) << halvings);
    BigInteger term = fine, sum = fine;
    for (int n = 1; term != 0; ++n) {
        term = term * reduced / fine / n;
        sum += term;
    }
    for (int i = 0; i < halvings; ++i) sum = sum * sum / fine;
    return rescaled({.value = sum, .scale = work + extra}, scale).value;
}

}  // namespace backstay::engine::sqlite
