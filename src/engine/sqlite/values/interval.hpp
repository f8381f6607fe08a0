#pragma once

// An interval: months, days and microseconds, kept apart, for they have no fixed ratio.
//
//     interval_of("1 mon 2 days 03:04:05")       {1, 2, 11045000000}: what is stored is print_interval()'s
//     text compare({1, 0, 0}, {0, 30, 0})             0: a month is 30 days where intervals are compared

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

struct Interval {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t time = 0;  // microseconds
    bool operator==(Interval const&) const = default;
};

// PostgreSQL's IntervalStyle "postgres": 1 year 2 mons -3 days +04:05:06.7
std::string print_interval(Interval const& value);

// Reads what print_interval() wrote. REQUIRES: it did.
Interval interval_of(std::string_view stored);

// Any form that PostgreSQL reads: "1 day 2 hours ago", "1-2 3 4:05:06", "P1Y2M3DT4H5M6S". `modifier` as
// sql::Type has it. 22007 invalid input syntax for type interval: "x"; 22015, 22008 out of range.
Result<Interval> parse_interval(std::string_view text, std::int32_t modifier = -1);

// Leaves off the fields that the modifier does not name and rounds the seconds to its precision.
Interval fit_interval(Interval value, std::int32_t modifier);

std::weak_ordering compare(Interval const& a, Interval const& b);

// 22008 interval out of range.
Result<Interval> add(Interval const& a, Interval const& b);
Result<Interval> subtract(Interval const& a, Interval const& b);
Result<Interval> negate(Interval const& value);
Result<Interval> multiply(Interval const& value, double factor);
Result<Interval> divide(Interval const& value, double divisor);  // 22012 division by zero

Result<Interval> justify_hours(Interval value);     // 24 hours are a day
Result<Interval> justify_days(Interval value);      // 30 days are a month
Result<Interval> justify_interval(Interval value);  // both, and one sign

}  // namespace backstay::engine::sqlite
