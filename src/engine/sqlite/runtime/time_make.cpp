// make_date() and its kin, to_timestamp() of seconds, justify_*(), isfinite().

#include <array>
#include <cmath>
#include <cstdio>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_names.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

int whole(Arguments const& args, int index) { return static_cast<int>(args.integer(index)); }

std::string formatted(char const* form, std::int64_t a, int b, int c) {
    char text[64];
    std::snprintf(text, sizeof text, form, static_cast<long long>(a), b, c);
    return text;
}
std::string date_text(std::int64_t year, int month, int day) {
    return formatted("%lld-%02d-%02d", year, month, day);
}
// C's %02g, the way that PostgreSQL's messages have seconds: 60.5, NaN.
std::string seconds_text(double second) {
    char text[64];
    std::snprintf(text, sizeof text, std::isfinite(second) ? "%02g" : "%g", second);
    std::string out = text;
    if (out == "nan" || out == "-nan") return "NaN";
    if (out == "inf") return "Infinity";
    if (out == "-inf") return "-Infinity";
    return out;
}

// Before Christ with a minus; the year 0 is none.
Result<Date> checked_date(int year, int month, int day) {
    auto const refused = [&] {
        return failure("22008", "date field value out of range: " + date_text(year, month, day));
    };
    if (year == 0 || month < 1 || month > 12 || day < 1 || day > 31) return refused();
    Date const date{year < 0 ? std::int64_t{year} + 1 : year, month, day};
    if (day > days_in_month(date.year, month)) return refused();
    return date;
}

Result<std::int64_t> checked_time(int hour, int minute, double second) {
    auto const rounded = std::rint(second * 1e6);
    bool valid = hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59 && !std::isnan(second) &&
                 rounded >= 0 && rounded <= 60e6;
    auto const time = valid ? (hour * std::int64_t{60} + minute) * 60 * microseconds_a_second +
                                  static_cast<std::int64_t>(rounded)
                            : 0;
    valid = valid && time <= microseconds_a_day;
    if (!valid) {
        auto const clock = formatted("%lld:%02d:", hour, minute, 0) + seconds_text(second);
        return failure("22008", "time field value out of range: " + clock);
    }
    return time;
}

Result<Value> make_date(Arguments const& args) {
    TRY(auto const date, checked_date(whole(args, 0), whole(args, 1), whole(args, 2)));
    auto const days = days_of(date);
    if (days < least_date || days > greatest_date)
        return failure("22008", "date out of range: " + date_text(date.year, date.month, date.day));
    return Value(days);
}

Result<Value> make_time(Arguments const& args) {
    TRY(auto const time, checked_time(whole(args, 0), whole(args, 1), args.real(2)));
    return Value(time);
}

Result<std::int64_t> local_from(Arguments const& args) {
    TRY(auto const date, checked_date(whole(args, 0), whole(args, 1), whole(args, 2)));
    TRY(auto const time, checked_time(whole(args, 3), whole(args, 4), args.real(5)));
    auto const local = timestamp_in_range(static_cast<__int128>(days_of(date)) * microseconds_a_day + time);
    if (!local && local.error()->code == "22008")
        return failure("22008", "timestamp out of range: " + date_text(date.year, date.month, date.day) +
                                    " " + formatted("%lld:%02d:", args.integer(3), whole(args, 4), 0) +
                                    seconds_text(args.real(5)));
    return local;
}
Result<Value> make_timestamp(Arguments const& args) {
    TRY(auto const local, local_from(args));
    return Value(local);
}
Result<Value> make_timestamptz(Arguments const& args) {
    TRY(auto const local, local_from(args));
    TRY(auto const utc, to_utc(args.state(), local));
    return Value(utc);
}
Result<Value> make_timestamptz_at(Arguments const& args) {
    TRY(auto const local, local_from(args));
    TRY(auto const zone, zone_or_offset_showing(args.text(6), local));
    TRY(auto const utc, to_utc(*zone, local));
    return Value(utc);
}

// Years, months, weeks, days, hours, minutes, seconds, as many as are given. PostgreSQL 15 lets years and
// days wrap around.
Result<Value> make_interval(Arguments const& args) {
    auto const field = [&](int index) {
        return index < args.size() ? static_cast<std::uint32_t>(args.integer(index)) : 0U;
    };
    double const seconds = args.size() > 6 ? args.real(6) : 0;
    if (!std::isfinite(seconds)) return failure("22008", "interval out of range");
    auto const microseconds = std::rint(seconds * 1e6);
    if (std::fabs(microseconds) >= 9.2e18) return failure("22008", "interval out of range");
    auto const hours = static_cast<std::int64_t>(static_cast<std::int32_t>(field(4)));
    auto const minutes = static_cast<std::int64_t>(static_cast<std::int32_t>(field(5)));
    return Value(
        print_interval({.months = static_cast<std::int32_t>(field(0) * 12 + field(1)),
                        .days = static_cast<std::int32_t>(field(2) * 7 + field(3)),
                        .time = hours * 3600 * microseconds_a_second + minutes * 60 * microseconds_a_second +
                                static_cast<std::int64_t>(microseconds)}));
}

Result<Value> to_timestamp(Arguments const& args) {
    auto const seconds = args.real(0);
    if (std::isnan(seconds)) return failure("22008", "timestamp cannot be NaN");
    if (std::isinf(seconds)) return Value(seconds < 0 ? infinite_past : infinite_future);
    auto const refused = [&] {
        return failure("22008", "timestamp out of range: \"" + seconds_text(seconds) + "\"");
    };
    if (std::fabs(seconds) > 1e13) return refused();
    // PostgreSQL counts from 2000, and rounds there.
    auto const microseconds = std::rint((seconds - 946'684'800.0) * 1e6);
    auto const moment = timestamp_in_range(static_cast<__int128>(microseconds) + 946'684'800'000'000);
    if (!moment && moment.error()->code == "22008") return refused();
    if (!moment) return std::unexpected(moment.error());
    return Value(*moment);
}

Result<Value> printed(Result<Interval> const& value) {
    if (!value) return std::unexpected(value.error());
    return Value(print_interval(*value));
}
Result<Value> hours_justified(Arguments const& args) {
    return printed(justify_hours(interval_of(args.text(0))));
}
Result<Value> days_justified(Arguments const& args) {
    return printed(justify_days(interval_of(args.text(0))));
}
Result<Value> justified(Arguments const& args) {
    return printed(justify_interval(interval_of(args.text(0))));
}

Result<Value> is_finite(Arguments const& args) {
    return Value(std::int64_t{is_infinite(args.integer(0)) ? 0 : 1});
}
Result<Value> interval_is_finite(Arguments const&) { return Value(std::int64_t{1}); }

constexpr auto time_make_functions = std::to_array<Scalar>({
    {"pg_make_date", 3, make_date},
    {"pg_make_time", 3, make_time},
    {"pg_make_timestamp", 6, make_timestamp},
    {"pg_make_timestamptz", 6, make_timestamptz, Strictness::strict, Purity::changing},
    {"pg_make_timestamptz", 7, make_timestamptz_at},
    {"pg_make_interval", -1, make_interval},
    {"pg_to_timestamp", 1, to_timestamp},
    {"pg_justify_hours", 1, hours_justified},
    {"pg_justify_days", 1, days_justified},
    {"pg_justify_interval", 1, justified},
    {"pg_isfinite", 1, is_finite},
    {"pg_interval_isfinite", 1, interval_is_finite},
});

}  // namespace

Result<void> register_time_make(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_make_functions);
}

}  // namespace backstay::engine::sqlite
