#pragma once

// Dates and times as people write them: PostgreSQL's rules, token by token.
// https://www.postgresql.org/docs/15/datetime-input-rules.html

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/time_session.hpp"
#include "engine/sqlite/values/time_tokens.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

// What was read: a date and a time of day where the clocks are `offset` seconds ahead of Greenwich; or a
// special value.
struct ReadTime {
    Date date;
    int hour = 0, minute = 0, second = 0, microsecond = 0;
    std::int32_t offset = 0;
    std::optional<Special> special = {};  // epoch, latest, earliest

    std::int64_t time() const;   // microseconds of the day
    std::int64_t local() const;  // microseconds since 1970 of what the clocks show
};

// For date, timestamp and timestamptz: a date at least. 22007, 22008, 22009, 22023.
Result<ReadTime> read_moment(std::string_view text, sql::BaseType type, TimeSession& session);

// For time and timetz: a time of day at least; a date tells only which offset a zone has.
Result<ReadTime> read_time_of_day(std::string_view text, sql::BaseType type, TimeSession& session);

// The year 1 to the last day that PostgreSQL counts.
bool is_valid_day(Date date);
// The day of a Julian count, whose day 0 is 4714-11-24 BC.
Date date_of_julian(std::int64_t julian);
std::int64_t julian_of(Date date);

// Seconds east of Greenwich: "+05:30", "-8", "+0530"; each fault as PostgreSQL tells them apart.
enum class TimeFault : std::uint8_t { none, syntax, field, date_style, zone, other };
TimeFault read_offset(std::string_view text, std::int32_t& offset);
// What an abbreviation means at a time of that zone: the one its history tells, else the zone's own offset.
std::int32_t offset_of_abbreviation(Zone const& zone, std::string_view abbreviation, std::int64_t local);

Failure time_failure(TimeFault fault, std::string_view text, sql::BaseType type);

}  // namespace backstay::engine::sqlite
