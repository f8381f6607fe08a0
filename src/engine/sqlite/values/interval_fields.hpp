#pragma once

// An interval while it is read: PostgreSQL's sums of fields, each of which may overflow; and the modifier of
// the type: interval day to minute, interval(3).

#include <cstdint>

#include "engine/sqlite/values/interval.hpp"

namespace backstay::engine::sqlite {

// Each gives whether it fitted.
struct IntervalFields {
    std::int32_t years = 0;
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t time = 0;

    bool add_years(std::int64_t count, double fraction, std::int32_t scale);
    bool add_months(std::int64_t count, double fraction);
    bool add_days(std::int64_t count, double fraction, std::int32_t scale);
    bool add_weeks(std::int64_t count, double fraction);
    bool add_time(std::int64_t count, double fraction, std::int64_t unit);
    bool add_time_fraction(double fraction, std::int64_t unit);
    bool negate();
};

enum class IntervalFault : std::uint8_t { none, syntax, field };

// "P1Y2M3DT4H5M6S" and the forms "P0001-02-03T04:05:06", "P00010203T040506". The text may be anything.
IntervalFault read_iso_interval(std::string_view text, IntervalFields& fields);

}  // namespace backstay::engine::sqlite
