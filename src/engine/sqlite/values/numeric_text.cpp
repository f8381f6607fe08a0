#include "engine/sqlite/values/numeric_text.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr int most_digits = 131072;  // before the point, as PostgreSQL's implementation limit
constexpr int most_scale = 16383;

// The digits of a number, and where its point stands among them.
struct Decimal {
    bool negative = false;
    std::string digits;     // without leading zeros, save what the scale asks for
    std::size_t scale = 0;  // so many of them after the point
};

Decimal split(std::string_view canonical) {
    Decimal number;
    number.negative = canonical.starts_with('-');
    if (number.negative) canonical.remove_prefix(1);
    auto const point = canonical.find('.');
    number.digits = canonical.substr(0, point);
    if (point != std::string_view::npos) {
        number.scale = canonical.size() - point - 1;
        number.digits += canonical.substr(point + 1);
    }
    return number;
}

std::string join(Decimal number) {
    auto& digits = number.digits;
    if (digits.size() <= number.scale) digits.insert(0, number.scale + 1 - digits.size(), '0');
    auto const whole = digits.size() - number.scale;
    auto const zeros = std::min(digits.find_first_not_of('0'), whole - 1);
    auto out = digits.substr(zeros, whole - zeros);
    if (number.scale > 0) out += "." + digits.substr(whole);
    bool const zero = digits.find_first_not_of('0') == std::string::npos;
    return number.negative && !zero ? "-" + out : out;
}

bool is_special(std::string_view number) {
    return number == "NaN" || number == "Infinity" || number == "-Infinity";
}

// Adds one to the last digit, carrying.
void increment(std::string& digits) {
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        if (*digit != '9') {
            ++*digit;
            return;
        }
        *digit = '0';
    }
    digits.insert(digits.begin(), '1');
}

int rank_of(std::string_view number) {
    if (number == "-Infinity") return 0;
    if (number == "Infinity") return 2;
    return number == "NaN" ? 3 : 1;
}

std::string_view whole_part(std::string_view number) {
    return number.substr(0, std::min(number.find('.'), number.size()));
}

int compare_magnitude(std::string_view a, std::string_view b) {
    auto const a_whole = whole_part(a);
    auto const b_whole = whole_part(b);
    if (a_whole.size() != b_whole.size()) return a_whole.size() < b_whole.size() ? -1 : 1;
    if (auto const order = a_whole.compare(b_whole); order != 0) return order < 0 ? -1 : 1;
    auto a_rest = a.size() > a_whole.size() ? a.substr(a_whole.size() + 1) : std::string_view();
    auto b_rest = b.size() > b_whole.size() ? b.substr(b_whole.size() + 1) : std::string_view();
    while (a_rest.ends_with('0')) a_rest.remove_suffix(1);
    while (b_rest.ends_with('0')) b_rest.remove_suffix(1);
    auto const order = a_rest.compare(b_rest);
    return order == 0 ? 0 : order < 0 ? -1 : 1;
}

}  // namespace

Result<std::string> parse_numeric(std::string_view text) {
    auto rest = trim(text);
    auto const word = to_lower(rest);
    if (word == "nan") return std::string("NaN");
    if (word == "infinity" || word == "inf" || word == "+infinity" || word == "+inf")
        return std::string("Infinity");
    if (word == "-infinity" || word == "-inf") return std::string("-Infinity");

    Decimal number;
    number.negative = rest.starts_with('-');
    if (number.negative || rest.starts_with('+')) rest.remove_prefix(1);
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    bool point = false;
    std::size_t used = 0;
    for (; used < rest.size() && (is_digit(rest[used]) || (rest[used] == '.' && !point)); ++used) {
        if (rest[used] == '.') {
            point = true;
        } else {
            number.digits += rest[used];
            if (point) ++number.scale;
        }
    }
    if (number.digits.empty()) return invalid_input(sql::BaseType::numeric, text);
    rest.remove_prefix(used);
    if (!rest.empty()) {
        if (rest[0] != 'e' && rest[0] != 'E') return invalid_input(sql::BaseType::numeric, text);
        rest.remove_prefix(1);
        if (rest.starts_with('+') && rest.size() > 1 && is_digit(rest[1])) rest.remove_prefix(1);
        int exponent = 0;
        auto const [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
        if (rest.empty() || end != rest.data() + rest.size())
            return invalid_input(sql::BaseType::numeric, text);
        if (error != std::errc{} || exponent > most_digits || exponent < -most_scale)
            return failure("22003", "value overflows numeric format");
        auto const shift = static_cast<int>(number.scale) - exponent;
        if (shift < 0) number.digits.append(static_cast<std::size_t>(-shift), '0');
        number.scale = static_cast<std::size_t>(std::max(shift, 0));
    }
    return join(std::move(number));
}

std::string round_numeric(std::string_view canonical, int scale) {
    if (is_special(canonical)) return std::string(canonical);
    auto number = split(canonical);
    auto const drop = static_cast<int>(number.scale) - scale;
    if (drop <= 0) {
        number.digits.append(static_cast<std::size_t>(-drop), '0');
        number.scale = static_cast<std::size_t>(scale);
        return join(std::move(number));
    }
    auto const dropped = static_cast<std::size_t>(drop);
    if (number.digits.size() < dropped) number.digits.insert(0, dropped - number.digits.size(), '0');
    auto const first_dropped = number.digits[number.digits.size() - dropped];
    number.digits.resize(number.digits.size() - dropped);
    if (first_dropped >= '5') increment(number.digits);
    if (scale < 0) {
        number.digits.append(static_cast<std::size_t>(-scale), '0');
        number.scale = 0;
    } else {
        number.scale = static_cast<std::size_t>(scale);
    }
    return join(std::move(number));
}

Result<std::string> fit_numeric(std::string_view number, int precision, int scale) {
    if (number == "NaN") return std::string(number);
    auto const overflow = [&](std::string_view why) {
        return failure("22003", "numeric field overflow")
            .detail("A field with precision " + std::to_string(precision) + ", scale " +
                    std::to_string(scale) + " " + std::string(why));
    };
    if (is_special(number)) return overflow("cannot hold an infinite value.");
    auto rounded = round_numeric(number, scale);
    auto whole = std::string_view(rounded);
    if (whole.starts_with('-')) whole.remove_prefix(1);
    auto const digits = whole_part(whole);
    auto const room = precision - scale;
    if (digits != "0" && static_cast<int>(digits.size()) > room)
        return overflow("must round to an absolute value less than " +
                        (room == 0 ? std::string("1") : "10^" + std::to_string(room)) + ".");
    return rounded;
}

int compare_numeric(std::string_view a, std::string_view b) {
    if (is_special(a) || is_special(b)) return rank_of(a) - rank_of(b);
    bool const a_negative = a.starts_with('-');
    bool const b_negative = b.starts_with('-');
    if (a_negative != b_negative) return a_negative ? -1 : 1;
    if (!a_negative) return compare_magnitude(a, b);
    return compare_magnitude(b.substr(1), a.substr(1));
}

}  // namespace backstay::engine::sqlite
