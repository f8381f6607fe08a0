// + - * / of dates, times, timestamps and intervals, and age().

#include <array>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

Interval span(Arguments const& args, int index) { return interval_of(args.text(index)); }

Result<Value> printed(Result<Interval> const& value) {
    if (!value) return std::unexpected(value.error());
    return Value(print_interval(*value));
}
Result<Value> stored(Result<std::int64_t> const& value) {
    if (!value) return std::unexpected(value.error());
    return Value(*value);
}

// ---- dates ----

Result<Value> moved_date(std::int64_t date, std::int64_t days) {
    if (is_infinite(date)) return Value(date);
    auto const moved = date + days;
    if (moved < least_date || moved > greatest_date) return failure("22008", "date out of range");
    return Value(moved);
}
Result<Value> date_plus_integer(Arguments const& args) {
    return moved_date(args.integer(0), args.integer(1));
}
Result<Value> integer_plus_date(Arguments const& args) {
    return moved_date(args.integer(1), args.integer(0));
}
Result<Value> date_minus_integer(Arguments const& args) {
    return moved_date(args.integer(0), -args.integer(1));
}
Result<Value> date_minus_date(Arguments const& args) {
    if (is_infinite(args.integer(0)) || is_infinite(args.integer(1)))
        return failure("22008", "cannot subtract infinite dates");
    return Value(args.integer(0) - args.integer(1));
}

Result<Value> at_time(std::int64_t date, std::int64_t time) {
    TRY(auto const midnight, local_of_date(date));
    return stored(add(midnight, {.time = time}));
}
Result<Value> date_plus_time(Arguments const& args) { return at_time(args.integer(0), args.integer(1)); }
Result<Value> time_plus_date(Arguments const& args) { return at_time(args.integer(1), args.integer(0)); }

Result<Value> at_zoned_time(std::int64_t date, TimeTz time) {
    return at_time(date, time.time - time.offset * microseconds_a_second);
}
Result<Value> date_plus_timetz(Arguments const& args) {
    return at_zoned_time(args.integer(0), time_tz_of(args.text(1)));
}
Result<Value> timetz_plus_date(Arguments const& args) {
    return at_zoned_time(args.integer(1), time_tz_of(args.text(0)));
}

Result<Value> moved_midnight(std::int64_t date, Interval const& by) {
    TRY(auto const midnight, local_of_date(date));
    return stored(add(midnight, by));
}
Result<Value> date_plus_interval(Arguments const& args) {
    return moved_midnight(args.integer(0), span(args, 1));
}
Result<Value> interval_plus_date(Arguments const& args) {
    return moved_midnight(args.integer(1), span(args, 0));
}
Result<Value> date_minus_interval(Arguments const& args) {
    return moved_midnight(args.integer(0), opposite(span(args, 1)));
}

// ---- times: around the clock ----

std::int64_t moved_time(std::int64_t time, std::int64_t by) {
    return moment_of(time + by % microseconds_a_day).time;
}
Result<Value> time_plus_interval(Arguments const& args) {
    return Value(moved_time(args.integer(0), span(args, 1).time));
}
Result<Value> interval_plus_time(Arguments const& args) {
    return Value(moved_time(args.integer(1), span(args, 0).time));
}
Result<Value> time_minus_interval(Arguments const& args) {
    return Value(moved_time(args.integer(0), opposite(span(args, 1)).time));
}
Result<Value> time_minus_time(Arguments const& args) {
    return printed(Interval{.time = args.integer(0) - args.integer(1)});
}

Result<Value> moved_time_tz(std::string_view stored_time, Interval const& by) {
    auto time = time_tz_of(stored_time);
    time.time = moved_time(time.time, by.time);
    return Value(print_time_tz(time));
}
Result<Value> timetz_plus_interval(Arguments const& args) {
    return moved_time_tz(args.text(0), span(args, 1));
}
Result<Value> interval_plus_timetz(Arguments const& args) {
    return moved_time_tz(args.text(1), span(args, 0));
}
Result<Value> timetz_minus_interval(Arguments const& args) {
    return moved_time_tz(args.text(0), opposite(span(args, 1)));
}

// ---- timestamps ----

Result<Value> timestamp_plus_interval(Arguments const& args) {
    return stored(add(args.integer(0), span(args, 1)));
}
Result<Value> interval_plus_timestamp(Arguments const& args) {
    return stored(add(args.integer(1), span(args, 0)));
}
Result<Value> timestamp_minus_interval(Arguments const& args) {
    return stored(add(args.integer(0), opposite(span(args, 1))));
}

Result<Value> moved_in_session(Arguments const& args, std::int64_t utc, Interval const& by) {
    TRY(auto const zone, time_session(args.state()).zone());
    return stored(add(utc, by, *zone));
}
Result<Value> timestamptz_plus_interval(Arguments const& args) {
    return moved_in_session(args, args.integer(0), span(args, 1));
}
Result<Value> interval_plus_timestamptz(Arguments const& args) {
    return moved_in_session(args, args.integer(1), span(args, 0));
}
Result<Value> timestamptz_minus_interval(Arguments const& args) {
    return moved_in_session(args, args.integer(0), opposite(span(args, 1)));
}
Result<Value> timestamp_minus_timestamp(Arguments const& args) {
    return printed(difference(args.integer(0), args.integer(1)));
}

