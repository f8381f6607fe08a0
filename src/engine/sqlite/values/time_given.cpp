// Fields of a template put together to a date and a time of day.

#include "engine/sqlite/values/time_given.hpp"

#include "engine/sqlite/values/time_fields.hpp"
#include "engine/sqlite/values/time_reader.hpp"
#include "engine/sqlite/values/time_text.hpp"
#include "engine/sqlite/values/timestamp.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Built {
    Date date{0, 1, 1};
    bool has_year = false, has_month = false, has_day = false;
    int hour = 0, minute = 0, second = 0;
    std::int64_t microsecond = 0;
    std::optional<std::int32_t> offset;
    int precision = 0;

    void set(Date value) {
        date = value;
        has_year = has_month = has_day = true;
    }
};

std::int64_t monday_of_week(std::int64_t year, int week) {
    return first_iso_day(year) + std::int64_t{week - 1} * 7;
}

Result<void> build_time(GivenFields const& f, Built& b) {
    b.hour = f.second_of_day / 3600;
    b.minute = f.second_of_day / 60 % 60;
    b.second = f.second_of_day % 60;
    if (f.second != 0) b.second = f.second;
    if (f.minute != 0) b.minute = f.minute;
    if (f.hour != 0) b.hour = f.hour;
    b.microsecond = std::int64_t{f.millisecond} * 1000 + f.microsecond;
    if (!f.twelve_hours) return {};
    if (b.hour < 1 || b.hour > 12)
        return failure("22007", "hour \"" + std::to_string(b.hour) + "\" is invalid for the 12-hour clock")
            .hint("Use the 24-hour clock, or give an hour between 1 and 12.");
    b.hour = b.hour % 12 + (f.afternoon != 0 ? 12 : 0);
    return {};
}

// Before Christ years are counted from 0 down, centuries from the end.
void build_year(GivenFields const& f, Built& b) {
    b.has_year = f.year != 0 || f.century != 0;
    auto const century = std::int64_t{f.before_christ != 0 ? -f.century : f.century};
    if (f.year != 0 && f.century != 0 && f.year_digits <= 2) {
        auto const year = f.year % 100;
        if (year != 0) {
            b.date.year = century >= 0 ? year + (century - 1) * 100 : (century + 1) * 100 - year + 1;
        } else {
            b.date.year = century * 100 + (century >= 0 ? 0 : 1);
        }
    } else if (f.year != 0) {
        b.date.year = f.before_christ != 0 ? -std::int64_t{f.year} : f.year;
        if (b.date.year < 0) ++b.date.year;
    } else if (f.century != 0) {
        b.date.year = (century >= 0 ? (century - 1) * 100 : century * 100) + 1;
    }
}

Result<void> build_day_of_year(GivenFields const& f, int day_of_year, Built& b) {
    if (day_of_year == 0 || (b.date.month > 1 && b.date.day > 1)) return {};
    if (b.date.year == 0 && f.before_christ == 0)
        return failure("22007", "cannot calculate day of year without year information");
    if (f.mode == DateMode::iso_week) {
        b.set(date_of(monday_of_week(b.date.year, 1) - 1 + day_of_year));
        return {};
    }
    int month = 1;
    int before = 0;
    while (month <= 12 && day_of_year > before + days_in_month(b.date.year, month)) {
        before += days_in_month(b.date.year, month);
        ++month;
    }
    if (b.date.month <= 1) b.date.month = month;
    if (b.date.day <= 1) b.date.day = day_of_year - before;
    b.has_month = b.has_day = true;
    return {};
}

Result<void> build_date(GivenFields const& f, Built& b) {
    build_year(f, b);
    if (f.julian != 0) b.set(date_of_julian(f.julian));
    int day_of_year = f.day_of_year;
    if (f.week != 0 && f.mode == DateMode::iso_week) {
        auto const monday = monday_of_week(b.date.year, f.week);
        auto const days = f.weekday == 0 ? 0 : f.weekday > 1 ? f.weekday - 2 : 6;
        b.set(date_of(monday + days));
    } else if (f.week != 0) {
        day_of_year = (f.week - 1) * 7 + 1;
    }
    if (int const day = f.week_of_month != 0 ? (f.week_of_month - 1) * 7 + 1 : f.day; day != 0) {
        b.date.day = day;
        b.has_day = true;
    }
    if (f.month != 0) {
        b.date.month = f.month;
        b.has_month = true;
    }
    return build_day_of_year(f, day_of_year, b);
}

bool in_range(Built const& b) {
    auto const& date = b.date;
    if (b.has_month && (date.month < 1 || date.month > 12)) return false;
    if (b.has_day && (date.day < 1 || date.day > 31)) return false;
    bool const whole = b.has_year && b.has_month && b.has_day;
    if (whole && date.day > days_in_month(date.year, date.month)) return false;
    return b.hour >= 0 && b.hour < 24 && b.minute >= 0 && b.minute < 60 && b.second >= 0 && b.second < 60 &&
           b.microsecond >= 0 && b.microsecond < microseconds_a_second;
}

Result<Built> build(std::string_view text, Template const& nodes) {
    TRY(auto const fields, read_fields(text, nodes));
    Built b{.precision = fields.precision};
    TRY_VOID(build_time(fields, b));
    TRY_VOID(build_date(fields, b));
    if (!in_range(b)) return time_failure(TimeFault::field, text, sql::BaseType::timestamp);
    if (fields.zone_sign == 0) return b;
    if (fields.zone_hour < 0 || fields.zone_hour > 15 || fields.zone_minute < 0 || fields.zone_minute >= 60)
        return time_failure(TimeFault::zone, text, sql::BaseType::timestamp);
    b.offset = fields.zone_sign * (fields.zone_hour * 60 + fields.zone_minute) * 60;
    return b;
}

Result<std::int64_t> moment(std::int64_t local, std::optional<std::int32_t> offset, TimeSession& session) {
    if (offset) return timestamp_in_range(static_cast<__int128>(local) - *offset * microseconds_a_second);
    TRY(auto const zone, session.zone());
    return to_utc(*zone, local);
}

}  // namespace

Result<std::int64_t> read_date_by(std::string_view text, Template const& nodes) {
    TRY(auto const built, build(text, nodes));
    if (!is_valid_day(built.date))
        return failure("22008", "date out of range: \"" + std::string(text) + "\"");
    return days_of(built.date);
}

Result<std::int64_t> read_timestamp_by(std::string_view text, Template const& nodes, TimeSession& session) {
    TRY(auto const built, build(text, nodes));
    TRY(auto const local, local_of({.date = built.date,
                                    .hour = built.hour,
                                    .minute = built.minute,
                                    .second = built.second,
                                    .microsecond = static_cast<int>(built.microsecond)}));
    TRY(auto const utc, moment(local, built.offset, session));
    return built.precision == 0 ? utc : round_timestamp(utc, built.precision);
}

}  // namespace backstay::engine::sqlite
