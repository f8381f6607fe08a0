// Functions of double precision: roots, logarithms, powers, rounding, histograms. Angles: number_angle.cpp.

#include <array>
#include <cerrno>
#include <cmath>
#include <numbers>

#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

Failure overflow() { return failure("22003", "value out of range: overflow"); }
Failure underflow() { return failure("22003", "value out of range: underflow"); }

template <double (*function)(double)>
Made plain(Arguments const& args) {
    return function(args.real(0));
}
double sign_of(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }

Made square_root(Arguments const& args) {
    if (args.real(0) < 0) return failure("2201F", "cannot take square root of a negative number");
    return std::sqrt(args.real(0));
}
template <double (*function)(double)>
Made logarithm(Arguments const& args) {
    auto const x = args.real(0);
    if (x == 0) return failure("2201E", "cannot take logarithm of zero");
    if (x < 0) return failure("2201E", "cannot take logarithm of a negative number");
    return function(x);
}
Made exponential(Arguments const& args) {
    auto const x = args.real(0);
    auto const result = std::exp(x);
    if (std::isinf(result) && !std::isinf(x)) return overflow();
    if (result == 0 && !std::isinf(x)) return underflow();
    return result;
}
Made power(Arguments const& args) {
    auto const x = args.real(0), y = args.real(1);
    if (x == 0 && y < 0) return failure("2201F", "zero raised to a negative power is undefined");
    if (x < 0 && !std::isnan(y) && std::floor(y) != y)
        return failure("2201F", "a negative number raised to a non-integer power yields a complex result");
    auto const result = std::pow(x, y);
    if (std::isfinite(x) && std::isfinite(y)) {
        if (std::isinf(result)) return overflow();
        if (result == 0 && x != 0) return underflow();
    }
    return result;
}

// ---- hyperbolic ----
Failure out_of_domain() { return failure("22003", "input is out of range"); }
Made arc_hyperbolic_cosine(Arguments const& args) {
    if (args.real(0) < 1) return out_of_domain();
    return std::acosh(args.real(0));
}
Made arc_hyperbolic_tangent(Arguments const& args) {
    if (std::fabs(args.real(0)) > 1) return out_of_domain();
    return std::atanh(args.real(0));
}

// ---- histogram ----
std::int64_t bucket(double operand, double low, double high, std::int64_t count) {
    double const part = std::isinf(high - low) ? (operand / 2 - low / 2) / (high / 2 - low / 2)
                                               : (operand - low) / (high - low);
    auto const whole = static_cast<std::int64_t>(static_cast<double>(count) * part);
    return std::min(whole, count - 1) + 1;
}
Made width_bucket(Arguments const& args) {
    auto const operand = args.real(0), low = args.real(1), high = args.real(2);
    auto const count = args.integer(3);
    if (count <= 0) return failure("2201G", "count must be greater than zero");
    if (std::isnan(operand) || std::isnan(low) || std::isnan(high))
        return failure("2201G", "operand, lower bound, and upper bound cannot be NaN");
    if (std::isinf(low) || std::isinf(high)) return failure("2201G", "lower and upper bounds must be finite");
    if (low == high) return failure("2201G", "lower bound cannot equal upper bound");
    bool const up = low < high;
    if (up ? operand < low : operand > low) return std::int64_t{0};
    if (up ? operand < high : operand > high)
        return up ? bucket(operand, low, high, count) : bucket(-operand, -low, -high, count);
    if (!fits(count + 1, sql::BaseType::int4)) return out_of_range(sql::BaseType::int4);
    return count + 1;
}

double pi() { return std::numbers::pi; }
Made pi_of(Arguments const&) { return pi(); }

constexpr auto number_float_function_functions = std::to_array<Scalar>({
    {"pg_float8_sqrt", 1, square_root},
    {"pg_float8_cbrt", 1, plain<std::cbrt>},
    {"pg_float8_exp", 1, exponential},
    {"pg_float8_ln", 1, logarithm<std::log>},
    {"pg_float8_log", 1, logarithm<std::log10>},
    {"pg_float8_power", 2, power},
    {"pg_float8_ceil", 1, plain<std::ceil>},
    {"pg_float8_floor", 1, plain<std::floor>},
    {"pg_float8_round", 1, plain<std::nearbyint>},
    {"pg_float8_trunc", 1, plain<std::trunc>},
    {"pg_float8_sign", 1, plain<sign_of>},
    {"pg_float8_sinh", 1, plain<std::sinh>},
    {"pg_float8_cosh", 1, plain<std::cosh>},
    {"pg_float8_tanh", 1, plain<std::tanh>},
    {"pg_float8_asinh", 1, plain<std::asinh>},
    {"pg_float8_acosh", 1, arc_hyperbolic_cosine},
    {"pg_float8_atanh", 1, arc_hyperbolic_tangent},
    {"pg_float8_pi", 0, pi_of},
    {"pg_float8_width_bucket", 4, width_bucket},
});

}  // namespace

Result<void> register_float_functions(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_float_function_functions);
}

}  // namespace backstay::engine::sqlite
