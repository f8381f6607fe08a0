// Intervals as people write them. Tokens are read from the right, for units come after numbers; a number
// without unit takes it from the modifier of the type, or is of seconds; a time of day counts as the unit
// after a number of days: "1 2:03" is a day and two hours.

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/interval_fields.hpp"
#include "engine/sqlite/values/time_tokens.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {
namespace {

using Fault = IntervalFault;

constexpr std::int64_t minute = 60 * microseconds_a_second;
constexpr std::int64_t hour = 60 * minute;

constexpr unsigned bit(Unit unit) { return 1U << static_cast<unsigned>(unit); }
constexpr unsigned all_seconds = bit(Unit::second) | bit(Unit::millisecond) | bit(Unit::microsecond);
constexpr unsigned whole_clock = bit(Unit::hour) | bit(Unit::minute) | all_seconds;

// hh:mm, hh:mm:ss.f; mm:ss.f, and mm:ss where the type is of minutes and seconds.
Fault read_clock(std::string_view text, bool minutes_first, std::int64_t& time) {
    auto hours = take_integer(text);
    if (!hours) return Fault::field;
    if (!text.starts_with(':')) return Fault::syntax;
    text.remove_prefix(1);
    auto minutes = take_int(text);
    if (!minutes) return Fault::field;
    std::int64_t seconds = 0;
    bool const shifted = text.starts_with('.') || (text.empty() && minutes_first);
    if (shifted) {
        seconds = *minutes;
        minutes = static_cast<int>(std::min<std::int64_t>(*hours, 60));
        hours = 0;
    } else if (text.starts_with(':')) {
        text.remove_prefix(1);
        auto const read = take_int(text);
        if (!read) return Fault::field;
        seconds = *read;
    }
    double fraction = 0;
    if (text.starts_with('.')) {
        auto const read = read_fraction(text);
        if (!read) return Fault::syntax;
        fraction = *read;
        text = {};
    }
    if (!text.empty()) return Fault::syntax;
    if (*hours < 0 || *minutes < 0 || *minutes > 59 || seconds < 0 || seconds > 60) return Fault::field;
    IntervalFields fields;
    bool const fits = fields.add_time(*hours, 0, hour) && fields.add_time(*minutes, 0, minute) &&
                      fields.add_time(seconds, 0, microseconds_a_second) &&
                      fields.add_time(static_cast<std::int64_t>(std::rint(fraction * 1e6)), 0, 1);
    time = fields.time;
    return fits ? Fault::none : Fault::field;
}

// The unit of a number that has none.
Unit last_unit(std::int32_t modifier) {
    using enum sql::IntervalField;
    auto const fields = sql::interval_fields_of(modifier);
    for (auto const& [field, unit] : {std::pair{second, Unit::second},
                                      {minute, Unit::minute},
                                      {hour, Unit::hour},
                                      {day, Unit::day},
                                      {month, Unit::month}})
        if ((fields & sql::interval_field_bit(field)) != 0) return unit;
    return Unit::year;
}

class IntervalReader {
public:
    IntervalReader(Tokens const& tokens, std::int32_t modifier, IntervalFields& fields)
        : tokens_(tokens), last_(last_unit(modifier)), fields_(fields) {
        minutes_first_ =
            sql::interval_fields_of(modifier) == (sql::interval_field_bit(sql::IntervalField::minute) |
                                                  sql::interval_field_bit(sql::IntervalField::second));
    }

    Fault read() {
        for (auto token = tokens_.rbegin(); token != tokens_.rend(); ++token) {
            found_ = 0;
            bool ignored = false;
            if (auto const fault = one(*token, ignored); fault != Fault::none) return fault;
            if (ignored) continue;
            if ((found_ & seen_) != 0) return Fault::syntax;
            seen_ |= found_;
        }
        if (seen_ == 0) return Fault::syntax;
        return before_ && !fields_.negate() ? Fault::field : Fault::none;
    }

private:
    Fault one(Token const& token, bool& ignored) {
        switch (token.kind) {
            case TokenKind::time: return clock(token.text, false);
            case TokenKind::zone: {
                std::int64_t time = 0;
                auto const rest = std::string_view(token.text).substr(1);
                if (rest.contains(':') && read_clock(rest, minutes_first_, time) == Fault::none)
                    return clock(rest, token.text.front() == '-');
                return number(token.text);
            }
            case TokenKind::date:
            case TokenKind::number: return number(token.text);
            default: return word(token.text, ignored);
        }
    }

    Fault clock(std::string_view text, bool negative) {
        std::int64_t time = 0;
        if (auto const fault = read_clock(text, minutes_first_, time); fault != Fault::none) return fault;
        fields_.time = negative ? -time : time;
        found_ = whole_clock;
        unit_ = Unit::day;
        return Fault::none;
    }

