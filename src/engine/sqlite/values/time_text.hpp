#pragma once

// date, time, timetz, timestamp and timestamptz, from any text that PostgreSQL reads, to the one it prints
// (DateStyle "ISO, MDY").
//
//     parse_timestamp("17 May 2024 10:11 pm", BaseType::timestamp, session)
//     print_timestamp(1'715'940'671'500'000, 7200)           2024-05-17 12:11:11.5+02

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/values/time_session.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

// A time of day and where it is shown. Stored as its text, ordered by the moment, then by the offset.
struct TimeTz {
    std::int64_t time = 0;    // microseconds of the day
    std::int32_t offset = 0;  // seconds east of Greenwich
};
std::strong_ordering compare(TimeTz a, TimeTz b);
TimeTz time_tz_of(std::string_view stored);  // REQUIRES: print_time_tz() wrote it
std::string print_time_tz(TimeTz value);     // 10:11:12.5+02

// 22007 invalid input syntax for type date: "x"; 22008 date/time field value out of range: "2024-02-30".
Result<std::int64_t> parse_date(std::string_view text, TimeSession& session);  // days
Result<std::int64_t> parse_time(std::string_view text, TimeSession& session);  // microseconds of the day
Result<TimeTz> parse_time_tz(std::string_view text, TimeSession& session);
Result<std::int64_t> parse_timestamp(std::string_view text, sql::BaseType type, TimeSession& session);

std::string print_date(std::int64_t days);          // 2024-05-17, 0044-03-15 BC, infinity
std::string print_time(std::int64_t microseconds);  // 10:11:12.5

enum class TimeStyle : std::uint8_t {
    sql,  // 2024-05-17 10:11:12+02
    xml   // 2024-05-17T10:11:12+02:00: in JSON
};
// Of what the clocks show; with the offset of these clocks for a timestamptz.
std::string print_timestamp(std::int64_t local, std::optional<std::int32_t> offset = std::nullopt,
                            TimeStyle style = TimeStyle::sql);
// A timestamptz as the session's clocks show it.
std::string print_timestamptz(std::int64_t utc, TimeSession& session, TimeStyle style = TimeStyle::sql);

// The microseconds, if PostgreSQL and the file can hold them: 22008 timestamp out of range; past the year
// 294246 PostgreSQL can for thirty years more: 0A000.
Result<std::int64_t> timestamp_in_range(__int128 microseconds);

// Rounds to so many digits of a second's fraction; halves away from the year 2000, as PostgreSQL.
std::int64_t round_timestamp(std::int64_t microseconds, int digits);
std::int64_t round_time(std::int64_t microseconds, int digits);

}  // namespace backstay::engine::sqlite
