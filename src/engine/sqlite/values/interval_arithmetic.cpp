// What is computed with intervals. Fields never turn into greater ones by themselves: 24 hours stay 24 hours.

#include <cmath>
#include <limits>

#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/interval.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::int64_t days_a_month = 30;
constexpr std::int64_t seconds_a_day = 86'400;

Failure out_of_range() { return failure("22008", "interval out of range"); }

__int128 span_of(Interval const& value) {
    auto const days = static_cast<__int128>(value.months) * days_a_month + value.days;
    return days * microseconds_a_day + value.time;
}

bool add_into(std::int32_t& sum, std::int32_t more) { return !__builtin_add_overflow(sum, more, &sum); }
bool add_into(std::int64_t& sum, std::int64_t more) { return !__builtin_add_overflow(sum, more, &sum); }

// As PostgreSQL rounds off what multiplying adds behind the sixth digit.
double to_microsecond(double seconds) { return std::rint(seconds * 1e6) / 1e6; }

// What is left of months goes into days, of days into seconds: a third of a month is ten days.
Result<Interval> scaled(double months, double days, double time) {
    constexpr double most = std::numeric_limits<std::int32_t>::max();
    constexpr double least = std::numeric_limits<std::int32_t>::min();
    if (std::isnan(months) || months > most || months < least) return out_of_range();
    if (std::isnan(days) || days > most || days < least) return out_of_range();
    Interval result{.months = static_cast<std::int32_t>(months), .days = static_cast<std::int32_t>(days)};
    auto const scale = [&](double whole, std::int32_t from) { return whole - static_cast<double>(from); };
    auto month_days = to_microsecond(scale(months, result.months) * days_a_month);
    auto seconds = (scale(days, result.days) + month_days - std::trunc(month_days)) * seconds_a_day;
    seconds = to_microsecond(seconds);
    if (std::isnan(seconds)) return out_of_range();
    if (std::fabs(seconds) >= seconds_a_day) {
        if (!add_into(result.days, static_cast<std::int32_t>(seconds / seconds_a_day))) return out_of_range();
        seconds -= std::trunc(seconds / seconds_a_day) * seconds_a_day;
    }
    if (!add_into(result.days, static_cast<std::int32_t>(month_days))) return out_of_range();
    auto const microseconds = std::rint(time + seconds * 1e6);
    if (std::isnan(microseconds) || microseconds >= 9223372036854775808.0 ||
        microseconds < -9223372036854775808.0)
        return out_of_range();
    result.time = static_cast<std::int64_t>(microseconds);
    return result;
}

// Moves whole `unit`s of `small` into `large`.
template <class Small>
bool carry(Small& small, std::int32_t& large, std::int64_t unit) {
    auto const whole = small / unit;
    small = static_cast<Small>(small - whole * unit);
    return !__builtin_add_overflow(large, whole, &large);
}

}  // namespace

std::weak_ordering compare(Interval const& a, Interval const& b) { return span_of(a) <=> span_of(b); }

Result<Interval> add(Interval const& a, Interval const& b) {
    Interval sum = a;
    if (!add_into(sum.months, b.months) || !add_into(sum.days, b.days) || !add_into(sum.time, b.time))
        return out_of_range();
    return sum;
}

Result<Interval> subtract(Interval const& a, Interval const& b) {
    Interval result;
    if (__builtin_sub_overflow(a.months, b.months, &result.months) ||
        __builtin_sub_overflow(a.days, b.days, &result.days) ||
        __builtin_sub_overflow(a.time, b.time, &result.time))
        return out_of_range();
    return result;
}

Result<Interval> negate(Interval const& value) { return subtract({}, value); }

Result<Interval> multiply(Interval const& value, double factor) {
    return scaled(value.months * factor, value.days * factor, static_cast<double>(value.time) * factor);
}

Result<Interval> divide(Interval const& value, double divisor) {
    if (divisor == 0) return failure("22012", "division by zero");
    return scaled(value.months / divisor, value.days / divisor, static_cast<double>(value.time) / divisor);
}

Result<Interval> justify_hours(Interval value) {
    if (!carry(value.time, value.days, microseconds_a_day)) return out_of_range();
    if (value.days > 0 && value.time < 0) {
        value.time += microseconds_a_day;
        --value.days;
    } else if (value.days < 0 && value.time > 0) {
        value.time -= microseconds_a_day;
        ++value.days;
    }
    return value;
}

Result<Interval> justify_days(Interval value) {
    if (!carry(value.days, value.months, days_a_month)) return out_of_range();
    if (value.months > 0 && value.days < 0) {
        value.days += days_a_month;
        --value.months;
    } else if (value.months < 0 && value.days > 0) {
        value.days -= days_a_month;
        ++value.months;
    }
    return value;
}

Result<Interval> justify_interval(Interval value) {
    // Days first where days and hours go the same way, or the sum might overflow.
    bool const alike = (value.days > 0 && value.time > 0) || (value.days < 0 && value.time < 0);
    if (alike && !carry(value.days, value.months, days_a_month)) return out_of_range();
    if (!carry(value.time, value.days, microseconds_a_day)) return out_of_range();
    if (!carry(value.days, value.months, days_a_month)) return out_of_range();
    auto const rest = value.days != 0 ? std::int64_t{value.days} : value.time;
    if (value.months > 0 && rest < 0) {
        value.days += days_a_month;
        --value.months;
    } else if (value.months < 0 && rest > 0) {
        value.days -= days_a_month;
        ++value.months;
    }
    if (value.days > 0 && value.time < 0) {
        value.time += microseconds_a_day;
        --value.days;
    } else if (value.days < 0 && value.time > 0) {
        value.time -= microseconds_a_day;
        ++value.days;
    }
    return value;
}

}  // namespace backstay::engine::sqlite
