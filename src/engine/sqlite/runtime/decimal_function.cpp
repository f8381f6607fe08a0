#include "engine/sqlite/runtime/decimal_function.hpp"

#include <algorithm>
#include <cmath>

#include "engine/sqlite/runtime/decimal_fixed.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Decimal>;

constexpr int least_significant_digits = 16;
constexpr int most_exponent = 6000;  // of e, beyond which PostgreSQL does not go
constexpr double log10_of_e = 0.434294481903252;

int display_scale(int wanted, std::initializer_list<int> arguments) {
    return std::min(std::max({wanted, 0, std::max(arguments)}), most_display_scale);
}

Failure overflow() { return failure("22003", "value overflows numeric format"); }
Failure logarithm_of_zero() { return failure("2201E", "cannot take logarithm of zero"); }
Failure logarithm_of_negative() { return failure("2201E", "cannot take logarithm of a negative number"); }

Result<void> check_logarithm(Decimal const& number) {
    if (number.sign() < 0) return logarithm_of_negative();
    if (number.sign() == 0) return logarithm_of_zero();
    return {};
}

double approximate(Decimal const& number) {
    // the value, by its first digits
    int const drop = std::max(digits_at_most(number.value) - 20, 0);
    auto const first = static_cast<double>(BigInteger(number.value / power_of_ten(drop)));
    return first * std::pow(10.0, drop - number.scale);
}

// The place of the first digit of ln(number), about: PostgreSQL estimates it so, and the scale follows.
int logarithm_position(Decimal const& number) {
    if (number.sign() <= 0) return 0;
    auto const from_one = subtract(number, decimal_of(1));
    auto const tenth = Decimal{.value = 1, .scale = 1};
    auto const distance = from_one.sign() < 0 ? negate(from_one) : from_one;
    if (compare(distance, tenth) <= 0) return leading_position(from_one);
    int const drop = std::max(digits_at_most(number.value) - 20, 0);
    auto const first = static_cast<double>(BigInteger(number.value / power_of_ten(drop)));
    auto const logarithm = std::log(first) + (drop - number.scale) * 2.302585092994046;
    return static_cast<int>(std::log10(std::fabs(logarithm)));
}

bool is_whole(Decimal const& number) {
    return !number.is_finite() || number.value % power_of_ten(number.scale) == 0;
}
bool is_odd(Decimal const& whole) { return rescaled(whole, 0).value % 2 != 0; }

// A number to so many significant digits: mantissa * 10^exponent.
struct Floating {
    BigInteger mantissa;
    std::int64_t exponent = 0;
};

Floating multiplied(Floating const& a, Floating const& b, int digits) {
    Floating product{a.mantissa * b.mantissa, a.exponent + b.exponent};
    if (int const drop = digits_at_most(product.mantissa) - digits; drop > 1) {
        product.mantissa /= power_of_ten(drop);
        product.exponent += drop;
    }
    return product;
}

Decimal fixed(Floating const& number, int scale) {
    auto const shift = number.exponent + scale;
    if (shift >= 0) return {.value = number.mantissa * power_of_ten(static_cast<int>(shift)), .scale = scale};
    return rescaled({.value = number.mantissa, .scale = static_cast<int>(-number.exponent)}, scale);
}

Made whole_power(Decimal const& base, std::int64_t exponent, int scale) {
    if (exponent == 0) return rescaled(decimal_of(1), scale);
    if (base.sign() == 0) {
        if (exponent < 0) return division_by_zero();
        return rescaled(decimal_of(0), scale);
    }
    auto const magnitude = base.sign() < 0 ? negate(base) : base;
    int const drop = std::max(digits_at_most(magnitude.value) - 20, 0);
    auto const first = static_cast<double>(BigInteger(magnitude.value / power_of_ten(drop)));
    // the result's first digit stands about here
    double const position = static_cast<double>(exponent) * (std::log10(first) + drop - magnitude.scale);
    if (position > 3.0 * 32767 * 4) return overflow();
    if (position + 1 < -scale || position + 1 < -most_display_scale) return rescaled(decimal_of(0), scale);
    auto count = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
    int const digits = 1 + scale + std::abs(static_cast<int>(position)) +
                       static_cast<int>(std::log10(static_cast<double>(count))) + 16;
    Floating result{1}, square{magnitude.value, -magnitude.scale};
    bool const negative = base.sign() < 0 && count % 2 == 1;
    for (; count > 0; count >>= 1U) {
        if ((count & 1U) != 0) result = multiplied(result, square, digits);
        if (count > 1) square = multiplied(square, square, digits);
    }
    if (exponent < 0) {
        int const width = digits_at_most(result.mantissa) + digits;
        result = {power_of_ten(width) / result.mantissa, -result.exponent - width};
    }
    auto made = fixed(result, scale);
    return negative ? negate(std::move(made)) : made;
}

// e^(exponent * ln(base)). REQUIRES: base is greater than zero.
Made real_power(Decimal const& base, Decimal const& exponent) {
    int const rough = std::max(8 - logarithm_position(base), 0);
    auto const logarithm = Decimal{.value = fixed_logarithm(base, rough), .scale = rough};
    auto const product = approximate(multiply(logarithm, exponent));
    if (std::fabs(product) > most_exponent * 1.0033) {
        if (product > 0) return overflow();
        return Decimal{.scale = most_display_scale};
    }
    auto const position = product * log10_of_e;
    int const scale =
        display_scale(least_significant_digits - static_cast<int>(position), {base.scale, exponent.scale});
    int const work = scale + std::max(static_cast<int>(position), 0) + 12;
    int const fine = work + std::max(leading_position(exponent), 0) + 4;
    auto const accurate = multiply({.value = fixed_logarithm(base, fine), .scale = fine}, exponent);
    if (abs(accurate.value) >= most_exponent * power_of_ten(accurate.scale)) {
        if (accurate.sign() > 0) return overflow();
        return Decimal{.scale = scale};
    }
    auto const result = fixed_exponential(rescaled(accurate, work).value, work);
    return rescaled({.value = result, .scale = work}, scale);
}

