#include "engine/sqlite/values/interval.hpp"

#include <charconv>

namespace backstay::engine::sqlite {
namespace {

// One number and its unit; a plus where the number before was below zero.
void append_unit(std::string& out, std::int64_t value, std::string_view unit, bool& after_negative) {
    if (value == 0) return;
    if (!out.empty()) out += ' ';
    if (after_negative && value > 0) out += '+';
    out += std::to_string(value);
    out += ' ';
    out += unit;
    if (value != 1) out += 's';
    after_negative = value < 0;
}

void append_two_digits(std::string& out, std::uint64_t value) {
    if (value < 10) out += '0';
    out += std::to_string(value);
}

void append_clock(std::string& out, std::int64_t time) {
    auto const whole = time < 0 ? 0 - static_cast<std::uint64_t>(time) : static_cast<std::uint64_t>(time);
    auto const seconds = whole / 1'000'000;
    append_two_digits(out, seconds / 3600);
    out += ':';
    append_two_digits(out, seconds / 60 % 60);
    out += ':';
    append_two_digits(out, seconds % 60);
    auto const fraction = whole % 1'000'000;
    if (fraction == 0) return;
    auto const digits = std::to_string(fraction);
    out += '.' + std::string(6 - digits.size(), '0') + digits;
    while (out.ends_with('0')) out.pop_back();
}

std::int64_t take_number(std::string_view& text) {
    std::int64_t value = 0;
    auto const* const begin = text.data() + (text.starts_with('+') ? 1 : 0);
    auto const read = std::from_chars(begin, text.data() + text.size(), value);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return value;
}

// hh:mm:ss.ffffff, its sign taken off
std::int64_t read_clock(std::string_view text, bool negative) {
    std::uint64_t whole = static_cast<std::uint64_t>(take_number(text)) * 3'600'000'000;
    text.remove_prefix(1);
    whole += static_cast<std::uint64_t>(take_number(text)) * 60'000'000;
    text.remove_prefix(1);
    whole += static_cast<std::uint64_t>(take_number(text)) * 1'000'000;
    if (!text.empty()) text.remove_prefix(1);
    std::uint64_t unit = 100'000;
    for (char const digit : text) {
        whole += static_cast<std::uint64_t>(digit - '0') * unit;
        unit /= 10;
    }
    return static_cast<std::int64_t>(negative ? 0 - whole : whole);
}

}  // namespace

std::string print_interval(Interval const& value) {
    std::string out;
    bool after_negative = false;
    append_unit(out, value.months / 12, "year", after_negative);
    append_unit(out, value.months % 12, "mon", after_negative);
    append_unit(out, value.days, "day", after_negative);
    if (!out.empty() && value.time == 0) return out;
    if (!out.empty()) out += ' ';
    if (value.time < 0) out += '-';
    if (value.time >= 0 && after_negative) out += '+';
    append_clock(out, value.time);
    return out;
}

Interval interval_of(std::string_view text) {
    Interval value;
    while (!text.empty()) {
        bool const negative = text.starts_with('-');
        auto part = text;
        auto const number = take_number(part);
        if (part.starts_with(':')) {
            if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
            value.time = read_clock(text, negative);
            return value;
        }
        part.remove_prefix(part.empty() ? 0 : 1);
        switch (part.empty() ? '\0' : part.front()) {
            case 'y': value.months += static_cast<std::int32_t>(number * 12); break;
            case 'm': value.months += static_cast<std::int32_t>(number); break;
            default: value.days = static_cast<std::int32_t>(number);
        }
        auto const next = part.find(' ');
        text = next == std::string_view::npos ? std::string_view() : part.substr(next + 1);
    }
    return value;
}

}  // namespace backstay::engine::sqlite
