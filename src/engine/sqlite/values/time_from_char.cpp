// to_date() and to_timestamp(): a text read by a template. First the fields are taken from it, one pattern
// after another; then they are put together.

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.hpp"
#include "engine/sqlite/values/time_given.hpp"
#include "engine/sqlite/values/time_names.hpp"
#include "engine/sqlite/values/time_tokens.hpp"

namespace backstay::engine::sqlite {
namespace {

using Kind = TemplateNode::Kind;
using Done = Result<void>;

constexpr std::array<std::string_view, 2> eras{"ad", "bc"};
constexpr std::array<std::string_view, 2> eras_dotted{"a.d.", "b.c."};
constexpr std::array<std::string_view, 2> halves{"am", "pm"};
constexpr std::array<std::string_view, 2> halves_dotted{"a.m.", "p.m."};

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_separator(char c) { return c > ' ' && c < '\x7F' && !is_letter(c) && !is_digit(c); }

Failure invalid(std::string_view value, TemplateNode const& node) {
    return failure("22007", "invalid value \"" + std::string(value) + "\" for \"" + node.text + "\"");
}

class FieldReader {
public:
    FieldReader(std::string_view text, Template const& nodes) : text_(text), rest_(text), nodes_(nodes) {}

    Result<GivenFields> read() {
        for (std::size_t i = 0; i < nodes_.size() && !rest_.empty(); ++i) {
            auto const& node = nodes_[i];
            bool const is_pattern = node.kind == Kind::pattern;
            bool const is_fixed = is_pattern && node.pattern == Pattern::fixed;
            if (!exact_ && !is_fixed && (is_pattern || i == 0)) skip_blanks();
            if (!is_pattern) {
                pass_over(node);
                continue;
            }
            at_ = i;
            TRY_VOID(set_mode(node.mode));
            TRY_VOID(field(node));
            if (exact_) continue;
            skipped_ = 0;
            skip_blanks();
        }
        return fields_;
    }

private:
    void take_character() {
        std::size_t size = rest_.empty() ? 0 : 1;
        while (size < rest_.size() && (static_cast<unsigned char>(rest_[size]) & 0xC0U) == 0x80U) ++size;
        rest_.remove_prefix(size);
    }
    void skip_blanks() {
        while (!rest_.empty() && is_blank(rest_.front())) {
            rest_.remove_prefix(1);
            ++skipped_;
        }
    }
    // A separator stands for one or none; any other character for whatever stands there.
    void pass_over(TemplateNode const& node) {
        if (exact_) return take_character();
        if (node.kind == Kind::character) {
            if (skipped_ > 0)
                --skipped_;
            else
                take_character();
            return;
        }
        --skipped_;
        if (rest_.empty() || (!is_blank(rest_.front()) && !is_separator(rest_.front()))) return;
        rest_.remove_prefix(1);
        ++skipped_;
    }

    Done set_mode(DateMode mode) {
        if (mode == DateMode::none) return {};
        if (fields_.mode != DateMode::none && fields_.mode != mode)
            return failure("22007", "invalid combination of date conventions")
                .hint("Do not mix Gregorian and ISO week date conventions in a formatting template.");
        fields_.mode = mode;
        return {};
    }

    Done set(int& field, int value, TemplateNode const& node) {
        if (field != 0 && field != value)
            return failure("22007", "conflicting values for \"" + node.text + "\" field in formatting string")
                .detail("This value contradicts a previous setting for the same field type.");
        field = value;
        return {};
    }

    // Whether what follows a number in the template cannot be a digit: then all digits are the number's.
    bool open_ended(TemplateNode const& node) const {
        if (node.fill || node.ordinal != TemplateNode::Ordinal::none || at_ + 1 == nodes_.size()) return true;
        auto const& next = nodes_[at_ + 1];
        if (next.kind == Kind::pattern) return !next.digits;
        return next.text.size() != 1 || !is_digit(next.text.front());
    }

