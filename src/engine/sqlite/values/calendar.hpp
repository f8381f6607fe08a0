#pragma once

// Days and microseconds, to and from the parts that people write. The proleptic Gregorian calendar, as
// PostgreSQL's; the year 0 is 1 BC. The day arithmetic is the well-known one over eras of 400 years, whose
// first month is March.

#include <cstdint>
#include <limits>

namespace backstay::engine::sqlite {

inline constexpr std::int64_t infinite_future = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t infinite_past = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t microseconds_a_second = 1'000'000;
inline constexpr std::int64_t microseconds_a_day = 86'400 * microseconds_a_second;
// 4714-11-24 BC, the first day of the Julian count: PostgreSQL's earliest. Its latest, the end of the year
// 294276, is past what 64 bits can count from 1970: here the end is 294247-01-10 04:00:54.775806.
inline constexpr std::int64_t least_date = -2'440'588;
inline constexpr std::int64_t least_timestamp = least_date * microseconds_a_day;
inline constexpr std::int64_t greatest_date = 2'145'042'905;                 // 5874897-12-31
inline constexpr std::int64_t end_of_timestamp_days = 106'751'983 + 10'957;  // 294277-01-01

struct Date {
    std::int64_t year = 1970;  // 0 is 1 BC, -1 is 2 BC
    int month = 1;
    int day = 1;
    bool operator==(Date const&) const = default;
};

std::int64_t days_of(Date date);  // since 1970-01-01
Date date_of(std::int64_t days);
int days_in_month(std::int64_t year, int month);

// Whole days before the microseconds, and what is left of the day: floor division.
struct Moment {
    std::int64_t days = 0;
    std::int64_t time = 0;  // microseconds of the day
};
Moment moment_of(std::int64_t microseconds);
// Whole seconds before the microseconds: floor division.
std::int64_t seconds_of(std::int64_t microseconds);

}  // namespace backstay::engine::sqlite
