// AT TIME ZONE: timezone(zone, value). A timestamp is taken to be shown by the zone's clocks; a timestamptz
// and a timetz are shown by them.

#include <array>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_names.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

// An interval as a zone: so far ahead of Greenwich.
Result<ZonePtr> zone_of_interval(std::string_view stored) {
    auto const span = interval_of(stored);
    if (span.months != 0 || span.days != 0)
        return failure("22023",
                       "interval time zone \"" + std::string(stored) + "\" must not include months or days");
    return fixed_zone(static_cast<std::int32_t>(span.time / microseconds_a_second));
}

Result<Value> from_local(Result<ZonePtr> const& zone, std::int64_t local) {
    if (!zone) return std::unexpected(zone.error());
    TRY(auto const utc, to_utc(**zone, local));
    return Value(utc);
}
Result<Value> from_utc(Result<ZonePtr> const& zone, std::int64_t utc) {
    if (!zone) return std::unexpected(zone.error());
    TRY(auto const local, to_local(**zone, utc));
    return Value(local);
}

Result<Value> timestamp_at_name(Arguments const& args) {
    if (is_infinite(args.integer(1))) return args.value(1);
    return from_local(zone_showing(args.text(0), args.integer(1)), args.integer(1));
}
Result<Value> timestamp_at_interval(Arguments const& args) {
    if (is_infinite(args.integer(1))) return args.value(1);
    return from_local(zone_of_interval(args.text(0)), args.integer(1));
}
Result<Value> timestamptz_at_name(Arguments const& args) {
    if (is_infinite(args.integer(1))) return args.value(1);
    return from_utc(zone_at(args.text(0), args.integer(1)), args.integer(1));
}
Result<Value> timestamptz_at_interval(Arguments const& args) {
    if (is_infinite(args.integer(1))) return args.value(1);
    return from_utc(zone_of_interval(args.text(0)), args.integer(1));
}

// The same moment of the day with another offset.
Value shown_at(TimeTz time, std::int32_t offset) {
    auto const moved = time.time + (offset - time.offset) * microseconds_a_second;
    return Value(print_time_tz({moment_of(moved).time, offset}));
}
Result<Value> timetz_at_name(Arguments const& args) {
    auto const now = args.state().now;
    TRY(auto const zone, zone_at(args.text(0), now));
    return shown_at(time_tz_of(args.text(1)), zone->at(seconds_of(now)).offset);
}
Result<Value> timetz_at_interval(Arguments const& args) {
    TRY(auto const zone, zone_of_interval(args.text(0)));
    return shown_at(time_tz_of(args.text(1)), zone->at(0).offset);
}

constexpr auto time_at_zone_functions = std::to_array<Scalar>({
    {"pg_timestamp_at_name", 2, timestamp_at_name},
    {"pg_timestamp_at_interval", 2, timestamp_at_interval},
    {"pg_timestamptz_at_name", 2, timestamptz_at_name},
    {"pg_timestamptz_at_interval", 2, timestamptz_at_interval},
    {"pg_timetz_at_name", 2, timetz_at_name, Strictness::strict, Purity::changing},
    {"pg_timetz_at_interval", 2, timetz_at_interval},
});

}  // namespace

Result<void> register_time_at_zone(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_at_zone_functions);
}

}  // namespace backstay::engine::sqlite
