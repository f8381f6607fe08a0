// Operators and functions of numeric, over decimal.hpp.

#include <algorithm>
#include <array>

#include "engine/sqlite/runtime/decimal_function.hpp"
#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

Decimal decimal(Arguments const& args, int index) { return read_decimal(args.text(index)); }

Made stored(Result<Decimal> const& number) {
    if (!number) return std::unexpected(number.error());
    TRY(auto text, number->text());
    return text;
}

template <Decimal (*operation)(Decimal const&, Decimal const&)>
Made both(Arguments const& args) {
    return stored(operation(decimal(args, 0), decimal(args, 1)));
}
template <Result<Decimal> (*operation)(Decimal const&, Decimal const&)>
Made tried(Arguments const& args) {
    return stored(operation(decimal(args, 0), decimal(args, 1)));
}
template <Result<Decimal> (*operation)(Decimal const&)>
Made tried(Arguments const& args) {
    return stored(operation(decimal(args, 0)));
}

Decimal magnitude(Decimal number) { return number.sign() < 0 ? negate(std::move(number)) : number; }

Made negative(Arguments const& args) { return stored(negate(decimal(args, 0))); }
Made absolute(Arguments const& args) { return stored(magnitude(decimal(args, 0))); }
Made sign(Arguments const& args) {
    auto const number = decimal(args, 0);
    return stored(number.is_nan() ? number : decimal_of(number.sign()));
}
Made decadic_logarithm(Arguments const& args) { return stored(logarithm(decimal_of(10), decimal(args, 0))); }

// ---- rounding ----
constexpr int most_rounding = 2000;

int digits(Arguments const& args) {
    if (args.size() < 2) return 0;
    return static_cast<int>(std::clamp<std::int64_t>(args.integer(1), -most_rounding, most_rounding));
}

// Cut at so many digits after the point, towards zero.
Decimal cut(Decimal const& number, int scale) {
    if (!number.is_finite() || scale >= number.scale) return rescaled(number, scale);
    return {.value = number.value / power_of_ten(number.scale - scale), .scale = scale};
}
// Digits before the point that were rounded away stand as zeros.
Decimal whole(Decimal number) { return number.scale < 0 ? rescaled(number, 0) : number; }

Made rounded(Arguments const& args) { return stored(whole(rescaled(decimal(args, 0), digits(args)))); }
Made truncated(Arguments const& args) { return stored(whole(cut(decimal(args, 0), digits(args)))); }
template <int direction>
Made towards(Arguments const& args) {
    auto const number = decimal(args, 0);
    auto result = cut(number, 0);
    if (compare(number, result) * direction > 0) result.value += direction;
    return stored(result);
}

// ---- scale ----
int significant_scale(Decimal const& number) {
    int scale = number.scale;
    for (auto value = number.value; scale > 0 && value % 10 == 0; --scale) value /= 10;
    return scale;
}
Made scale(Arguments const& args) {
    auto const number = decimal(args, 0);
    return number.is_finite() ? Made(std::int64_t{number.scale}) : Made(Value());
}
Made least_scale(Arguments const& args) {
    auto const number = decimal(args, 0);
    return number.is_finite() ? Made(std::int64_t{significant_scale(number)}) : Made(Value());
}
Made trimmed(Arguments const& args) {
    auto const number = decimal(args, 0);
    return stored(number.is_finite() ? rescaled(number, significant_scale(number)) : number);
}

