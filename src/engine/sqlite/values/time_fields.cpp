#include "engine/sqlite/values/time_fields.hpp"

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

// The century of a year, counted from the first one: 1 to 100; before Christ they are counted down.
std::int64_t group_of(std::int64_t year, std::int64_t years) {
    return year > 0 ? (year + years - 1) / years : -((years - 1 - (year - 1)) / years);
}

std::int64_t first_of_group(std::int64_t year, std::int64_t years) {
    auto const group = group_of(year, years);
    return year > 0 ? group * years - years + 1 : group * years + 1;
}

std::int64_t decade_of(std::int64_t year) { return year >= 0 ? year / 10 : -((8 - (year - 1)) / 10); }
std::int64_t first_of_decade(std::int64_t year) {
    return year > 0 ? year / 10 * 10 : -((8 - (year - 1)) / 10) * 10;
}

Date first_day(std::int64_t year) { return {year, 1, 1}; }

}  // namespace

Failure unknown_unit(std::string_view unit, sql::BaseType type) {
    return failure("22023", "unit \"" + std::string(unit) + "\" not recognized for type " +
                                std::string(sql::type_name(type)));
}

Failure unsupported_unit(std::string_view unit, sql::BaseType type) {
    return failure("0A000", "unit \"" + std::string(unit) + "\" not supported for type " +
                                std::string(sql::type_name(type)));
}

std::string unit_name(std::string_view written) { return to_lower(written.substr(0, 63)); }

int weekday_of(std::int64_t days) { return static_cast<int>(((days + 4) % 7 + 7) % 7); }

std::int64_t monday_of(std::int64_t days) { return days - (weekday_of(days) + 6) % 7; }

int day_of_year(Date date) { return static_cast<int>(days_of(date) - days_of(first_day(date.year))) + 1; }

// A week is of the year that its Thursday is of.
IsoWeek iso_week_of(std::int64_t days) {
    auto const thursday = date_of(monday_of(days) + 3);
    return {thursday.year, (day_of_year(thursday) - 1) / 7 + 1};
}

std::int64_t first_iso_day(std::int64_t year) { return monday_of(days_of({year, 1, 4})); }

IsoWeek iso_week_of(std::int64_t days, std::int64_t near_year) {
    auto year = near_year;
    if (days < first_iso_day(year)) --year;
    auto week = (days - first_iso_day(year)) / 7 + 1;
    if (week >= 52 && days >= first_iso_day(year + 1)) {
        ++year;
        week = (days - first_iso_day(year)) / 7 + 1;
    }
    return {year, static_cast<int>(week)};
}

std::optional<std::int64_t> date_field(Date date, Unit unit) {
    auto const days = days_of(date);
    auto const without_zero = [](std::int64_t year) { return year > 0 ? year : year - 1; };
    switch (unit) {
        case Unit::day: return date.day;
        case Unit::month: return date.month;
        case Unit::quarter: return (date.month - 1) / 3 + 1;
        case Unit::week: return iso_week_of(days).week;
        case Unit::year: return without_zero(date.year);
        case Unit::decade: return decade_of(date.year);
        case Unit::century: return group_of(date.year, 100);
        case Unit::millennium: return group_of(date.year, 1000);
        case Unit::iso_year: return without_zero(iso_week_of(days).year);
        case Unit::weekday: return weekday_of(days);
        case Unit::iso_weekday: return (weekday_of(days) + 6) % 7 + 1;
        case Unit::day_of_year: return day_of_year(date);
        default: return std::nullopt;
    }
}

std::optional<Shown> truncated(Shown shown, Unit unit) {
    auto& date = shown.date;
    switch (unit) {
        case Unit::microsecond: return shown;
        case Unit::millisecond: shown.microsecond = shown.microsecond / 1000 * 1000; return shown;
        case Unit::second: shown.microsecond = 0; return shown;
        case Unit::minute: return Shown{.date = date, .hour = shown.hour, .minute = shown.minute};
        case Unit::hour: return Shown{.date = date, .hour = shown.hour};
        case Unit::day: return Shown{.date = date};
        case Unit::week: return Shown{.date = date_of(monday_of(days_of(date)))};
        case Unit::month: return Shown{.date = {date.year, date.month, 1}};
        case Unit::quarter: return Shown{.date = {date.year, (date.month - 1) / 3 * 3 + 1, 1}};
        case Unit::year: return Shown{.date = first_day(date.year)};
        case Unit::decade: return Shown{.date = first_day(first_of_decade(date.year))};
        case Unit::century: return Shown{.date = first_day(first_of_group(date.year, 100))};
        case Unit::millennium: return Shown{.date = first_day(first_of_group(date.year, 1000))};
        default: return std::nullopt;
    }
}

}  // namespace backstay::engine::sqlite
