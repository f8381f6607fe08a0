// to_char(number, format) of every type of number, and to_number(text, format).

#include <array>
#include <cmath>
#include <cstdio>

#include "engine/sqlite/runtime/decimal_function.hpp"
#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/runtime/number_format.hpp"
#include "engine/sqlite/values/numeric_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using Made = Result<Value>;

ShownNumber shown(std::string text) {
    bool const negative = text.starts_with('-');
    if (negative) text.erase(0, 1);
    return {.digits = std::move(text), .negative = negative};
}

std::string printed(char const* format, int digits, double value) {
    std::array<char, 512> text{};
    auto const size = std::snprintf(text.data(), text.size(), format, digits, value);
    return {text.data(), std::min(static_cast<std::size_t>(size), text.size() - 1)};
}

// What has no exponent.
std::string hashes(NumberFormat const& format) {
    std::string out(static_cast<std::size_t>(format.before + format.after) + 6, '#');
    out[0] = ' ';
    out[static_cast<std::size_t>(format.before) + 1] = '.';
    return out;
}

// " 1.23e+04": at least two digits of the exponent. The exponent is of the number before it is rounded.
std::string scientific(Decimal const& number, NumberFormat const& format) {
    if (!number.is_finite()) return hashes(format);
    int const exponent = leading_position(number);
    Decimal const mantissa{.value = number.value, .scale = number.scale + exponent};
    auto text = rescaled(mantissa, format.after).text().value_or("");
    if (!text.starts_with('-')) text.insert(0, 1, ' ');
    return text + (exponent < 0 ? "e-" : "e+") + (std::abs(exponent) < 10 ? "0" : "") +
           std::to_string(std::abs(exponent));
}
std::string scientific(double value, NumberFormat const& format) {
    if (!std::isfinite(value)) return hashes(format);
    auto text = printed("%+.*e", format.after, value);
    if (text.front() == '+') text.front() = ' ';
    return text;
}

Made finished(NumberFormat format, ShownNumber number) {
    TRY(auto text, print_number(std::move(format), std::move(number)));
    return text;
}

std::string with_zeros(std::string whole, int after) {
    if (after > 0) whole += "." + std::string(static_cast<std::size_t>(after), '0');
    return whole;
}

template <BaseType type>
Made char_of_integer(Arguments const& args) {
    if (args.text(1).empty()) return "";
    TRY(auto format, read_number_format(args.text(1)));
    auto value = args.integer(0);
    if (format.roman) {
        if (!fits(value, BaseType::int4)) return out_of_range(BaseType::int4);
        return finished(format, {.digits = roman(value)});
    }
    if (format.exponent && type == BaseType::int4) return scientific(static_cast<double>(value), format);
    if (format.exponent) return scientific(decimal_of(value), format);
    for (int i = 0; i < format.shift; ++i)
        if (__builtin_mul_overflow(value, 10, &value) || !fits(value, type)) return out_of_range(type);
    format.before += format.shift;
    auto number = shown(std::to_string(value));
    number.digits = with_zeros(std::move(number.digits), format.after);
    return finished(std::move(format), std::move(number));
}

Made char_of_numeric(Arguments const& args) {
    if (args.text(1).empty()) return "";
    TRY(auto format, read_number_format(args.text(1)));
    auto number = read_decimal(args.text(0));
    if (format.roman) {
        if (!number.is_finite())
            return failure("0A000", std::string("cannot convert ") + (number.is_nan() ? "NaN" : "infinity") +
                                        " to integer");
        auto const whole = rescaled(number, 0).value;
        if (whole > 2147483647 || whole < -2147483648LL) return out_of_range(BaseType::int4);
        return finished(format, {.digits = roman(static_cast<std::int64_t>(whole))});
    }
    if (format.exponent) return scientific(number, format);
    if (number.is_finite()) number.value *= power_of_ten(format.shift);
    format.before += format.shift;
    TRY(auto text, rescaled(number, format.after).text());
    return finished(std::move(format), shown(std::move(text)));
}

template <class Real>
Made char_of_float(Arguments const& args) {
    constexpr int certain = sizeof(Real) == sizeof(float) ? 6 : 15;  // digits that the type holds
    if (args.text(1).empty()) return "";
    TRY(auto format, read_number_format(args.text(1)));
    double value = args.real(0);
    if (format.roman)
        return finished(
            format, {.digits = roman(
                         std::fabs(value) < 4000 ? static_cast<std::int64_t>(std::nearbyint(value)) : 0)});
    if (format.exponent) return scientific(value, format);
    if (format.shifted) value = static_cast<Real>(value * std::pow(10.0, format.shift));
    format.before += format.shift;
    std::string const name = std::isnan(value) ? "NaN" : std::isinf(value) ? "Infinity" : "";
    auto const whole =
        static_cast<int>(name.empty() ? printed("%.*f", 0, std::fabs(value)).size() : name.size());
    if (whole >= certain)
        format.after = 0;
    else
        format.after = std::min(format.after, certain - whole);
    if (!name.empty()) return finished(std::move(format), {.digits = name, .negative = value < 0});
    return finished(std::move(format), shown(printed("%.*f", format.after, value)));
}

Made number_of_text(Arguments const& args) {
    if (args.text(1).empty()) return Value();
    TRY(auto const format, read_number_format(args.text(1)));
    TRY(auto const read, read_number(format, args.text(0)));
    TRY(auto number, parse_numeric(read.text));
    TRY(number, fit_numeric(number, format.before + format.shift + read.after, read.after));
    if (!format.shifted) return number;
    TRY(auto const factor, power(decimal_of(10), decimal_of(-format.shift)));
    TRY(auto text, multiply(read_decimal(number), factor).text());
    return text;
}

constexpr auto number_to_char_functions = std::to_array<Scalar>({
    {"pg_int4_to_char", 2, char_of_integer<BaseType::int4>},
    {"pg_int8_to_char", 2, char_of_integer<BaseType::int8>},
    {"pg_numeric_to_char", 2, char_of_numeric},
    {"pg_float4_to_char", 2, char_of_float<float>},
    {"pg_float8_to_char", 2, char_of_float<double>},
    {"pg_to_number", 2, number_of_text},
});

}  // namespace

Result<void> register_number_formats(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_to_char_functions);
}

}  // namespace backstay::engine::sqlite
