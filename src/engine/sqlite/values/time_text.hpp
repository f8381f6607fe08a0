#pragma once

// date, time, timestamp and timestamptz, from and to the ISO forms that PostgreSQL prints and most programs
// send:
//
//     date        = year "-" month "-" day [ " BC" ] | yyyymmdd
//     time        = hour ":" minute [ ":" second [ "." fraction ] ] [ " AM" | " PM" ]
//     timestamp   = date [ ( "T" | blank ) time ] [ zone ]
//     zone        = "Z" | "UTC" | ( "+" | "-" ) hour [ [ ":" ] minute [ ":" second ] ]
//
// and the words infinity, -infinity, epoch. A time zone by name, a month by name and the words now, today and
// their like need the session's clock and zone tables, which these functions do not have: 22007 for them.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

// 22007 invalid input syntax for type date: "x"; 22008 date/time field value out of range: "2024-02-30".
Result<std::int64_t> parse_date(std::string_view text);                           // days
Result<std::int64_t> parse_time(std::string_view text);                           // microseconds of the day
Result<std::int64_t> parse_timestamp(std::string_view text, sql::BaseType type);  // microseconds

std::string print_date(std::int64_t days);          // 2024-05-17, 0044-03-15 BC, infinity
std::string print_time(std::int64_t microseconds);  // 10:11:12.5
// With `separator` between date and time: a blank for text, 'T' for JSON. A timestamptz is printed in UTC:
// +00 in text, +00:00 in JSON.
std::string print_timestamp(std::int64_t microseconds, sql::BaseType type, char separator = ' ');

}  // namespace backstay::engine::sqlite
