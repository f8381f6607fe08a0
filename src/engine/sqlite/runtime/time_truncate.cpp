// date_trunc() and date_bin().

#include <array>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_names.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_fields.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

Result<Unit> unit_of(std::string_view written, BaseType type) {
    auto const name = unit_name(written);
    auto const word = find_interval_word(name);
    if (!word || word->kind != WordKind::unit) return unknown_unit(name, type);
    auto const unit = static_cast<Unit>(word->value);
    bool const is_zone = unit == Unit::zone || unit == Unit::zone_hour || unit == Unit::zone_minute;
    if (is_zone) return unsupported_unit(name, type);
    return unit;
}

Result<Value> truncate_timestamp(Arguments const& args) {
    auto const local = args.integer(1);
    if (is_infinite(local)) return Value(local);
    TRY(auto const unit, unit_of(args.text(0), BaseType::timestamp));
    TRY(auto const result, local_of(*truncated(shown_of(local), unit)));
    return Value(result);
}

// Below a day the offset stays what it is: both two o'clocks of an autumn night are their own hour.
Result<Value> truncate_in(Zone const& zone, std::string_view written, std::int64_t utc) {
    TRY(auto const unit, unit_of(written, BaseType::timestamptz));
    TRY(auto const local, to_local(zone, utc));
    TRY(auto const result, local_of(*truncated(shown_of(local), unit)));
    bool const within_day = unit == Unit::hour || unit == Unit::minute || unit == Unit::second ||
                            unit == Unit::millisecond || unit == Unit::microsecond;
    if (within_day) return Value(result - (local - utc));
    TRY(auto const moment, to_utc(zone, result));
    return Value(moment);
}

Result<Value> truncate_timestamptz(Arguments const& args) {
    if (is_infinite(args.integer(1))) return args.value(1);
    TRY(auto const zone, time_session(args.state()).zone());
    return truncate_in(*zone, args.text(0), args.integer(1));
}

Result<Value> truncate_in_zone(Arguments const& args) {
    if (is_infinite(args.integer(1))) return args.value(1);
    TRY(auto const zone, zone_itself(args.text(2)));
    return truncate_in(*zone, args.text(0), args.integer(1));
}

Result<Value> truncate_interval(Arguments const& args) {
    auto value = interval_of(args.text(1));
    TRY(auto const unit, unit_of(args.text(0), BaseType::interval));
    auto const months = [&](std::int32_t count) {
        value = {.months = value.months / count * count};
        return Value(print_interval(value));
    };
    auto const time = [&](std::int64_t microseconds) {
        value.time = value.time / microseconds * microseconds;
        return Value(print_interval(value));
    };
    switch (unit) {
        case Unit::millennium: return months(12'000);
        case Unit::century: return months(1200);
        case Unit::decade: return months(120);
        case Unit::year: return months(12);
        case Unit::quarter: return months(3);
        case Unit::month: return months(1);
        case Unit::day: value.time = 0; return Value(print_interval(value));
        case Unit::hour: return time(3600 * microseconds_a_second);
        case Unit::minute: return time(60 * microseconds_a_second);
        case Unit::second: return time(microseconds_a_second);
        case Unit::millisecond: return time(1000);
        case Unit::microsecond: return time(1);
        default: {
            auto refused = unsupported_unit(unit_name(args.text(0)), BaseType::interval);
            if (unit == Unit::week) return std::move(refused).detail("Months usually have fractional weeks.");
            return std::move(refused);
        }
    }
}

// The beginning of the bin, counted from the origin.
Result<Value> date_bin(Arguments const& args) {
    auto const stride = interval_of(args.text(0));
    auto const moment = args.integer(1);
    auto const origin = args.integer(2);
    if (is_infinite(moment)) return Value(moment);
    if (is_infinite(origin)) return failure("22008", "origin out of range");
    if (stride.months != 0)
        return failure("0A000", "timestamps cannot be binned into intervals containing months or years");
    std::int64_t step = 0;
    if (__builtin_mul_overflow(std::int64_t{stride.days}, microseconds_a_day, &step) ||
        __builtin_add_overflow(step, stride.time, &step))
        return failure("22008", "interval out of range");
    if (step <= 0) return failure("22008", "stride must be greater than zero");
    std::int64_t distance = 0;
    if (__builtin_sub_overflow(moment, origin, &distance)) return failure("22008", "interval out of range");
    auto bin = distance / step * step;
    if (distance % step < 0) bin -= step;
    return Value(origin + bin);
}

constexpr auto time_truncate_functions = std::to_array<Scalar>({
    {"pg_date_trunc_timestamp", 2, truncate_timestamp},
    {"pg_date_trunc_timestamptz", 2, truncate_timestamptz, Strictness::strict, Purity::changing},
    {"pg_date_trunc_timestamptz", 3, truncate_in_zone},
    {"pg_date_trunc_interval", 2, truncate_interval},
    {"pg_date_bin", 3, date_bin},
});

}  // namespace

Result<void> register_time_truncate(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_truncate_functions);
}

}  // namespace backstay::engine::sqlite
