// real and double precision: an infinity out of finite numbers is an overflow, a zero out of others an
// underflow. A real is a double that a float holds.

#include <array>
#include <cmath>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

template <class Real>
Made checked(Real result, bool infinity_is_right, bool zero_is_right) {
    if (std::isinf(result) && !infinity_is_right) return failure("22003", "value out of range: overflow");
    if (result == 0 && !zero_is_right) return failure("22003", "value out of range: underflow");
    return static_cast<double>(result);
}

template <class Real>
struct Pair {
    Real a, b;
    explicit Pair(Arguments const& args)
        : a(static_cast<Real>(args.real(0))), b(static_cast<Real>(args.real(1))) {}
    bool infinite() const { return std::isinf(a) || std::isinf(b); }
};

template <class Real>
Made add(Arguments const& args) {
    Pair<Real> const given(args);
    return checked<Real>(given.a + given.b, given.infinite(), true);
}
template <class Real>
Made subtract(Arguments const& args) {
    Pair<Real> const given(args);
    return checked<Real>(given.a - given.b, given.infinite(), true);
}
template <class Real>
Made multiply(Arguments const& args) {
    Pair<Real> const given(args);
    return checked<Real>(given.a * given.b, given.infinite(), given.a == 0 || given.b == 0);
}
template <class Real>
Made divide(Arguments const& args) {
    Pair<Real> const given(args);
    if (given.b == 0 && !std::isnan(given.a)) return division_by_zero();
    return checked<Real>(given.a / given.b, std::isinf(given.a), given.a == 0 || std::isinf(given.b));
}
Made negate(Arguments const& args) { return -args.real(0); }
Made absolute(Arguments const& args) { return std::fabs(args.real(0)); }

constexpr auto number_float_functions = std::to_array<Scalar>({
    {"pg_float4_add", 2, add<float>},
    {"pg_float8_add", 2, add<double>},
    {"pg_float4_sub", 2, subtract<float>},
    {"pg_float8_sub", 2, subtract<double>},
    {"pg_float4_mul", 2, multiply<float>},
    {"pg_float8_mul", 2, multiply<double>},
    {"pg_float4_div", 2, divide<float>},
    {"pg_float8_div", 2, divide<double>},
    {"pg_float_neg", 1, negate},
    {"pg_float_abs", 1, absolute},
});

}  // namespace

Result<void> register_floats(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_float_functions);
}

}  // namespace backstay::engine::sqlite