    // Gives how many characters the number had.
    Result<int> number(int* field, TemplateNode const& node, int width) {
        auto const start = rest_;
        auto digits = rest_;
        while (!digits.empty() && is_blank(digits.front())) digits.remove_prefix(1);
        auto const most = static_cast<std::size_t>(width);
        auto const copy = digits.substr(0, most);
        bool const open = open_ended(node);
        auto source = open ? digits : copy;
        if (!open && copy.size() < most)
            return failure("22007", "source string too short for \"" + node.text + "\" formatting field")
                .detail("Field requires " + std::to_string(width) + " characters, but only " +
                        std::to_string(digits.size()) + " remain.")
                .hint("If your source string is not fixed-width, try using the \"FM\" modifier.");
        auto const before = source.size();
        auto const value = take_integer(source);
        auto used = before - source.size();
        if (!value) used = 1;
        if (!open && used > 0 && used < most)
            return invalid(copy, node)
                .detail("Field requires " + std::to_string(width) + " characters, but only " +
                        std::to_string(used) + " could be parsed.")
                .hint("If your source string is not fixed-width, try using the \"FM\" modifier.");
        // Blanks were taken all the same where the width is fixed.
        if (used == 0 && (open || digits.size() == start.size()))
            return invalid(copy, node).detail("Value must be an integer.");
        if (!value || *value > std::numeric_limits<int>::max() || *value < std::numeric_limits<int>::min())
            return failure("22008", "value for \"" + node.text + "\" in source string is out of range")
                .detail("Value must be in the range -2147483648 to 2147483647.");
        rest_ = digits.substr(used);
        if (field != nullptr) TRY_VOID(set(*field, static_cast<int>(*value), node));
        if (node.ordinal != TemplateNode::Ordinal::none && takes_ordinal(node.pattern)) {
            take_character();
            take_character();
        }
        return static_cast<int>(start.size() - digits.size() + used);
    }
    static bool takes_ordinal(Pattern pattern) {
        return pattern != Pattern::zone_hour && pattern != Pattern::zone_minute;
    }

    Result<int> name(std::span<std::string_view const> names, std::size_t letters, TemplateNode const& node) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto const one = names[i].substr(0, letters);
            if (!equals_ignoring_case(rest_.substr(0, one.size()), one)) continue;
            rest_.remove_prefix(one.size());
            return static_cast<int>(i);
        }
        auto const word = rest_.substr(0, rest_.find_first_of(" \t\n\r\f"));
        return invalid(word, node)
            .detail("The given value did not match any of the allowed values for this field.");
    }

    Done plain(int& field, TemplateNode const& node) {
        TRY_VOID(number(&field, node, node.width));
        return {};
    }
    Done choice(int& field, std::span<std::string_view const> names, TemplateNode const& node) {
        TRY(auto const index, name(names, std::string_view::npos, node));
        return set(field, index, node);
    }

    Done field(TemplateNode const& node) {
        auto& f = fields_;
        switch (node.pattern) {
            case Pattern::fixed: exact_ = true; return {};
            case Pattern::half_day:
            case Pattern::half_day_dotted:
                f.twelve_hours = true;
                return choice(f.afternoon, node.pattern == Pattern::half_day ? halves : halves_dotted, node);
            case Pattern::hour_12: f.twelve_hours = true; return plain(f.hour, node);
            case Pattern::hour_24: return plain(f.hour, node);
            case Pattern::minute: return plain(f.minute, node);
            case Pattern::second: return plain(f.second, node);
            case Pattern::second_of_day: return plain(f.second_of_day, node);
            case Pattern::millisecond: return fraction(f.millisecond, node);
            case Pattern::fraction: f.precision = node.width; return fraction(f.microsecond, node);
            case Pattern::microsecond: return fraction(f.microsecond, node);
            case Pattern::zone:
            case Pattern::offset:
                return failure("0A000",
                               "formatting field \"" + node.text + "\" is only supported in to_char");
            case Pattern::zone_hour: return zone_hour(node);
            case Pattern::zone_minute:
                if (f.zone_sign == 0) f.zone_sign = 1;
                return plain(f.zone_minute, node);
            default: return date_field(node);
        }
    }

