// to_char() of timestamps and intervals, to_date() and to_timestamp() by a template.

#include <array>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_template.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Value> print(Arguments const& args, Displayed const& value) {
    TRY(auto text, print_by(read_template(args.text(1)), value));
    return Value(std::move(text));
}

// Infinity, and no template, are NULL.
Result<Value> timestamp_to_char(Arguments const& args) {
    auto const local = args.integer(0);
    if (is_infinite(local) || args.text(1).empty()) return Value();
    return print(args, displayed_of(local));
}
Result<Value> timestamptz_to_char(Arguments const& args) {
    auto const utc = args.integer(0);
    if (is_infinite(utc) || args.text(1).empty()) return Value();
    TRY(auto const zone, time_session(args.state()).zone());
    auto const& type = zone->at(seconds_of(utc));
    return print(args, displayed_of(utc + type.offset * microseconds_a_second, type));
}
Result<Value> interval_to_char(Arguments const& args) {
    if (args.text(1).empty()) return Value();
    return print(args, displayed_of(interval_of(args.text(0))));
}

Result<Value> to_date(Arguments const& args) {
    TRY(auto const days, read_date_by(args.text(0), read_template(args.text(1))));
    return Value(days);
}
Result<Value> to_timestamp(Arguments const& args) {
    auto session = time_session(args.state());
    TRY(auto const utc, read_timestamp_by(args.text(0), read_template(args.text(1)), session));
    return Value(utc);
}

constexpr auto time_format_functions = std::to_array<Scalar>({
    {"pg_timestamp_to_char", 2, timestamp_to_char},
    {"pg_timestamptz_to_char", 2, timestamptz_to_char, Strictness::strict, Purity::changing},
    {"pg_interval_to_char", 2, interval_to_char},
    {"pg_to_date", 2, to_date},
    {"pg_to_timestamp", 2, to_timestamp, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_time_format(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_format_functions);
}

}  // namespace backstay::engine::sqlite
