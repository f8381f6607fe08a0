// Casts among dates, times and timestamps.

#include <array>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/calendar.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

// Midnight of a day.
Result<std::int64_t> midnight(std::int64_t days) {
    if (is_infinite(days)) return days;
    constexpr auto most = infinite_future / microseconds_a_day;
    if (days >= most || days < least_timestamp / microseconds_a_day)
        return failure("22008", "date out of range for timestamp");
    return days * microseconds_a_day;
}

Result<Value> timestamp_of_date(Arguments const& args) {
    TRY(auto const local, midnight(args.integer(0)));
    return Value(local);
}

Result<Value> timestamptz_of_date(Arguments const& args) {
    TRY(auto const local, midnight(args.integer(0)));
    TRY(auto const utc, to_utc(args.state(), local));
    return Value(utc);
}

Value date_of(std::int64_t local) { return Value(is_infinite(local) ? local : moment_of(local).days); }

// Infinity has no time of day.
Value time_of(std::int64_t local) {
    if (is_infinite(local)) return {};
    return Value(moment_of(local).time);
}

Result<Value> date_of_timestamp(Arguments const& args) { return date_of(args.integer(0)); }
Result<Value> time_of_timestamp(Arguments const& args) { return time_of(args.integer(0)); }

Result<Value> date_of_timestamptz(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return date_of(local);
}
Result<Value> time_of_timestamptz(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return time_of(local);
}
Result<Value> timestamp_of_timestamptz(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.integer(0)));
    return Value(local);
}
Result<Value> timestamptz_of_timestamp(Arguments const& args) {
    TRY(auto const utc, to_utc(args.state(), args.integer(0)));
    return Value(utc);
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

// A text whose meaning is the session's: what stored_literal() wrote.
Result<Value> read_time(Arguments const& args) {
    auto type = args.type(1);
    type.modifier = static_cast<std::int32_t>(args.integer(2));
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
    {"pg_read_time", 3, read_time, Strictness::strict, Purity::changing},
    {"pg_time_scale", 3, time_scale},
    {"pg_timestamp_scale", 3, timestamp_scale},
});

}  // namespace

Result<void> register_time_casts(Connection const& db, StatementState& state) {
    return register_scalars(db, state, casts);
}

}  // namespace backstay::engine::sqlite