    Done date_field(TemplateNode const& node) {
        auto& f = fields_;
        switch (node.pattern) {
            case Pattern::era: return choice(f.before_christ, eras, node);
            case Pattern::era_dotted: return choice(f.before_christ, eras_dotted, node);
            case Pattern::month_name: return numbered(f.month, month_names, std::string_view::npos, node);
            case Pattern::month_short: return numbered(f.month, month_names, 3, node);
            case Pattern::month: return plain(f.month, node);
            case Pattern::day_name: return weekday(day_names, std::string_view::npos, node);
            case Pattern::day_short: return weekday(day_names, 3, node);
            case Pattern::day_of_year:
            case Pattern::iso_day_of_year: return plain(f.day_of_year, node);
            case Pattern::day: return plain(f.day, node);
            case Pattern::weekday: return plain(f.weekday, node);
            case Pattern::iso_weekday:
                TRY_VOID(plain(f.weekday, node));
                if (++f.weekday > 7) f.weekday = 1;
                return {};
            case Pattern::week_of_year:
            case Pattern::iso_week: return plain(f.week, node);
            case Pattern::quarter: TRY_VOID(number(nullptr, node, node.width)); return {};
            case Pattern::century: return plain(f.century, node);
            case Pattern::year_comma: return year_with_comma(node);
            case Pattern::year:
            case Pattern::iso_year: return year(node);
            case Pattern::roman_month: {
                TRY(auto const place, name(roman_months, std::string_view::npos, node));
                return set(f.month, 12 - place, node);
            }
            case Pattern::week_of_month: return plain(f.week_of_month, node);
            case Pattern::julian: return plain(f.julian, node);
            default: return {};
        }
    }

    Done numbered(int& field, std::span<std::string_view const> names, std::size_t letters,
                  TemplateNode const& node) {
        TRY(auto const index, name(names, letters, node));
        return set(field, index + 1, node);
    }
    Done weekday(std::span<std::string_view const> names, std::size_t letters, TemplateNode const& node) {
        TRY(auto const index, name(names, letters, node));
        TRY_VOID(set(fields_.weekday, index, node));
        ++fields_.weekday;
        return {};
    }

    // 25 is a quarter of a second, as 250 is.
    Done fraction(int& field, TemplateNode const& node) {
        TRY(auto const length, number(&field, node, node.width));
        int const digits = node.pattern == Pattern::millisecond ? 3 : 6;
        for (int i = length; i < digits; ++i) field *= 10;
        return {};
    }

    // The minus may have been taken for a separator before.
    Done zone_hour(TemplateNode const& node) {
        char const next = rest_.empty() ? '\0' : rest_.front();
        if (next == '+' || next == '-' || next == ' ') {
            fields_.zone_sign = next == '-' ? -1 : 1;
            rest_.remove_prefix(1);
        } else {
            auto const taken = text_.size() - rest_.size();
            fields_.zone_sign = skipped_ > 0 && taken > 0 && text_[taken - 1] == '-' ? -1 : 1;
        }
        return plain(fields_.zone_hour, node);
    }

    // Of less than four digits: the year that is nearest to 2020.
    Done year(TemplateNode const& node) {
        TRY(auto const length, number(&fields_.year, node, node.width));
        fields_.year_digits = node.width;
        if (node.width == 4 || length >= 4) return {};
        auto& value = fields_.year;
        value += value < 70 ? 2000 : value < 100 ? 1900 : value < 520 ? 2000 : value < 1000 ? 1000 : 0;
        return {};
    }

    Done year_with_comma(TemplateNode const& node) {
        auto rest = rest_;
        auto const before = rest.size();
        auto const thousands = take_int(rest);
        bool const some = thousands && rest.size() < before && rest.starts_with(',');
        if (some) rest.remove_prefix(1);
        auto tail = rest.substr(0, 3);
        auto const size = tail.size();
        auto const years = take_int(tail);
        if (!some || !years || tail.size() == size)
            return failure("22007", "invalid input string for \"Y,YYY\"");
        rest_ = rest.substr(size - tail.size());
        fields_.year_digits = 4;
        return set(fields_.year, *thousands * 1000 + *years, node);
    }

    std::string_view text_;
    std::string_view rest_;
    Template const& nodes_;
    std::size_t at_ = 0;
    GivenFields fields_;
    bool exact_ = false;
    int skipped_ = 0;  // characters more than the template has
};

}  // namespace

Result<GivenFields> read_fields(std::string_view text, Template const& nodes) {
    return FieldReader(text, nodes).read();
}

}  // namespace backstay::engine::sqlite