    Fault word(std::string_view text, bool& ignored) {
        auto const found = find_interval_word(text);
        if (!found) return Fault::syntax;
        switch (found->kind) {
            case WordKind::ignored: ignored = true; return Fault::none;
            case WordKind::ago:
                before_ = true;
                unit_ = Unit::time;  // none: a number needs one of its own
                return Fault::none;
            default: unit_ = static_cast<Unit>(found->value); return Fault::none;
        }
    }

    // Signed, whole or with a fraction; or years-months.
    Fault number(std::string_view text) {
        if (!unit_) unit_ = last_;
        bool const negative = text.starts_with('-');
        auto value = take_integer(text);
        if (!value) return Fault::field;
        double fraction = 0;
        if (text.starts_with('-')) {
            text.remove_prefix(1);
            auto const months = take_int(text);
            if (!months || *months < 0 || *months >= 12) return Fault::field;
            if (!text.empty()) return Fault::syntax;
            unit_ = Unit::month;
            if (__builtin_mul_overflow(*value, 12, &*value) ||
                __builtin_add_overflow(*value, negative ? -*months : *months, &*value))
                return Fault::field;
        } else if (text.starts_with('.')) {
            auto const read = read_fraction(text);
            if (!read) return Fault::syntax;
            fraction = negative ? -*read : *read;
        } else if (!text.empty()) {
            return Fault::syntax;
        }
        return add(*value, fraction);
    }

    Fault add(std::int64_t value, double fraction) {
        auto const unit = *unit_;
        found_ = bit(unit);
        auto const fitted = [](bool fits) { return fits ? Fault::none : Fault::field; };
        switch (unit) {
            case Unit::microsecond: return fitted(fields_.add_time(value, fraction, 1));
            case Unit::millisecond: return fitted(fields_.add_time(value, fraction, 1000));
            case Unit::second:
                if (fraction != 0) found_ = all_seconds;
                return fitted(fields_.add_time(value, fraction, microseconds_a_second));
            case Unit::minute: return fitted(fields_.add_time(value, fraction, minute));
            case Unit::hour: unit_ = Unit::day; return fitted(fields_.add_time(value, fraction, hour));
            case Unit::day: return fitted(fields_.add_days(value, fraction, 1));
            case Unit::week: return fitted(fields_.add_weeks(value, fraction));
            case Unit::month: return fitted(fields_.add_months(value, fraction));
            case Unit::year: return fitted(fields_.add_years(value, fraction, 1));
            case Unit::decade: return fitted(fields_.add_years(value, fraction, 10));
            case Unit::century: return fitted(fields_.add_years(value, fraction, 100));
            case Unit::millennium: return fitted(fields_.add_years(value, fraction, 1000));
            default: return Fault::syntax;
        }
    }

    Tokens const& tokens_;
    std::optional<Unit> unit_;
    Unit last_;
    IntervalFields& fields_;
    bool minutes_first_ = false;
    bool before_ = false;
    unsigned found_ = 0;
    unsigned seen_ = 0;
};

}  // namespace

Result<Interval> parse_interval(std::string_view text, std::int32_t modifier) {
    IntervalFields fields;
    auto const tokens = split_time(text, longest_interval);
    auto fault = tokens ? IntervalReader(*tokens, modifier, fields).read() : Fault::syntax;
    if (fault == Fault::syntax) fault = read_iso_interval(text, fields);
    if (fault == Fault::field)
        return failure("22015", "interval field value out of range: \"" + std::string(text) + "\"");
    if (fault == Fault::syntax)
        return failure("22007", "invalid input syntax for type interval: \"" + std::string(text) + "\"");
    Interval value{.months = fields.months, .days = fields.days, .time = fields.time};
    std::int32_t months = 0;
    if (__builtin_mul_overflow(fields.years, 12, &months) ||
        __builtin_add_overflow(value.months, months, &value.months))
        return failure("22008", "interval out of range");
    return fit_interval(value, modifier);
}

Interval fit_interval(Interval value, std::int32_t modifier) {
    if (modifier < 0) return value;
    using enum sql::IntervalField;
    auto const fields = sql::interval_fields_of(modifier);
    auto const names = [&](sql::IntervalField field) {
        return (fields & sql::interval_field_bit(field)) != 0;
    };
    if (!names(second)) {
        if (fields == sql::interval_field_bit(year)) value.months = value.months / 12 * 12;
        if (!names(day) && !names(hour) && !names(minute)) value.days = 0;
        auto const unit = names(minute) ? 60 * microseconds_a_second : 3600 * microseconds_a_second;
        value.time = names(minute) || names(hour) ? value.time / unit * unit : 0;
    }
    auto const digits = sql::interval_precision_of(modifier);
    if (digits < 0) return value;
    std::int64_t step = 1;
    for (int i = digits; i < 6; ++i) step *= 10;
    value.time = (value.time + (value.time < 0 ? -step / 2 : step / 2)) / step * step;
    return value;
}

}  // namespace backstay::engine::sqlite
