#include "engine/sqlite/runtime/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace backstay::engine::sqlite {
namespace {

constexpr int most_whole_digits = 131072;
constexpr int most_scale = 16383;
constexpr int least_significant_digits = 16;
constexpr int group = 4;  // PostgreSQL reckons in base 10000, which shows in its scales

BigInteger read_digits(std::string const& digits) {
    if (digits.size() <= 18) {
        std::int64_t small = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), small);
        return small;
    }
    auto const first = digits.find_first_not_of('0');  // a leading zero would be taken for octal
    return first == std::string::npos ? BigInteger(0) : BigInteger(digits.substr(first));
}

Decimal finite(BigInteger value, int scale) { return {.value = std::move(value), .scale = scale}; }

BigInteger divide_rounded(BigInteger const& a, BigInteger const& b) {
    BigInteger quotient, rest;
    boost::multiprecision::divide_qr(a, b, quotient, rest);
    if (2 * abs(rest) >= abs(b)) quotient += a.sign() * b.sign();
    return quotient;
}

// The first group of four digits that is not zero, and its weight.
struct Leading {
    int weight = 0;
    int digits = 0;
};

Leading leading(Decimal const& number) {
    if (number.value == 0) return {};
    auto const text = abs(number.value).str();
    int const position = static_cast<int>(text.size()) - 1 - number.scale;
    int const weight = position >= 0 ? position / group : -((group - 1 - position) / group);
    auto first = text.substr(0, static_cast<std::size_t>(position - weight * group + 1));
    first.resize(static_cast<std::size_t>(position - weight * group + 1), '0');
    return {.weight = weight, .digits = std::stoi(first)};
}

// What both sides have in common to be added or compared.
struct Aligned {
    BigInteger a, b;
    int scale;
};

Aligned align(Decimal const& a, Decimal const& b) {
    if (a.scale == b.scale) return {a.value, b.value, a.scale};
    if (a.scale < b.scale) return {a.value * power_of_ten(b.scale - a.scale), b.value, b.scale};
    return {a.value, b.value * power_of_ten(a.scale - b.scale), a.scale};
}

int rank(Decimal const& number) {
    if (number.is_nan()) return 2;
    return number.is_finite() ? 0 : number.sign();
}

}  // namespace

Failure division_by_zero() { return failure("22012", "division by zero"); }

Decimal decimal_of(std::int64_t whole) { return finite(whole, 0); }
Decimal infinite_decimal(bool negative) {
    return {.kind = Decimal::Kind::infinite, .value = negative ? -1 : 1};
}
Decimal not_a_number() { return {.kind = Decimal::Kind::not_a_number}; }

Decimal read_decimal(std::string_view stored) {
    if (stored == "NaN") return not_a_number();
    if (stored.ends_with("Infinity")) return infinite_decimal(stored.starts_with('-'));
    bool const negative = stored.starts_with('-');
    if (negative) stored.remove_prefix(1);
    auto const point = stored.find('.');
    std::string digits(stored.substr(0, point));
    int scale = 0;
    if (point != std::string_view::npos) {
        scale = static_cast<int>(stored.size() - point - 1);
        digits += stored.substr(point + 1);
    }
    auto value = read_digits(digits);
    return finite(negative ? BigInteger(-value) : value, scale);
}

Result<std::string> Decimal::text() const {
    if (is_nan()) return std::string("NaN");
    if (!is_finite()) return std::string(value < 0 ? "-Infinity" : "Infinity");
    if (scale > most_scale) return rescaled(*this, most_scale).text();
    bool const negative = value < 0;
    auto digits = abs(value).str();
    auto const after = static_cast<std::size_t>(std::max(scale, 0));
    if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
    if (digits.size() - after > most_whole_digits) return failure("22003", "value overflows numeric format");
    if (after > 0) digits.insert(digits.size() - after, 1, '.');
    return negative ? "-" + digits : digits;
}

