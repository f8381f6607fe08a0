// to_char() of timestamps and intervals, pattern by pattern.

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/text.hpp"
#include "engine/sqlite/values/time_fields.hpp"
#include "engine/sqlite/values/time_names.hpp"
#include "engine/sqlite/values/time_reader.hpp"
#include "engine/sqlite/values/time_template.hpp"

namespace backstay::engine::sqlite {
namespace {

std::string in_case(std::string_view name, LetterCase letters) {
    if (letters == LetterCase::capital) return std::string(name);
    auto text = to_lower(name);
    if (letters == LetterCase::upper)
        for (char& c : text)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

// With leading zeros; a minus takes one place more.
std::string number(std::int64_t value, int width, TemplateNode const& node) {
    char text[32];
    int const places = node.fill ? 0 : value < 0 ? width + 1 : width;
    std::snprintf(text, sizeof text, "%0*lld", places, static_cast<long long>(value));
    return text;
}

std::string padded(std::string text, std::size_t width, TemplateNode const& node) {
    if (!node.fill && !node.translated && text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

// 1st, 2nd, 3rd, 11th
std::string_view ordinal(std::string_view digits) {
    char const last = digits.back();
    bool const teen = digits.size() > 1 && digits[digits.size() - 2] == '1';
    if (teen || last < '1' || last > '3') return "th";
    return last == '1' ? "st" : last == '2' ? "nd" : "rd";
}

class Printer {
public:
    explicit Printer(Displayed const& value) : v_(value) {}

    Result<std::string> print(Template const& nodes) {
        std::string out;
        for (auto const& node : nodes) {
            if (node.kind != TemplateNode::Kind::pattern) {
                out += node.text;
                continue;
            }
            if (v_.interval && of_calendar(node.pattern))
                return failure("22007", "invalid format specification for an interval value")
                    .hint("Intervals are not tied to specific calendar dates.");
            if (auto const digits = numeric(node)) {
                out += *digits;
                if (node.ordinal != TemplateNode::Ordinal::none && takes_ordinal(node.pattern))
                    out += in_case(ordinal(*digits), node.ordinal == TemplateNode::Ordinal::upper
                                                         ? LetterCase::upper
                                                         : LetterCase::lower);
            } else {
                out += words(node);
            }
        }
        return out;
    }

private:
    static bool of_calendar(Pattern pattern) {
        switch (pattern) {
            case Pattern::zone:
            case Pattern::zone_hour:
            case Pattern::zone_minute:
            case Pattern::offset:
            case Pattern::era:
            case Pattern::era_dotted:
            case Pattern::month_name:
            case Pattern::month_short:
            case Pattern::day_name:
            case Pattern::day_short:
            case Pattern::weekday:
            case Pattern::iso_weekday: return true;
            default: return false;
        }
    }
    static bool takes_ordinal(Pattern pattern) {
        return pattern != Pattern::zone_hour && pattern != Pattern::zone_minute;
    }

    // The year as people count it; intervals count theirs.
    std::int64_t counted(std::int64_t year) const { return v_.interval || year > 0 ? year : 1 - year; }

    IsoWeek iso_week() const { return iso_week_of(v_.days, v_.year); }

    std::optional<std::string> numeric(TemplateNode const& node) const {
        switch (node.pattern) {
            case Pattern::hour_24: return number(v_.hour, 2, node);
            case Pattern::hour_12: {
                // The width is that of the whole hours.
                auto const hour = v_.hour % 12 == 0 ? 12 : v_.hour % 12;
                return number(hour, v_.hour < 0 && hour > 0 ? 3 : 2, node);
            }
            case Pattern::minute: return number(v_.minute, 2, node);
            case Pattern::second: return number(v_.second, 2, node);
            case Pattern::second_of_day: return std::to_string((v_.hour * 60 + v_.minute) * 60 + v_.second);
            case Pattern::fraction:
            case Pattern::millisecond:
            case Pattern::microsecond: return fraction(node.width);
            case Pattern::zone_minute: return two_digits(std::abs(v_.zone.offset) % 3600 / 60);
            case Pattern::month: return number(v_.month, 2, node);
            case Pattern::day: return plain(v_.day, 2, node);
            case Pattern::weekday: return std::to_string(v_.weekday + 1);
            case Pattern::iso_weekday: return std::to_string(v_.weekday == 0 ? 7 : v_.weekday);
            case Pattern::day_of_year: return plain(v_.day_of_year, 3, node);
            case Pattern::quarter:
                return v_.month == 0 ? std::string() : std::to_string((v_.month - 1) / 3 + 1);
            default: return numeric_year(node);
        }
    }

    std::optional<std::string> numeric_year(TemplateNode const& node) const {
        switch (node.pattern) {
            case Pattern::week_of_year: return plain((v_.day_of_year - 1) / 7 + 1, 2, node);
            case Pattern::week_of_month: return std::to_string((v_.day - 1) / 7 + 1);
            case Pattern::iso_week: return plain(iso_week().week, 2, node);
            case Pattern::iso_day_of_year:
                return plain(v_.days - first_iso_day(iso_week().year) + 1, 3, node);
            case Pattern::century: return century(node);
            case Pattern::year_comma: {
                char text[40];
                auto const year = counted(v_.year);
                std::snprintf(text, sizeof text, "%lld,%03lld", static_cast<long long>(year / 1000),
                              static_cast<long long>(year - year / 1000 * 1000));
                return text;
            }
            case Pattern::year: return year(counted(v_.year), v_.year, node);
            case Pattern::iso_year: return year(counted(iso_week().year), v_.year, node);
            case Pattern::julian: return std::to_string(v_.days + 2'440'588);
            default: return std::nullopt;
        }
    }

    // One place more where the year itself is below zero.
    std::string year(std::int64_t value, std::int64_t whole, TemplateNode const& node) const {
        std::int64_t unit = 1;
        for (int i = 0; i < node.width; ++i) unit *= 10;
        if (node.width < 4) value %= unit;
        char text[32];
        int const places = node.width == 1 ? 1 : node.fill ? 0 : node.width + (counted(whole) < 0 ? 1 : 0);
        std::snprintf(text, sizeof text, "%0*lld", places, static_cast<long long>(value));
        return text;
    }

    std::string century(TemplateNode const& node) const {
        auto const value = v_.interval   ? v_.year / 100
                           : v_.year > 0 ? (v_.year - 1) / 100 + 1
                                         : v_.year / 100 - 1;
        if (value > 99 || value < -99) return std::to_string(value);
        return number(value, 2, node);
    }

    // A minus counts among the places.
    static std::string plain(std::int64_t value, int width, TemplateNode const& node) {
        char text[32];
        std::snprintf(text, sizeof text, "%0*lld", node.fill ? 0 : width, static_cast<long long>(value));
        return text;
    }

    static std::string two_digits(int value) {
        char text[16];
        std::snprintf(text, sizeof text, "%02d", value);
        return text;
    }

    std::string fraction(int width) const {
        int value = v_.microsecond;
        for (int i = width; i < 6; ++i) value /= 10;
        char text[16];
        std::snprintf(text, sizeof text, "%0*d", width, value);
        return text;
    }

    std::string words(TemplateNode const& node) const {
        auto const named = [&](std::string_view name) { return in_case(name, node.letters); };
        bool const afternoon = v_.hour % 24 >= 12;
        bool const before_christ = v_.year <= 0;
        switch (node.pattern) {
            case Pattern::half_day: return named(afternoon ? "PM" : "AM");
            case Pattern::half_day_dotted: return named(afternoon ? "P.M." : "A.M.");
            case Pattern::era: return named(before_christ ? "BC" : "AD");
            case Pattern::era_dotted: return named(before_christ ? "B.C." : "A.D.");
            case Pattern::month_name: return padded(named(month_names[index(v_.month - 1)]), 9, node);
            case Pattern::month_short: return named(month_names[index(v_.month - 1)].substr(0, 3));
            case Pattern::day_name: return padded(named(day_names[index(v_.weekday)]), 9, node);
            case Pattern::day_short: return named(day_names[index(v_.weekday)].substr(0, 3));
            case Pattern::roman_month: return roman(node);
            case Pattern::zone:
                return node.letters == LetterCase::lower ? to_lower(v_.zone.abbreviation)
                                                         : v_.zone.abbreviation;
            case Pattern::zone_hour:
                return (v_.zone.offset < 0 ? "-" : "+") + two_digits(std::abs(v_.zone.offset) / 3600);
            case Pattern::offset: return offset(node);
            default: return {};
        }
    }

    static std::size_t index(int value) { return static_cast<std::size_t>(value); }

    std::string offset(TemplateNode const& node) const {
        auto const seconds = std::abs(v_.zone.offset);
        auto out = (v_.zone.offset < 0 ? "-" : "+") + plain(seconds / 3600, 2, node);
        if (seconds % 3600 != 0) out += ":" + two_digits(seconds % 3600 / 60);
        return out;
    }

    // Months of intervals that are below zero are counted from December.
    std::string roman(TemplateNode const& node) const {
        if (v_.month == 0 && v_.year == 0) return {};
        int place = 12 - v_.month;
        if (v_.month == 0) place = v_.year >= 0 ? 0 : 11;
        if (v_.month < 0) place = -(v_.month + 1);
        return padded(in_case(roman_months[index(place)], node.letters), 4, node);
    }

    Displayed const& v_;
};

}  // namespace

Displayed displayed_of(std::int64_t local, LocalType zone) {
    auto const shown = shown_of(local);
    auto const days = moment_of(local).days;
    return {.year = shown.date.year,
            .month = shown.date.month,
            .day = shown.date.day,
            .hour = shown.hour,
            .minute = shown.minute,
            .second = shown.second,
            .microsecond = shown.microsecond,
            .weekday = weekday_of(days),
            .day_of_year = day_of_year(shown.date),
            .days = days,
            .zone = std::move(zone)};
}

namespace {

// The day that PostgreSQL makes of an interval's fields; its formula for days of the calendar, given any.
std::int64_t days_of_fields(int year, int month, int day) {
    bool const after_february = month > 2;
    int const shifted_month = after_february ? month + 1 : month + 13;
    int const shifted_year = after_february ? year + 4800 : year + 4799;
    int const century = shifted_year / 100;
    return shifted_year * 365 - 32'167 + shifted_year / 4 - century + century / 4 +
           7834 * shifted_month / 256 + day - 2'440'588;
}

}  // namespace

Displayed displayed_of(Interval const& value) {
    auto const seconds = value.time / microseconds_a_second;
    int const year = value.months / 12;
    int const month = value.months % 12;
    return {.year = year,
            .month = month,
            .day = value.days,
            .hour = seconds / 3600,
            .minute = static_cast<int>(seconds / 60 % 60),
            .second = static_cast<int>(seconds % 60),
            .microsecond = static_cast<int>(value.time % microseconds_a_second),
            .day_of_year = value.months * 30 + value.days,
            .days = days_of_fields(year, month, value.days),
            .interval = true};
}

Result<std::string> print_by(Template const& nodes, Displayed const& value) {
    return Printer(value).print(nodes);
}

}  // namespace backstay::engine::sqlite
