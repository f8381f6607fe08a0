#include "engine/sqlite/values/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

struct Range {
    std::int64_t least;
    std::int64_t greatest;
};

Range range_of(BaseType type) {
    if (type == BaseType::int2)
        return {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
    if (type == BaseType::int4)
        return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}

Failure out_of_range(std::string_view text, BaseType type) {
    return failure("22003", "value \"" + std::string(text) + "\" is out of range for type " +
                                std::string(sql::type_name(type)));
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// from_chars gives d.ddde+XX; PostgreSQL writes the exponent only outside 1e-4 ... 1e15 (1e6 for real).
std::string print_finite(double value, BaseType type) {
    std::array<char, 64> text{};
    auto const single = static_cast<float>(value);
    auto const end =
        type == BaseType::float4
            ? std::to_chars(text.data(), text.data() + text.size(), single, std::chars_format::scientific).ptr
            : std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
    std::string scientific(text.data(), end);
    auto const mark = scientific.find('e');
    int exponent = 0;
    auto const* digits = scientific.data() + mark + 1;
    if (*digits == '+') ++digits;
    std::from_chars(digits, scientific.data() + scientific.size(), exponent);
    int const most = type == BaseType::float4 ? 6 : 15;
    if (exponent < -4 || exponent >= most) return scientific;
    auto const fixed =
        type == BaseType::float4
            ? std::to_chars(text.data(), text.data() + text.size(), single, std::chars_format::fixed).ptr
            : std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), fixed};
}

Failure invalid_hex_digit(std::string_view digits) {
    auto const first = std::string(first_characters(digits, 1));
    return failure("22023", "invalid hexadecimal digit: \"" + first + "\"");
}

Result<std::string> parse_hex_bytes(std::string_view digits) {
    std::string out;
    for (std::size_t i = 0; i < digits.size();) {
        if (digits[i] == ' ' || digits[i] == '\t' || digits[i] == '\n' || digits[i] == '\r') {
            ++i;
            continue;
        }
        auto const high = hex_digit(digits[i]);
        if (high < 0) return invalid_hex_digit(digits.substr(i));
        if (i + 1 == digits.size()) return failure("22023", "invalid hexadecimal data: odd number of digits");
        auto const low = hex_digit(digits[i + 1]);
        if (low < 0) return invalid_hex_digit(digits.substr(i + 1));
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

bool is_octal(std::string_view text) {
    return text.size() == 3 && text[0] >= '0' && text[0] <= '3' &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
}

// Hexadecimal digits in lower case, all else 0.
constexpr auto lower_digits = [] {
    std::array<char, 256> table{};
    for (char const c : std::string_view("0123456789abcdef")) table[static_cast<unsigned char>(c)] = c;
    for (char const c : std::string_view("ABCDEF"))
        table[static_cast<unsigned char>(c)] = static_cast<char>(c - 'A' + 'a');
    return table;
}();

// The form that nearly every text has: 8-4-4-4-12 digits.
constexpr std::size_t printed_uuid_size = 36;
std::optional<std::string> printed_uuid(std::string_view text) {
    if (text.size() != printed_uuid_size) return std::nullopt;
    std::array<char, printed_uuid_size> out{};
    for (std::size_t i = 0; i < printed_uuid_size; ++i) {
        char const c = *(text.data() + i);
        bool const hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        out[i] = hyphen && c == '-' ? c : lower_digits[static_cast<unsigned char>(c)];
        if (out[i] == 0 || hyphen != (c == '-')) return std::nullopt;
    }
    return std::string(out.data(), out.size());
}

}  // namespace

Failure invalid_input(BaseType type, std::string_view text) {
    return failure("22P02", "invalid input syntax for type " + std::string(sql::type_name(type)) + ": \"" +
                                std::string(text) + "\"");
}

Result<bool> parse_boolean(std::string_view text) {
    auto const word = to_lower(trim(text));
    auto const begins = [&](std::string_view full, std::size_t least) {
        return word.size() >= least && full.starts_with(word);
    };
    if (word == "1" || begins("true", 1) || begins("yes", 1) || word == "on") return true;
    if (word == "0" || begins("false", 1) || begins("no", 1) || begins("off", 2)) return false;
    return invalid_input(BaseType::boolean, text);
}

Result<std::int64_t> parse_integer(std::string_view text, BaseType type) {
    auto digits = trim(text);
    if (digits.starts_with('+') && digits.size() > 1 && digits[1] != '-') digits.remove_prefix(1);
    std::int64_t value = 0;
    auto const* const last = digits.data() + digits.size();
    auto const [end, error] = std::from_chars(digits.data(), last, value);
    if (digits.empty() || end != last || error == std::errc::invalid_argument)
        return invalid_input(type, text);
    auto const range = range_of(type);
    if (error == std::errc::result_out_of_range || value < range.least || value > range.greatest)
        return out_of_range(text, type);
    return value;
}

Result<double> parse_float(std::string_view text, BaseType type) {
    auto digits = trim(text);
    auto const word = to_lower(digits);
    constexpr auto infinity = std::numeric_limits<double>::infinity();
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (word == "infinity" || word == "inf" || word == "+infinity" || word == "+inf") return infinity;
    if (word == "-infinity" || word == "-inf") return -infinity;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    bool const number = !digits.empty() &&
                        (digits[0] == '-' || digits[0] == '.' || hex_digit(digits[0]) < 10) &&
                        digits.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
    double value = 0;
    auto const* const last = digits.data() + digits.size();
    auto const [end, error] = std::from_chars(digits.data(), last, value);
    if (!number || end != last || error == std::errc::invalid_argument) return invalid_input(type, text);
    bool overflows = error == std::errc::result_out_of_range;
    if (type == BaseType::float4 && !overflows) {
        auto const single = static_cast<float>(value);
        overflows = std::isinf(single) || (single == 0.0F && value != 0.0);
        value = static_cast<double>(single);
    }
    if (overflows)
        return failure("22003", "\"" + std::string(text) + "\" is out of range for type " +
                                    std::string(sql::type_name(type)));
    return value;
}

std::string print_float(double value, BaseType type) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    return print_finite(value, type);
}

