#include "engine/sqlite/values/interval_fields.hpp"

#include <cmath>
#include <limits>

#include "engine/sqlite/values/calendar.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::int32_t months_a_year = 12;
constexpr std::int32_t days_a_month = 30;
constexpr std::int32_t days_a_week = 7;

bool add_scaled(std::int32_t& sum, std::int64_t count, std::int32_t scale) {
    if (count > std::numeric_limits<std::int32_t>::max() || count < std::numeric_limits<std::int32_t>::min())
        return false;
    std::int32_t product = 0;
    return !__builtin_mul_overflow(static_cast<std::int32_t>(count), scale, &product) &&
           !__builtin_add_overflow(sum, product, &sum);
}

}  // namespace

bool IntervalFields::add_years(std::int64_t count, double fraction, std::int32_t scale) {
    auto const extra = static_cast<std::int32_t>(std::rint(fraction * scale * months_a_year));
    return add_scaled(years, count, scale) && add_scaled(months, extra, 1);
}

bool IntervalFields::add_months(std::int64_t count, double fraction) {
    return add_scaled(months, count, 1) && add_days(0, fraction, days_a_month);
}

bool IntervalFields::add_weeks(std::int64_t count, double fraction) {
    return add_scaled(days, count, days_a_week) && add_days(0, fraction, days_a_week);
}

bool IntervalFields::add_days(std::int64_t count, double fraction, std::int32_t scale) {
    if (!add_scaled(days, count, scale)) return false;
    fraction *= scale;
    auto const whole = static_cast<std::int32_t>(fraction);
    return add_scaled(days, whole, 1) && add_time_fraction(fraction - whole, microseconds_a_day);
}

bool IntervalFields::add_time(std::int64_t count, double fraction, std::int64_t unit) {
    std::int64_t product = 0;
    return !__builtin_mul_overflow(count, unit, &product) && !__builtin_add_overflow(time, product, &time) &&
           add_time_fraction(fraction, unit);
}

bool IntervalFields::add_time_fraction(double fraction, std::int64_t unit) {
    fraction *= static_cast<double>(unit);
    auto whole = static_cast<std::int64_t>(fraction);
    fraction -= static_cast<double>(whole);
    if (fraction > 0.5) ++whole;
    if (fraction < -0.5) --whole;
    return !__builtin_add_overflow(time, whole, &time);
}

bool IntervalFields::negate() {
    return !__builtin_sub_overflow(0, years, &years) && !__builtin_sub_overflow(0, months, &months) &&
           !__builtin_sub_overflow(0, days, &days) && !__builtin_sub_overflow(std::int64_t{0}, time, &time);
}

}  // namespace backstay::engine::sqlite