// What POSIX says of pow() with infinities and NaN.
Made special_power(Decimal const& base, Decimal const& exponent) {
    bool const one = base.is_finite() && compare(base, decimal_of(1)) == 0;
    bool const zero = exponent.is_finite() && exponent.sign() == 0;
    if (one || zero) return decimal_of(1);
    if (base.is_nan() || exponent.is_nan()) return not_a_number();
    if (base.is_finite() && base.sign() == 0) return decimal_of(0);
    if (!exponent.is_finite()) {
        auto const magnitude = base.sign() < 0 ? negate(base) : base;
        int const order = compare(magnitude, decimal_of(1));
        if (order == 0) return decimal_of(1);
        return (order > 0) == (exponent.sign() > 0) ? infinite_decimal(false) : decimal_of(0);
    }
    if (exponent.sign() < 0) return decimal_of(0);
    return infinite_decimal(base.sign() < 0 && is_odd(exponent));
}

}  // namespace

Made square_root(Decimal const& number) {
    if (number.sign() < 0) return failure("2201F", "cannot take square root of a negative number");
    if (!number.is_finite()) return number;
    int const position = leading_position(number);
    int const weight = position >= 0 ? position / 4 : -((3 - position) / 4);
    int const scale = display_scale(least_significant_digits - (weight * 2 + 1), {number.scale});
    return square_root(number, scale);
}

Decimal square_root(Decimal const& number, int scale) {
    auto const square = rescaled(number, 2 * scale).value;
    auto root = whole_root(square);
    if (square - root * root > root) ++root;
    return {.value = root, .scale = scale};
}

Made natural_logarithm(Decimal const& number) {
    if (number.is_nan()) return number;
    TRY_VOID(check_logarithm(number));
    if (!number.is_finite()) return number;
    int const scale = display_scale(least_significant_digits - logarithm_position(number), {number.scale});
    auto const fine = fixed_logarithm(number, scale + 8);
    return rescaled({.value = fine, .scale = scale + 8}, scale);
}

Made logarithm(Decimal const& base, Decimal const& number) {
    if (base.is_nan() || number.is_nan()) return not_a_number();
    bool const special = !base.is_finite() || !number.is_finite();
    if (special && (base.sign() < 0 || number.sign() < 0)) return logarithm_of_negative();
    TRY_VOID(check_logarithm(base));
    TRY_VOID(check_logarithm(number));
    if (!base.is_finite()) return number.is_finite() ? decimal_of(0) : not_a_number();
    if (!number.is_finite()) return number;
    int const base_position = logarithm_position(base);
    int const position = logarithm_position(number) - base_position;
    int const scale = display_scale(least_significant_digits - position, {base.scale, number.scale});
    int const work = scale + std::abs(position) + std::abs(base_position) + 20;
    Decimal const divisor{.value = fixed_logarithm(base, work), .scale = work};
    if (compare(base, decimal_of(1)) == 0) return division_by_zero();
    return divide({.value = fixed_logarithm(number, work), .scale = work}, divisor, scale);
}

Made exponential(Decimal const& number) {
    if (number.is_nan()) return number;
    if (!number.is_finite()) return number.sign() < 0 ? decimal_of(0) : number;
    auto const rough = approximate(number);
    auto const position = std::clamp(rough * log10_of_e, -2000.0, 2000.0);
    int const scale = display_scale(least_significant_digits - static_cast<int>(position), {number.scale});
    if (std::fabs(rough) >= most_exponent) {
        if (rough > 0) return overflow();
        return Decimal{.scale = scale};
    }
    int const work = scale + std::max(static_cast<int>(rough * log10_of_e), 0) + 8;
    auto const result = fixed_exponential(rescaled(number, work).value, work);
    return rescaled({.value = result, .scale = work}, scale);
}

Made power(Decimal const& base, Decimal const& exponent) {
    bool const special = !base.is_finite() || !exponent.is_finite();
    if (base.is_nan() || exponent.is_nan()) return special_power(base, exponent);
    if (base.sign() == 0 && exponent.sign() < 0)
        return failure("2201F", "zero raised to a negative power is undefined");
    if (base.sign() < 0 && !is_whole(exponent))
        return failure("2201F", "a negative number raised to a non-integer power yields a complex result");
    if (special) return special_power(base, exponent);
    if (is_whole(exponent)) {
        auto const whole = rescaled(exponent, 0).value;
        constexpr std::int64_t limit = 2147483647;
        if (whole >= -limit - 1 && whole <= limit)
            return whole_power(base, static_cast<std::int64_t>(whole),
                               display_scale(least_significant_digits, {base.scale}));
    }
    if (base.sign() == 0) return Decimal{.scale = least_significant_digits};
    if (base.sign() > 0) return real_power(base, exponent);
    TRY(auto result, real_power(negate(base), exponent));
    return is_odd(exponent) ? negate(std::move(result)) : result;
}

}  // namespace backstay::engine::sqlite