Result<std::string> parse_uuid(std::string_view text) {
    if (auto printed = printed_uuid(text)) return *std::move(printed);
    auto digits = text;
    if (digits.starts_with('{')) {
        if (!digits.ends_with('}')) return invalid_input(BaseType::uuid, text);
        digits = digits.substr(1, digits.size() - 2);
    }
    std::string out;
    out.reserve(printed_uuid_size);
    int count = 0;
    for (char const c : digits) {
        // A hyphen may stand after any group of four digits.
        bool const hyphen = c == '-' && count > 0 && count < 32 && count % 4 == 0 && !out.ends_with('\n');
        if (hyphen) continue;
        if (hex_digit(c) < 0 || count == 32) return invalid_input(BaseType::uuid, text);
        if (count == 8 || count == 12 || count == 16 || count == 20) out += '-';
        out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        ++count;
    }
    if (count != 32 || digits.ends_with('-') || digits.contains("--"))
        return invalid_input(BaseType::uuid, text);
    return out;
}

Result<std::string> parse_bytea(std::string_view text) {
    if (text.starts_with("\\x")) return parse_hex_bytes(text.substr(2));
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
        } else if (text.substr(i).starts_with("\\\\")) {
            out += '\\';
            ++i;
        } else if (is_octal(text.substr(i + 1, 3))) {
            out +=
                static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            return failure("22P02", "invalid input syntax for type bytea");
        }
    }
    return out;
}

std::string print_bytea(std::string_view bytes) {
    constexpr char const* digits = "0123456789abcdef";
    std::string out = "\\x";
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

std::size_t length_in_characters(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

std::string_view first_characters(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    for (; end < text.size(); ++end)
        if (!is_continuation(text[end]) && count-- == 0) break;
    return text.substr(0, end);
}

Result<std::string> parse_bits(std::string_view text) {
    std::string bits;
    bool const hexadecimal = text.starts_with('x') || text.starts_with('X');
    if (hexadecimal || text.starts_with('b') || text.starts_with('B')) text.remove_prefix(1);
    for (char const c : text) {
        int const digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : 16;
        if (digit >= (hexadecimal ? 16 : 2))
            return failure("22P02", "\"" + std::string(1, c) + "\" is not a valid " +
                                        (hexadecimal ? "hexadecimal" : "binary") + " digit");
        for (int place = hexadecimal ? 3 : 0; place >= 0; --place)
            bits += (digit >> place & 1) != 0 ? '1' : '0';
    }
    return bits;
}

Result<std::string> fit_bits(std::string bits, sql::Type type) {
    auto const length = static_cast<std::size_t>(type.modifier);
    if (type.base == sql::BaseType::bit && bits.size() != length)
        return failure("22026", "bit string length " + std::to_string(bits.size()) +
                                    " does not match type bit(" + std::to_string(length) + ")");
    if (bits.size() > length)
        return failure("22001", "bit string too long for type bit varying(" + std::to_string(length) + ")");
    return bits;
}

}  // namespace backstay::engine::sqlite
