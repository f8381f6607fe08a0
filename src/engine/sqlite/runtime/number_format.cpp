#include "engine/sqlite/runtime/number_format.hpp"

#include <array>

namespace backstay::engine::sqlite {
namespace {

struct Keyword {
    std::string_view upper, lower;
    Pattern pattern;
};
// A longer one stands before its own beginning.
constexpr auto keywords = std::to_array<Keyword>({
    {",", ",", Pattern::comma},      {".", ".", Pattern::point},          {"0", "0", Pattern::zero},
    {"9", "9", Pattern::nine},       {"B", "b", Pattern::blank},          {"C", "c", Pattern::ignored},
    {"D", "d", Pattern::point},      {"EEEE", "eeee", Pattern::exponent}, {"FM", "fm", Pattern::fill},
    {"G", "g", Pattern::comma},      {"L", "l", Pattern::currency},       {"MI", "mi", Pattern::minus},
    {"PL", "pl", Pattern::plus},     {"PR", "pr", Pattern::bracket},      {"RN", "rn", Pattern::roman},
    {"SG", "sg", Pattern::any_sign}, {"SP", "sp", Pattern::ignored},      {"S", "s", Pattern::sign},
    {"TH", "th", Pattern::ordinal},  {"V", "v", Pattern::shift},
});

std::size_t character_size(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
    return size;
}

// "quoted", where a backslash takes the next character as it is. Leaves `rest` behind the quote.
void read_quoted(std::string_view& rest, std::vector<FormatItem>& items) {
    rest.remove_prefix(1);
    while (!rest.empty()) {
        if (rest.front() == '"') {
            rest.remove_prefix(1);
            return;
        }
        if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
        auto const size = character_size(rest);
        items.push_back({.text = std::string(rest.substr(0, size))});
        rest.remove_prefix(size);
    }
}

std::vector<FormatItem> split(std::string_view rest) {
    std::vector<FormatItem> items;
    auto const keyword = [&] {
        for (auto const& [upper, lower, pattern] : keywords) {
            if (!rest.starts_with(upper) && !rest.starts_with(lower)) continue;
            items.push_back({.pattern = pattern, .lower = !rest.starts_with(upper)});
            rest.remove_prefix(upper.size());
            return true;
        }
        return false;
    };
    while (!rest.empty()) {
        if (keyword()) continue;
        if (rest.front() == '"') {
            read_quoted(rest, items);
            continue;
        }
        if (rest.starts_with("\\\"")) rest.remove_prefix(1);
        auto const size = character_size(rest);
        items.push_back({.text = std::string(rest.substr(0, size))});
        rest.remove_prefix(size);
    }
    return items;
}

Failure refuse(std::string message) { return failure("42601", std::move(message)); }
Failure both(std::string_view a, std::string_view b) {
    return refuse("cannot use " + std::string(a) + " and " + std::string(b) + " together");
}

Result<void> take_digit(NumberFormat& format, bool zero) {
    if (format.bracket) return refuse(std::string(zero ? "\"0\"" : "\"9\"") + " must be ahead of \"PR\"");
    if (format.shifted && !zero) {
        ++format.shift;
        return {};
    }
    if (zero && !format.zeros && !format.point) {
        format.zeros = true;
        format.zero_first = format.before + 1;
    }
    ++(format.point ? format.after : format.before);
    if (zero) format.zero_last = format.before + format.after;
    return {};
}

Result<void> take_sign(NumberFormat& format) {
    if (format.sign) return refuse("cannot use \"S\" twice");
    if (format.plus || format.minus || format.bracket) return both("\"S\"", "\"PL\"/\"MI\"/\"SG\"/\"PR\"");
    format.sign = true;
    format.sign_anchor = format.point ? NumberFormat::Anchor::back : NumberFormat::Anchor::front;
    if (!format.point) format.digits_before_sign = format.before;
    return {};
}

Result<void> take_exponent(NumberFormat& format) {
    if (format.exponent) return refuse("cannot use \"EEEE\" twice");
    if (format.blank || format.fill || format.sign || format.bracket || format.minus || format.plus ||
        format.roman || format.shifted)
        return refuse("\"EEEE\" is incompatible with other formats")
            .detail("\"EEEE\" may only be used together with digit and decimal point patterns.");
    format.exponent = true;
    return {};
}

Result<void> take(NumberFormat& format, Pattern pattern) {
    if (format.exponent && pattern != Pattern::exponent)
        return refuse("\"EEEE\" must be the last pattern used");
    switch (pattern) {
        case Pattern::nine:
        case Pattern::zero: return take_digit(format, pattern == Pattern::zero);
        case Pattern::point:
            if (format.point) return refuse("multiple decimal points");
            if (format.shifted) return both("\"V\"", "decimal point");
            format.point = true;
            return {};
        case Pattern::shift:
            if (format.point) return both("\"V\"", "decimal point");
            format.shifted = true;
            return {};
        case Pattern::fill: format.fill = true; return {};
        case Pattern::blank:
            format.blank = format.blank || (format.before == 0 && format.after == 0 && !format.zeros);
            return {};
        case Pattern::sign: return take_sign(format);
        case Pattern::minus:
        case Pattern::plus:
        case Pattern::any_sign:
            if (format.sign)
                return both("\"S\"", pattern == Pattern::minus  ? "\"MI\""
                                     : pattern == Pattern::plus ? "\"PL\""
                                                                : "\"SG\"");
            format.minus = format.minus || pattern != Pattern::plus;
            format.plus = format.plus || pattern != Pattern::minus;
            return {};
        case Pattern::bracket:
            if (format.sign || format.plus || format.minus)
                return both("\"PR\"", "\"S\"/\"PL\"/\"MI\"/\"SG\"");
            format.bracket = true;
            return {};
        case Pattern::roman: format.roman = true; return {};
        case Pattern::exponent: return take_exponent(format);
        default: return {};
    }
}

}  // namespace

Result<NumberFormat> read_number_format(std::string_view text) {
    NumberFormat format{.items = split(text)};
    for (auto const& item : format.items)
        if (item.pattern != Pattern::text) TRY_VOID(take(format, item.pattern));
    return format;
}

}  // namespace backstay::engine::sqlite
