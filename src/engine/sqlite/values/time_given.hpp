#pragma once

// What a text gave for the fields of a template: to_date() and to_timestamp() on their way. 0 is "not given".

#include "engine/sqlite/values/time_template.hpp"

namespace backstay::engine::sqlite {

struct GivenFields {
    DateMode mode = DateMode::none;
    int hour = 0, minute = 0, second = 0, second_of_day = 0;
    int millisecond = 0, microsecond = 0;
    int precision = 0;  // FF3: of the result
    bool twelve_hours = false;
    int afternoon = 0;
    int weekday = 0;  // 1 is Sunday
    int day = 0, day_of_year = 0, month = 0;
    int week = 0, week_of_month = 0, quarter = 0;
    int year = 0, year_digits = 0, century = 0, before_christ = 0;
    int julian = 0;
    int zone_sign = 0, zone_hour = 0, zone_minute = 0;
};

Result<GivenFields> read_fields(std::string_view text, Template const& nodes);

}  // namespace backstay::engine::sqlite
