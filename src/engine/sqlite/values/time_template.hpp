#pragma once

// The templates of to_char(), to_date() and to_timestamp(), taken apart.
//
//     read_template("FMDay, DD \"th\"")     Day (fill mode), ',', ' ', DD, ' ', 't', 'h'
//
// https://www.postgresql.org/docs/15/functions-formatting.html#FUNCTIONS-FORMATTING-DATETIME-TABLE

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/sqlite/values/interval.hpp"
#include "engine/sqlite/values/time_session.hpp"

namespace backstay::engine::sqlite {

enum class Pattern : std::uint8_t {
    era_dotted,
    era,
    half_day_dotted,
    half_day,
    century,
    day_name,
    day_short,
    day_of_year,
    day,
    weekday,
    fraction,
    fixed,
    hour_24,
    hour_12,
    iso_day_of_year,
    iso_weekday,
    iso_week,
    iso_year,
    julian,
    minute,
    month,
    month_name,
    month_short,
    millisecond,
    offset,
    quarter,
    roman_month,
    second_of_day,
    second,
    zone_hour,
    zone_minute,
    zone,
    microsecond,
    week_of_year,
    week_of_month,
    year_comma,
    year
};

enum class DateMode : std::uint8_t { none, gregorian, iso_week };
enum class LetterCase : std::uint8_t { upper, lower, capital };

struct TemplateNode {
    enum class Kind : std::uint8_t { pattern, space, separator, character };
    Kind kind = Kind::character;
    std::string text = {};  // the pattern as it was written, or one character
    Pattern pattern = Pattern::day;
    int width = 0;  // of fractions (FF3) and years (YY): so many digits
    LetterCase letters = LetterCase::upper;
    DateMode mode = DateMode::none;
    bool digits = false;      // the pattern stands for digits
    bool fill = false;        // FM
    bool translated = false;  // TM
    enum class Ordinal : std::uint8_t { none, upper, lower };
    Ordinal ordinal = Ordinal::none;  // TH, th
};
using Template = std::vector<TemplateNode>;

Template read_template(std::string_view text);

// to_char() of what clocks show, with the zone of a timestamptz (offset and abbreviation).
struct Displayed {
    std::int64_t year = 0;  // 0 is 1 BC
    int month = 0, day = 0;
    std::int64_t hour = 0;
    int minute = 0, second = 0, microsecond = 0;
    int weekday = 0;  // 0 is Sunday
    int day_of_year = 0;
    std::int64_t days = 0;  // since 1970
    LocalType zone = {};
    bool interval = false;
};
Displayed displayed_of(std::int64_t local, LocalType zone = {});
Displayed displayed_of(Interval const& value);
// 22007 invalid format specification for an interval value.
Result<std::string> print_by(Template const& nodes, Displayed const& value);

// to_date(), to_timestamp(): days, microseconds since 1970.
Result<std::int64_t> read_date_by(std::string_view text, Template const& nodes);
Result<std::int64_t> read_timestamp_by(std::string_view text, Template const& nodes, TimeSession& session);

}  // namespace backstay::engine::sqlite
