#pragma once

// The state of reading one text, and the steps that dates and times have in common; time_reader.hpp says what
// comes of it.

#include "engine/sqlite/values/time_reader.hpp"

namespace backstay::engine::sqlite {

// Which parts of a date and time a token gave; none may be given twice.
enum TimePart : unsigned {
    part_year = 1U << 0,
    part_month = 1U << 1,
    part_day = 1U << 2,
    part_time = 1U << 3,
    part_zone = 1U << 4,
    part_summer = 1U << 5,    // "dst", or an abbreviation of summer time
    part_modifier = 1U << 6,  // "dst"
    part_half_day = 1U << 7,
    part_era = 1U << 8,
    part_weekday = 1U << 9,
    part_special = 1U << 10,
    part_day_of_year = 1U << 11,
    part_history = 1U << 12,  // an abbreviation that a zone's history explains
};
inline constexpr unsigned part_date = part_year | part_month | part_day;

class TimeDecoder {
public:
    explicit TimeDecoder(TimeSession& session) : session_(session) {}
    virtual ~TimeDecoder() = default;

    Result<ReadTime> decode(std::string_view text, sql::BaseType type);

protected:
    virtual TimeFault date_token(std::size_t index) = 0;
    virtual TimeFault number_token(std::size_t index) = 0;
    virtual TimeFault clock_token(std::string_view text) = 0;
    virtual TimeFault special_word(Special special) = 0;
    virtual bool takes_date_words() const = 0;  // months and weekdays
    virtual TimeFault finish() = 0;
    virtual unsigned parts_before_time() const = 0;  // of the parts seen, for the reading of digits alone

    // "2024-05-17", "17/may/24": fields in their order, the month in letters wherever it stands.
    TimeFault date_fields(std::string_view text);
    TimeFault clock(std::string_view text);
    // One number of a date; "20240517", "101112", "1011.5" run together.
    TimeFault number(std::string_view text, bool text_month, unsigned seen);
    TimeFault run_together(std::string_view text, unsigned seen);
    TimeFault run_together_with_zone(std::string_view text);
    TimeFault zone_name(std::string_view text);
    TimeFault labelled_number(std::string_view text);
    TimeFault time_label(std::size_t index);
    void set_date(Date date);
    TimeFault take_now(bool with_date);

    TimeFault check_date();
    TimeFault check_half_day();
    TimeFault check_time() const;
    // What zone and abbreviation mean where the clocks show this; `local` in microseconds. Without either it
    // is the session's zone, for the types that have an offset.
    TimeFault settle_offset(std::int64_t local);
    bool has_offset() const { return type_ == sql::BaseType::timestamptz || type_ == sql::BaseType::timetz; }

    TimeSession& session_;
    sql::BaseType type_ = sql::BaseType::unknown;
    Tokens tokens_;
    ReadTime read_;
    unsigned seen_ = 0;
    unsigned found_ = 0;         // by the token at hand
    std::optional<Unit> label_;  // the unit that a word before gave the next number
    bool text_month_ = false;
    bool short_year_ = false;  // of one or two digits
    bool julian_ = false;
    bool before_christ_ = false;
    std::optional<bool> afternoon_;
    int day_of_year_ = 0;
    ZonePtr named_zone_;
    ZonePtr history_;
    std::string abbreviation_;     // in lower case
    std::optional<Error> failed_;  // other than by a TimeFault

private:
    TimeFault all();
    TimeFault token(std::size_t index, bool& ignored);
    TimeFault word(std::size_t index, bool& ignored);
    TimeFault known_word(std::size_t index, Word const& word);
    TimeFault month_word(int month);
    TimeFault abbreviation(std::string_view text, Abbreviation const& found);
    TimeFault seconds_fraction(std::string_view text);
    TimeFault date_number(int value, std::size_t digits, bool text_month, unsigned seen);
};

}  // namespace backstay::engine::sqlite