BigInteger power_of_ten(int exponent) {
    constexpr auto small = [] {
        std::array<std::uint64_t, 20> powers{1};
        for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
        return powers;
    }();
    if (exponent < static_cast<int>(small.size())) return small[static_cast<std::size_t>(exponent)];
    return boost::multiprecision::pow(BigInteger(10), static_cast<unsigned>(exponent));
}

Decimal rescaled(Decimal const& number, int scale) {
    if (!number.is_finite() || scale == number.scale) return number;
    if (scale > number.scale) return finite(number.value * power_of_ten(scale - number.scale), scale);
    return finite(divide_rounded(number.value, power_of_ten(number.scale - scale)), scale);
}

int leading_position(Decimal const& number) {
    if (number.value == 0) return 0;
    return static_cast<int>(abs(number.value).str().size()) - 1 - number.scale;
}

Decimal add(Decimal const& a, Decimal const& b) {
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if (!a.is_finite() && !b.is_finite() && a.sign() != b.sign()) return not_a_number();
    if (!a.is_finite()) return a;
    if (!b.is_finite()) return b;
    auto [left, right, scale] = align(a, b);
    return finite(left + right, scale);
}

Decimal subtract(Decimal const& a, Decimal const& b) { return add(a, negate(b)); }

Decimal multiply(Decimal const& a, Decimal const& b) {
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if (!a.is_finite() || !b.is_finite()) {
        int const sign = a.sign() * b.sign();
        return sign == 0 ? not_a_number() : infinite_decimal(sign < 0);
    }
    auto product = finite(a.value * b.value, a.scale + b.scale);
    return product.scale > most_scale ? rescaled(product, most_scale) : product;
}

Decimal negate(Decimal number) {
    number.value = -number.value;
    return number;
}

int compare(Decimal const& a, Decimal const& b) {
    if (!a.is_finite() || !b.is_finite()) return rank(a) - rank(b);
    if (a.scale == b.scale) return a.value.compare(b.value);
    auto const [left, right, scale] = align(a, b);
    return left.compare(right);
}

int division_scale(Decimal const& a, Decimal const& b) {
    auto const first = leading(a), second = leading(b);
    int weight = first.weight - second.weight;
    if (first.digits <= second.digits) --weight;
    int const scale = std::max({least_significant_digits - weight * group, a.scale, b.scale, 0});
    return std::min(scale, most_display_scale);
}

Decimal divide(Decimal const& a, Decimal const& b, int scale) {
    // a.value / 10^a.scale * 10^b.scale / b.value, with `scale` digits more
    int const shift = scale - a.scale + b.scale;
    if (shift >= 0) return finite(divide_rounded(a.value * power_of_ten(shift), b.value), scale);
    return finite(divide_rounded(a.value, b.value * power_of_ten(-shift)), scale);
}

Result<Decimal> divide(Decimal const& a, Decimal const& b) {
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if (!a.is_finite()) {
        if (!b.is_finite()) return not_a_number();
        if (b.sign() == 0) return division_by_zero();
        return infinite_decimal(a.sign() * b.sign() < 0);
    }
    if (!b.is_finite()) return decimal_of(0);
    if (b.sign() == 0) return division_by_zero();
    return divide(a, b, division_scale(a, b));
}

Result<Decimal> divide_whole(Decimal const& a, Decimal const& b) {
    if (!a.is_finite() || !b.is_finite()) return divide(a, b);
    if (b.sign() == 0) return division_by_zero();
    auto const [left, right, scale] = align(a, b);
    return finite(left / right, 0);
}

Result<Decimal> remainder(Decimal const& a, Decimal const& b) {
    if (a.is_nan() || b.is_nan()) return not_a_number();
    if (!a.is_finite()) {
        if (b.sign() == 0) return division_by_zero();
        return not_a_number();
    }
    if (!b.is_finite()) return a;
    if (b.sign() == 0) return division_by_zero();
    auto const [left, right, scale] = align(a, b);
    return finite(left % right, scale);
}

}  // namespace backstay::engine::sqlite