// ---- whole numbers ----
Made common_divisor(Arguments const& args) {
    auto const a = decimal(args, 0), b = decimal(args, 1);
    if (!a.is_finite() || !b.is_finite()) return stored(not_a_number());
    int const common = std::max(a.scale, b.scale);
    return stored(
        Decimal{.value = gcd(rescaled(a, common).value, rescaled(b, common).value), .scale = common});
}
Made common_multiple(Arguments const& args) {
    auto const a = decimal(args, 0), b = decimal(args, 1);
    if (!a.is_finite() || !b.is_finite()) return stored(not_a_number());
    int const common = std::max(a.scale, b.scale);
    auto const left = rescaled(a, common).value, right = rescaled(b, common).value;
    if (left == 0 || right == 0) return stored(Decimal{.scale = common});
    return stored(Decimal{.value = abs(left / gcd(left, right) * right), .scale = common});
}
Made factorial(Arguments const& args) {
    constexpr std::int64_t greatest = 32177;  // whose digits a numeric can hold
    auto const number = args.integer(0);
    if (number < 0) return failure("22003", "factorial of a negative number is undefined");
    if (number > greatest) return failure("22003", "value overflows numeric format");
    BigInteger product = 1;
    for (std::int64_t i = 2; i <= number; ++i) product *= i;
    return stored(Decimal{.value = product});
}

// ---- histogram ----
Made width_bucket(Arguments const& args) {
    auto const count = args.integer(3);
    auto operand = decimal(args, 0), low = decimal(args, 1), high = decimal(args, 2);
    if (count <= 0) return failure("2201G", "count must be greater than zero");
    if (operand.is_nan() || low.is_nan() || high.is_nan())
        return failure("2201G", "operand, lower bound, and upper bound cannot be NaN");
    if (!low.is_finite() || !high.is_finite())
        return failure("2201G", "lower and upper bounds must be finite");
    int const order = compare(low, high);
    if (order == 0) return failure("2201G", "lower bound cannot equal upper bound");
    if (compare(operand, low) * order > 0) return std::int64_t{0};
    if (compare(operand, high) * order <= 0) {
        if (!fits(count + 1, sql::BaseType::int4)) return out_of_range(sql::BaseType::int4);
        return count + 1;
    }
    auto const part = multiply(subtract(operand, low), decimal_of(count));
    TRY(auto const quotient, divide(part, subtract(high, low)));
    return std::min(static_cast<std::int64_t>(cut(quotient, 0).value) + 1, count);
}

constexpr auto number_numeric_functions = std::to_array<Scalar>({
    {"pg_numeric_add", 2, both<add>},
    {"pg_numeric_sub", 2, both<subtract>},
    {"pg_numeric_mul", 2, both<multiply>},
    {"pg_numeric_div", 2, tried<divide>},
    {"pg_numeric_mod", 2, tried<remainder>},
    {"pg_numeric_whole_div", 2, tried<divide_whole>},
    {"pg_numeric_power", 2, tried<power>},
    {"pg_numeric_neg", 1, negative},
    {"pg_numeric_abs", 1, absolute},
    {"pg_numeric_sign", 1, sign},
    {"pg_numeric_sqrt", 1, tried<square_root>},
    {"pg_numeric_exp", 1, tried<exponential>},
    {"pg_numeric_ln", 1, tried<natural_logarithm>},
    {"pg_numeric_log", 1, decadic_logarithm},
    {"pg_numeric_log", 2, tried<logarithm>},
    {"pg_numeric_round", 1, rounded},
    {"pg_numeric_round", 2, rounded},
    {"pg_numeric_trunc", 1, truncated},
    {"pg_numeric_trunc", 2, truncated},
    {"pg_numeric_ceil", 1, towards<1>},
    {"pg_numeric_floor", 1, towards<-1>},
    {"pg_numeric_scale", 1, scale},
    {"pg_numeric_min_scale", 1, least_scale},
    {"pg_numeric_trim_scale", 1, trimmed},
    {"pg_numeric_gcd", 2, common_divisor},
    {"pg_numeric_lcm", 2, common_multiple},
    {"pg_numeric_factorial", 1, factorial},
    {"pg_numeric_width_bucket", 4, width_bucket},
});

}  // namespace

Result<void> register_numerics(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_numeric_functions);
}

}  // namespace backstay::engine::sqlite
