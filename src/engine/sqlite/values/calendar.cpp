#include "engine/sqlite/values/calendar.hpp"

#include <array>

namespace backstay::engine::sqlite {
namespace {

constexpr std::int64_t days_an_era = 146'097;
constexpr std::int64_t days_to_epoch = 719'468;  // from 0000-03-01 to 1970-01-01

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace

std::int64_t days_of(Date date) {
    auto const year = date.month <= 2 ? date.year - 1 : date.year;
    auto const era = (year >= 0 ? year : year - 399) / 400;
    auto const year_of_era = year - era * 400;
    auto const month_from_march = (date.month + 9) % 12;
    auto const day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    auto const day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * days_an_era + day_of_era - days_to_epoch;
}

Date date_of(std::int64_t days) {
    days += days_to_epoch;
    auto const era = (days >= 0 ? days : days - (days_an_era - 1)) / days_an_era;
    auto const day_of_era = days - era * days_an_era;
    auto const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    auto const day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    auto const month_from_march = static_cast<int>((5 * day_of_year + 2) / 153);
    Date date;
    date.day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5) + 1;
    date.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
    return date;
}

int days_in_month(std::int64_t year, int month) {
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[static_cast<std::size_t>(month - 1)];
}

std::int64_t seconds_of(std::int64_t microseconds) {
    auto const seconds = microseconds / microseconds_a_second;
    return microseconds % microseconds_a_second < 0 ? seconds - 1 : seconds;
}

Moment moment_of(std::int64_t microseconds) {
    auto days = microseconds / microseconds_a_day;
    auto time = microseconds % microseconds_a_day;
    if (time < 0) {
        time += microseconds_a_day;
        --days;
    }
    return {days, time};
}

}  // namespace backstay::engine::sqlite