Result<Value> timestamp_age(Arguments const& args) {
    return printed(age(args.integer(0), args.integer(1), args.integer(0) < args.integer(1)));
}
Result<Value> timestamptz_age(Arguments const& args) {
    TRY(auto const a, to_local(args.state(), args.integer(0)));
    TRY(auto const b, to_local(args.state(), args.integer(1)));
    return printed(age(a, b, args.integer(0) < args.integer(1)));
}
// Since midnight of today.
Result<std::int64_t> today(Arguments const& args) {
    TRY(auto const now, to_local(args.state(), args.state().now));
    return moment_of(now).days * microseconds_a_day;
}
Result<Value> timestamp_age_today(Arguments const& args) {
    TRY(auto const midnight, today(args));
    return printed(age(midnight, args.integer(0), midnight < args.integer(0)));
}
Result<Value> timestamptz_age_today(Arguments const& args) {
    TRY(auto const midnight, today(args));
    TRY(auto const utc, to_utc(args.state(), midnight));
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return printed(age(midnight, local, utc < args.integer(0)));
}

// ---- intervals ----

Result<Value> interval_plus_interval(Arguments const& args) {
    return printed(add(span(args, 0), span(args, 1)));
}
Result<Value> interval_minus_interval(Arguments const& args) {
    return printed(subtract(span(args, 0), span(args, 1)));
}
Result<Value> interval_negate(Arguments const& args) { return printed(negate(span(args, 0))); }
Result<Value> interval_times(Arguments const& args) { return printed(multiply(span(args, 0), args.real(1))); }
Result<Value> times_interval(Arguments const& args) { return printed(multiply(span(args, 1), args.real(0))); }
Result<Value> interval_divided(Arguments const& args) { return printed(divide(span(args, 0), args.real(1))); }

constexpr auto strict = Strictness::strict;
constexpr auto changing = Purity::changing;

constexpr auto time_arithmetic_functions = std::to_array<Scalar>({
    {"pg_date_plus_integer", 2, date_plus_integer},
    {"pg_integer_plus_date", 2, integer_plus_date},
    {"pg_date_minus_integer", 2, date_minus_integer},
    {"pg_date_minus_date", 2, date_minus_date},
    {"pg_date_plus_time", 2, date_plus_time},
    {"pg_time_plus_date", 2, time_plus_date},
    {"pg_date_plus_timetz", 2, date_plus_timetz},
    {"pg_timetz_plus_date", 2, timetz_plus_date},
    {"pg_date_plus_interval", 2, date_plus_interval},
    {"pg_interval_plus_date", 2, interval_plus_date},
    {"pg_date_minus_interval", 2, date_minus_interval},
    {"pg_time_plus_interval", 2, time_plus_interval},
    {"pg_interval_plus_time", 2, interval_plus_time},
    {"pg_time_minus_interval", 2, time_minus_interval},
    {"pg_time_minus_time", 2, time_minus_time},
    {"pg_timetz_plus_interval", 2, timetz_plus_interval},
    {"pg_interval_plus_timetz", 2, interval_plus_timetz},
    {"pg_timetz_minus_interval", 2, timetz_minus_interval},
    {"pg_timestamp_plus_interval", 2, timestamp_plus_interval},
    {"pg_interval_plus_timestamp", 2, interval_plus_timestamp},
    {"pg_timestamp_minus_interval", 2, timestamp_minus_interval},
    {"pg_timestamp_minus_timestamp", 2, timestamp_minus_timestamp},
    {"pg_timestamptz_plus_interval", 2, timestamptz_plus_interval, strict, changing},
    {"pg_interval_plus_timestamptz", 2, interval_plus_timestamptz, strict, changing},
    {"pg_timestamptz_minus_interval", 2, timestamptz_minus_interval, strict, changing},
    {"pg_timestamp_age", 2, timestamp_age},
    {"pg_timestamp_age", 1, timestamp_age_today, strict, changing},
    {"pg_timestamptz_age", 2, timestamptz_age, strict, changing},
    {"pg_timestamptz_age", 1, timestamptz_age_today, strict, changing},
    {"pg_interval_plus_interval", 2, interval_plus_interval},
    {"pg_interval_minus_interval", 2, interval_minus_interval},
    {"pg_interval_negate", 1, interval_negate},
    {"pg_interval_times", 2, interval_times},
    {"pg_times_interval", 2, times_interval},
    {"pg_interval_divided", 2, interval_divided},
});

}  // namespace

Result<void> register_time_arithmetic(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_arithmetic_functions);
}

}  // namespace backstay::engine::sqlite
