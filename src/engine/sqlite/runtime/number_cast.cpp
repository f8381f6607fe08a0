// Casts between numbers: to an integer rounded half to even from floats, half away from zero from numeric.

#include <array>
#include <cmath>
#include <cstdio>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/values/numeric_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using Made = Result<Value>;

template <BaseType type>
Made narrowed(Arguments const& args) {
    if (!fits(args.integer(0), type)) return out_of_range(type);
    return args.integer(0);
}
Made to_boolean(Arguments const& args) { return std::int64_t{args.integer(0) != 0}; }
Made unsigned_id(Arguments const& args) {
    return static_cast<std::int64_t>(static_cast<std::uint32_t>(args.integer(0)));
}
Made id_in_range(Arguments const& args) {
    auto const value = args.integer(0);
    if (value != static_cast<std::int64_t>(static_cast<std::uint32_t>(value)))
        return failure("22003", "OID out of range");
    return value;
}
Made signed_id(Arguments const& args) {
    return static_cast<std::int64_t>(static_cast<std::int32_t>(args.integer(0)));
}
Made text_of_integer(Arguments const& args) { return std::to_string(args.integer(0)); }
Made double_of_integer(Arguments const& args) { return static_cast<double>(args.integer(0)); }
Made float_of_integer(Arguments const& args) {
    return static_cast<double>(static_cast<float>(args.integer(0)));
}

template <BaseType type>
Made whole_of_float(Arguments const& args) {
    auto const rounded = std::nearbyint(args.real(0));
    // 2^63 is the first that is too great; NaN fails both comparisons.
    constexpr double limit = 9223372036854775808.0;
    if (!(rounded >= -limit && rounded < limit)) return out_of_range(type);
    auto const value = static_cast<std::int64_t>(rounded);
    if (!fits(value, type)) return out_of_range(type);
    return value;
}
Made single_of_double(Arguments const& args) {
    auto const value = args.real(0);
    auto const single = static_cast<float>(value);
    if (std::isinf(single) && !std::isinf(value)) return failure("22003", "value out of range: overflow");
    if (single == 0 && value != 0) return failure("22003", "value out of range: underflow");
    return static_cast<double>(single);
}
// As many digits as the type holds for certain.
template <int digits>
Made numeric_of_float(Arguments const& args) {
    auto const value = args.real(0);
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*g", digits, value);
    TRY(auto number, parse_numeric(text.data()));
    return number;
}

template <BaseType type>
Made whole_of_numeric(Arguments const& args) {
    auto const number = read_decimal(args.text(0));
    if (!number.is_finite())
        return failure("0A000", std::string("cannot convert ") + (number.is_nan() ? "NaN" : "infinity") +
                                    " to " + std::string(sql::type_name(type)));
    auto const rounded = rescaled(number, 0).value;
    if (rounded < std::numeric_limits<std::int64_t>::min() ||
        rounded > std::numeric_limits<std::int64_t>::max())
        return out_of_range(type);
    auto const value = static_cast<std::int64_t>(rounded);
    if (!fits(value, type)) return out_of_range(type);
    return value;
}
template <class Real, BaseType type>
Made float_of_numeric(Arguments const& args) {
    auto const text = std::string(args.text(0));
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    Real value = 0;
    if constexpr (sizeof(Real) == sizeof(float))
        value = std::strtof(text.c_str(), nullptr);
    else
        value = std::strtod(text.c_str(), nullptr);
    bool const zero = text.find_first_of("123456789") == std::string::npos;
    bool const lost = (std::isinf(value) && !text.ends_with("Infinity")) || (value == 0 && !zero);
    if (lost)
        return failure("22003",
                       "\"" + text + "\" is out of range for type " + std::string(sql::type_name(type)));
    return static_cast<double>(value);
}
Made fitted(Arguments const& args) {
    auto const modifier = static_cast<std::int32_t>(args.integer(1));
    TRY(auto number, fit_numeric(args.text(0), sql::precision_of(modifier), sql::scale_of(modifier)));
    return number;
}

constexpr auto number_cast_functions = std::to_array<Scalar>({
    {"pg_int_int2", 1, narrowed<BaseType::int2>},
    {"pg_int_int4", 1, narrowed<BaseType::int4>},
    {"pg_int_bool", 1, to_boolean},
    {"pg_int4_oid", 1, unsigned_id},
    {"pg_int8_oid", 1, id_in_range},
    {"pg_oid_int4", 1, signed_id},
    {"pg_int_numeric", 1, text_of_integer},
    {"pg_int_float8", 1, double_of_integer},
    {"pg_int_float4", 1, float_of_integer},
    {"pg_float_int2", 1, whole_of_float<BaseType::int2>},
    {"pg_float_int4", 1, whole_of_float<BaseType::int4>},
    {"pg_float_int8", 1, whole_of_float<BaseType::int8>},
    {"pg_float8_float4", 1, single_of_double},
    {"pg_float4_numeric", 1, numeric_of_float<6>},
    {"pg_float8_numeric", 1, numeric_of_float<15>},
    {"pg_numeric_int2", 1, whole_of_numeric<BaseType::int2>},
    {"pg_numeric_int4", 1, whole_of_numeric<BaseType::int4>},
    {"pg_numeric_int8", 1, whole_of_numeric<BaseType::int8>},
    {"pg_numeric_float4", 1, float_of_numeric<float, BaseType::float4>},
    {"pg_numeric_float8", 1, float_of_numeric<double, BaseType::float8>},
    {"pg_numeric_fit", 3, fitted},
});

}  // namespace

Result<void> register_number_casts(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_cast_functions);
}

}  // namespace backstay::engine::sqlite
