// What time it is.

#include <array>
#include <chrono>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Value> now(Arguments const& args) { return Value(args.state().now); }

Result<Value> clock_timestamp(Arguments const&) {
    using namespace std::chrono;
    return Value(std::int64_t{duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()});
}

Result<Value> local_timestamp(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.state().now));
    return Value(local);
}

Result<Value> current_date(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.state().now));
    return Value(moment_of(local).days);
}

Result<Value> local_time(Arguments const& args) {
    TRY(auto const local, to_local(args.state(), args.state().now));
    return Value(moment_of(local).time);
}

Result<Value> current_time(Arguments const& args) {
    TRY(auto const zone, time_session(args.state()).zone());
    auto const now = args.state().now;
    auto const offset = zone->at(seconds_of(now)).offset;
    return Value(print_time_tz({moment_of(now + offset * microseconds_a_second).time, offset}));
}

constexpr auto clock_functions = std::to_array<Scalar>({
    {"pg_now", 0, now, Strictness::strict, Purity::changing},
    {"pg_clock_timestamp", 0, clock_timestamp, Strictness::strict, Purity::changing},
    {"pg_localtimestamp", 0, local_timestamp, Strictness::strict, Purity::changing},
    {"pg_current_date", 0, current_date, Strictness::strict, Purity::changing},
    {"pg_current_time", 0, current_time, Strictness::strict, Purity::changing},
    {"pg_localtime", 0, local_time, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_clock(Connection const& db, StatementState& state) {
    return register_scalars(db, state, clock_functions);
}

}  // namespace backstay::engine::sqlite
