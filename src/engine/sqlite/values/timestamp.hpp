#pragma once

// Arithmetic of timestamps: months, then days, then time, as PostgreSQL adds an interval's fields.
//
//     add(2024-01-31 00:00, {.months = 1})                            2024-02-29 00:00
//     add(2024-03-09 12:00 in New York, {.days = 1}, zone)            2024-03-10 12:00 there: 23 hours later

#include <cstdint>

#include "base/result.hpp"
#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/interval.hpp"
#include "engine/sqlite/values/zone.hpp"

namespace backstay::engine::sqlite {

bool is_infinite(std::int64_t value);  // of a date or a timestamp

// What a calendar and a clock show.
struct Shown {
    Date date;
    int hour = 0, minute = 0, second = 0, microsecond = 0;
};
Shown shown_of(std::int64_t local);
std::int64_t time_of(Shown const& shown);  // microseconds of the day

// 22008 timestamp out of range. Infinity stays what it is.
Result<std::int64_t> to_local(Zone const& zone, std::int64_t utc);
Result<std::int64_t> to_utc(Zone const& zone, std::int64_t local);
Result<std::int64_t> local_of(Shown const& shown);
Result<std::int64_t> local_of_date(std::int64_t days);  // 22008 date out of range for timestamp

Result<std::int64_t> add(std::int64_t local, Interval const& span);
Result<std::int64_t> add(std::int64_t utc, Interval const& span, Zone const& zone);
Interval opposite(Interval const& span);  // wraps where a field is the least there is

// 3 days 02:00:00: whole days and the rest. 22008 cannot subtract infinite timestamps.
Result<Interval> difference(std::int64_t later, std::int64_t earlier);
// 1 mon 3 days 02:00:00: of what clocks show; `negative` where `a` is the earlier one. 22008 of -infinity,
// 0A000 of infinity.
Result<Interval> age(std::int64_t a, std::int64_t b, bool negative);

}  // namespace backstay::engine::sqlite
