#include "engine/sqlite/values/timestamp.hpp"

#include <algorithm>
#include <utility>

#include "base/limitation.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::int64_t months_a_year = 12;

Date add_months(Date date, std::int32_t months) {
    auto const month = date.month - 1 + std::int64_t{months};
    auto const years = month >= 0 ? month / months_a_year : -((months_a_year - 1 - month) / months_a_year);
    Date result{date.year + years, static_cast<int>(month - years * months_a_year) + 1, date.day};
    result.day = std::min(result.day, days_in_month(result.year, result.month));
    return result;
}

// Without the microseconds of the interval, which are of no calendar.
Result<std::int64_t> add_calendar(std::int64_t local, Interval const& span) {
    auto const moment = moment_of(local);
    auto days = moment.days;
    if (span.months != 0) days = days_of(add_months(date_of(days), span.months));
    return timestamp_in_range(static_cast<__int128>(days + span.days) * microseconds_a_day + moment.time);
}

// What is above a field when it is below zero: borrowed from the field above.
template <class T>
void borrow(T& field, T& above, T unit) {
    while (field < 0) {
        field += unit;
        --above;
    }
}

}  // namespace

bool is_infinite(std::int64_t value) { return value == infinite_future || value == infinite_past; }

Shown shown_of(std::int64_t local) {
    auto const moment = moment_of(local);
    auto const seconds = static_cast<int>(moment.time / microseconds_a_second);
    return {.date = date_of(moment.days),
            .hour = seconds / 3600,
            .minute = seconds / 60 % 60,
            .second = seconds % 60,
            .microsecond = static_cast<int>(moment.time % microseconds_a_second)};
}

std::int64_t time_of(Shown const& shown) {
    return ((shown.hour * std::int64_t{60} + shown.minute) * 60 + shown.second) * microseconds_a_second +
           shown.microsecond;
}

Result<std::int64_t> local_of(Shown const& shown) {
    return timestamp_in_range(static_cast<__int128>(days_of(shown.date)) * microseconds_a_day +
                              time_of(shown));
}

Result<std::int64_t> local_of_date(std::int64_t days) {
    if (is_infinite(days)) return days;
    auto const local = timestamp_in_range(static_cast<__int128>(days) * microseconds_a_day);
    if (!local && local.error()->code == "22008") return failure("22008", "date out of range for timestamp");
    return local;
}

Result<std::int64_t> to_local(Zone const& zone, std::int64_t utc) {
    if (is_infinite(utc)) return utc;
    return timestamp_in_range(static_cast<__int128>(utc) +
                              zone.at(seconds_of(utc)).offset * microseconds_a_second);
}

Result<std::int64_t> to_utc(Zone const& zone, std::int64_t local) {
    if (is_infinite(local)) return local;
    return timestamp_in_range(static_cast<__int128>(local) -
                              zone.offset_of_local(seconds_of(local)) * microseconds_a_second);
}

Result<std::int64_t> add(std::int64_t local, Interval const& span) {
    if (is_infinite(local)) return local;
    if (span.months != 0) {
        TRY(local, add_calendar(local, {.months = span.months}));
    }
    if (span.days != 0) {
        TRY(local, add_calendar(local, {.days = span.days}));
    }
    return timestamp_in_range(static_cast<__int128>(local) + span.time);
}

Result<std::int64_t> add(std::int64_t utc, Interval const& span, Zone const& zone) {
    if (is_infinite(utc)) return utc;
    for (auto const& part : {Interval{.months = span.months}, Interval{.days = span.days}}) {
        if (part == Interval{}) continue;
        TRY(auto const local, to_local(zone, utc));
        TRY(auto const moved, add_calendar(local, part));
        TRY(utc, to_utc(zone, moved));
    }
    return timestamp_in_range(static_cast<__int128>(utc) + span.time);
}

Interval opposite(Interval const& span) {
    return {.months = static_cast<std::int32_t>(0U - static_cast<std::uint32_t>(span.months)),
            .days = static_cast<std::int32_t>(0U - static_cast<std::uint32_t>(span.days)),
            .time = static_cast<std::int64_t>(0U - static_cast<std::uint64_t>(span.time))};
}

Result<Interval> difference(std::int64_t later, std::int64_t earlier) {
    if (is_infinite(later) || is_infinite(earlier))
        return failure("22008", "cannot subtract infinite timestamps");
    Interval result;
    if (__builtin_sub_overflow(later, earlier, &result.time))
        return failure("22008", "interval out of range");
    return justify_hours(result);
}

Result<Interval> age(std::int64_t one, std::int64_t other, bool negative) {
    if (one == infinite_past || other == infinite_past) return failure("22008", "timestamp out of range");
    if (is_infinite(one) || is_infinite(other)) return not_supported(Limitation::infinite_age);
    auto const a = shown_of(negative ? other : one);
    auto const b = shown_of(negative ? one : other);
    auto time = time_of(a) - time_of(b);
    auto days = std::int64_t{a.date.day} - b.date.day;
    auto months = (a.date.year - b.date.year) * months_a_year + a.date.month - b.date.month;
    borrow(time, days, microseconds_a_day);
    // The month that is borrowed from is the earlier one.
    borrow(days, months, std::int64_t{days_in_month(b.date.year, b.date.month)});
    Interval const result{
        .months = static_cast<std::int32_t>(months), .days = static_cast<std::int32_t>(days), .time = time};
    return negative ? opposite(result) : result;
}

}  // namespace backstay::engine::sqlite
