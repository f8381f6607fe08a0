#pragma once

// The fields that extract() and date_trunc() know.
// https://www.postgresql.org/docs/15/functions-datetime.html#FUNCTIONS-DATETIME-EXTRACT

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/values/time_tokens.hpp"
#include "engine/sqlite/values/timestamp.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

// 22023 unit "fortnight" not recognized for type date; 0A000 unit "hour" not supported for type date.
Failure unknown_unit(std::string_view unit, sql::BaseType type);
Failure unsupported_unit(std::string_view unit, sql::BaseType type);

// The unit as errors say it: in lower case.
std::string unit_name(std::string_view written);

int weekday_of(std::int64_t days);  // 0 is Sunday
std::int64_t monday_of(std::int64_t days);
int day_of_year(Date date);
struct IsoWeek {
    std::int64_t year = 0;  // 0 is 1 BC
    int week = 1;
};
IsoWeek iso_week_of(std::int64_t days);
// As PostgreSQL counts it from a year near by: fields of an interval may be far from theirs.
IsoWeek iso_week_of(std::int64_t days, std::int64_t near_year);
std::int64_t first_iso_day(std::int64_t year);  // the Monday of its first week

// A field of a date: year, decade, quarter, isodow, ...; nothing for those of time. There is no year 0.
std::optional<std::int64_t> date_field(Date date, Unit unit);

// What clocks show, with everything below the unit at its beginning. Nothing when the unit is none of these.
std::optional<Shown> truncated(Shown shown, Unit unit);

}  // namespace backstay::engine::sqlite
