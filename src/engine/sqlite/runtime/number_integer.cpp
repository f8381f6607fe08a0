// Integers that do not leave their width: 22003 where SQLite would go on in floating point.

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <numeric>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using Made = Result<Value>;

template <BaseType type>
Made ranged(std::int64_t value, bool overflows = false) {
    if (overflows || !fits(value, type)) return out_of_range(type);
    return value;
}

template <BaseType type>
Made add(Arguments const& args) {
    std::int64_t sum = 0;
    bool const overflows = __builtin_add_overflow(args.integer(0), args.integer(1), &sum);
    return ranged<type>(sum, overflows);
}
template <BaseType type>
Made subtract(Arguments const& args) {
    std::int64_t difference = 0;
    bool const overflows = __builtin_sub_overflow(args.integer(0), args.integer(1), &difference);
    return ranged<type>(difference, overflows);
}
template <BaseType type>
Made multiply(Arguments const& args) {
    std::int64_t product = 0;
    bool const overflows = __builtin_mul_overflow(args.integer(0), args.integer(1), &product);
    return ranged<type>(product, overflows);
}
template <BaseType type>
Made negate(Arguments const& args) {
    std::int64_t negative = 0;
    bool const overflows = __builtin_sub_overflow(0, args.integer(0), &negative);
    return ranged<type>(negative, overflows);
}
template <BaseType type>
Made divide(Arguments const& args) {
    auto const divisor = args.integer(1);
    if (divisor == 0) return division_by_zero();
    if (divisor == -1) return negate<type>(args);
    return ranged<type>(args.integer(0) / divisor);
}
Made modulo(Arguments const& args) {
    auto const divisor = args.integer(1);
    if (divisor == 0) return division_by_zero();
    return divisor == -1 ? std::int64_t{0} : args.integer(0) % divisor;
}
template <BaseType type>
Made absolute(Arguments const& args) {
    return args.integer(0) < 0 ? negate<type>(args) : Made(args.integer(0));
}
Made exclusive_or(Arguments const& args) { return args.integer(0) ^ args.integer(1); }

Made hexadecimal(std::uint64_t bits) {
    std::array<char, 16> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), bits, 16).ptr;
    return std::string(text.data(), end);
}
Made hexadecimal4(Arguments const& args) { return hexadecimal(static_cast<std::uint32_t>(args.integer(0))); }
Made hexadecimal8(Arguments const& args) { return hexadecimal(static_cast<std::uint64_t>(args.integer(0))); }

std::uint64_t magnitude(std::int64_t value) {
    return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}
template <BaseType type>
Made common_divisor(Arguments const& args) {
    auto const divisor = std::gcd(magnitude(args.integer(0)), magnitude(args.integer(1)));
    auto const value = static_cast<std::int64_t>(divisor);
    return ranged<type>(value, value < 0);
}
template <BaseType type>
Made common_multiple(Arguments const& args) {
    auto const a = magnitude(args.integer(0)), b = magnitude(args.integer(1));
    if (a == 0 || b == 0) return std::int64_t{0};
    std::int64_t multiple = 0;
    bool const overflows = __builtin_mul_overflow(a / std::gcd(a, b), b, &multiple);
    return ranged<type>(multiple, overflows);
}

// The processor's shift: by the count within the width, and what leaves the width is gone.
template <class Whole, class Worked>
Made shift_left(Arguments const& args) {
    constexpr unsigned mask = sizeof(Worked) * 8 - 1;
    auto const count = static_cast<unsigned>(args.integer(1)) & mask;
    auto const bits = static_cast<std::make_unsigned_t<Worked>>(args.integer(0)) << count;
    return static_cast<std::int64_t>(static_cast<Whole>(bits));
}
template <class Worked>
Made shift_right(Arguments const& args) {
    constexpr unsigned mask = sizeof(Worked) * 8 - 1;
    auto const count = static_cast<unsigned>(args.integer(1)) & mask;
    return static_cast<std::int64_t>(static_cast<Worked>(args.integer(0)) >> count);
}

constexpr auto number_integer_functions = std::to_array<Scalar>({
    {"pg_int2_add", 2, add<BaseType::int2>},
    {"pg_int4_add", 2, add<BaseType::int4>},
    {"pg_int8_add", 2, add<BaseType::int8>},
    {"pg_int2_sub", 2, subtract<BaseType::int2>},
    {"pg_int4_sub", 2, subtract<BaseType::int4>},
    {"pg_int8_sub", 2, subtract<BaseType::int8>},
    {"pg_int2_mul", 2, multiply<BaseType::int2>},
    {"pg_int4_mul", 2, multiply<BaseType::int4>},
    {"pg_int8_mul", 2, multiply<BaseType::int8>},
    {"pg_int2_div", 2, divide<BaseType::int2>},
    {"pg_int4_div", 2, divide<BaseType::int4>},
    {"pg_int8_div", 2, divide<BaseType::int8>},
    {"pg_int_mod", 2, modulo},
    {"pg_int2_neg", 1, negate<BaseType::int2>},
    {"pg_int4_neg", 1, negate<BaseType::int4>},
    {"pg_int8_neg", 1, negate<BaseType::int8>},
    {"pg_int2_abs", 1, absolute<BaseType::int2>},
    {"pg_int4_abs", 1, absolute<BaseType::int4>},
    {"pg_int8_abs", 1, absolute<BaseType::int8>},
    {"pg_int_xor", 2, exclusive_or},
    {"pg_int4_to_hex", 1, hexadecimal4},
    {"pg_int8_to_hex", 1, hexadecimal8},
    {"pg_int4_gcd", 2, common_divisor<BaseType::int4>},
    {"pg_int8_gcd", 2, common_divisor<BaseType::int8>},
    {"pg_int4_lcm", 2, common_multiple<BaseType::int4>},
    {"pg_int8_lcm", 2, common_multiple<BaseType::int8>},
    {"pg_int2_shl", 2, shift_left<std::int16_t, std::int32_t>},
    {"pg_int4_shl", 2, shift_left<std::int32_t, std::int32_t>},
    {"pg_int8_shl", 2, shift_left<std::int64_t, std::int64_t>},
    {"pg_int4_shr", 2, shift_right<std::int32_t>},
    {"pg_int8_shr", 2, shift_right<std::int64_t>},
});

}  // namespace

Failure out_of_range(BaseType type) {
    return failure("22003", std::string(sql::type_name(type)) + " out of range");
}

bool fits(std::int64_t value, BaseType type) {
    if (type == BaseType::int2) return value == static_cast<std::int16_t>(value);
    return type == BaseType::int8 || value == static_cast<std::int32_t>(value);
}

Result<void> register_integers(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_integer_functions);
}

}  // namespace backstay::engine::sqlite
