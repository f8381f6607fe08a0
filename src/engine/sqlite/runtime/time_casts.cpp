// Casts among dates, times and timestamps.

#include <array>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/interval.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

Result<Value> timestamp_of_date(Arguments const& args) {
    TRY(auto const local, local_of_date(args.integer(0)));
    return Value(local);
}

Result<Value> timestamptz_of_date(Arguments const& args) {
    TRY(auto const local, local_of_date(args.integer(0)));
    TRY(auto const utc, to_utc(args.state(), local));
    return Value(utc);
}

Value day_of(std::int64_t local) { return Value(is_infinite(local) ? local : moment_of(local).days); }

// Infinity has no time of day.
Value clock_of(std::int64_t local) {
    if (is_infinite(local)) return {};
    return Value(moment_of(local).time);
}

Result<Value> date_of_timestamp(Arguments const& args) { return day_of(args.integer(0)); }
Result<Value> time_of_timestamp(Arguments const& args) { return clock_of(args.integer(0)); }

Result<Value> date_of_timestamptz(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return day_of(local);
}
Result<Value> time_of_timestamptz(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return clock_of(local);
}
Result<Value> timestamp_of_timestamptz(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return Value(local);
}
Result<Value> timestamptz_of_timestamp(Arguments const& args) {
    TRY(auto const utc, to_utc(args.state(), args.integer(0)));
    return Value(utc);
}

Result<Value> timetz_of_timestamptz(Arguments const& args) {
    auto const utc = args.integer(0);
    if (is_infinite(utc)) return Value();
    TRY(auto const zone, time_session(args.state()).zone());
    auto const offset = zone->at(seconds_of(utc)).offset;
    return Value(print_time_tz({moment_of(utc + offset * microseconds_a_second).time, offset}));
}

// The offset is that of such a time today.
Result<Value> timetz_of_time(Arguments const& args) {
    auto const time = args.integer(0);
    TRY(auto const zone, time_session(args.state()).zone());
    TRY(auto const today, to_local(*zone, args.state().now));
    auto const local = moment_of(today).days * microseconds_a_day + time;
    return Value(print_time_tz({time, zone->offset_of_local(seconds_of(local))}));
}
Result<Value> time_of_timetz(Arguments const& args) { return Value(time_tz_of(args.text(0)).time); }

Result<Value> interval_of_time(Arguments const& args) {
    return Value(print_interval({.time = args.integer(0)}));
}
Result<Value> time_of_interval(Arguments const& args) {
    return Value(moment_of(interval_of(args.text(0)).time).time);
}

sql::Type with_precision(BaseType base, Arguments const& args) {
    return {.base = base, .modifier = static_cast<std::int32_t>(args.integer(1))};
}
Result<Value> time_scale(Arguments const& args) {
    return apply_modifier(args.value(0), with_precision(BaseType::time, args));
}
Result<Value> timestamp_scale(Arguments const& args) {
    return apply_modifier(args.value(0), with_precision(BaseType::timestamp, args));
}

Result<Value> timetz_scale(Arguments const& args) {
    return apply_modifier(args.value(0), with_precision(BaseType::timetz, args));
}
Result<Value> interval_scale(Arguments const& args) {
    return apply_modifier(args.value(0), with_precision(BaseType::interval, args));
}

// A text whose meaning is the session's: what stored_literal() wrote. It is told to be deterministic so that
// SQLite reads the text once a statement, not once a row; definitions never hold it.
Result<Value> read_time(Arguments const& args) {
    auto name = args.text(1);
    bool const array = name.ends_with("[]");
    if (array) name.remove_suffix(2);
    sql::Type const type{.base = sql::find_builtin_type(name),
                         .array = array,
                         .modifier = static_cast<std::int32_t>(args.integer(2))};
    auto session = time_session(args.state());
    return input(args.text(0), type, session);
}

constexpr auto casts = std::to_array<Scalar>({
    {"pg_timestamp_of_date", 1, timestamp_of_date},
    {"pg_timestamptz_of_date", 1, timestamptz_of_date, Strictness::strict, Purity::changing},
    {"pg_date_of_timestamp", 1, date_of_timestamp},
    {"pg_time_of_timestamp", 1, time_of_timestamp},
    {"pg_timestamptz_of_timestamp", 1, timestamptz_of_timestamp, Strictness::strict, Purity::changing},
    {"pg_date_of_timestamptz", 1, date_of_timestamptz, Strictness::strict, Purity::changing},
    {"pg_time_of_timestamptz", 1, time_of_timestamptz, Strictness::strict, Purity::changing},
    {"pg_timestamp_of_timestamptz", 1, timestamp_of_timestamptz, Strictness::strict, Purity::changing},
    {"pg_timetz_of_timestamptz", 1, timetz_of_timestamptz, Strictness::strict, Purity::changing},
    {"pg_timetz_of_time", 1, timetz_of_time, Strictness::strict, Purity::changing},
    {"pg_time_of_timetz", 1, time_of_timetz},
    {"pg_interval_of_time", 1, interval_of_time},
    {"pg_time_of_interval", 1, time_of_interval},
    {"pg_timetz_scale", 3, timetz_scale},
    {"pg_interval_scale", 3, interval_scale},
    {"pg_read_time", 3, read_time},
    {"pg_time_scale", 3, time_scale},
    {"pg_timestamp_scale", 3, timestamp_scale},
});

}  // namespace

Result<void> register_time_casts(Connection const& db, StatementState& state) {
    return register_scalars(db, state, casts);
}

}  // namespace backstay::engine::sqlite
