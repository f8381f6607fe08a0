#include "engine/sqlite/runtime/time_zone.hpp"

#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {

TimeSession time_session(StatementState const& state) { return {state.now, state.timezone}; }

bool is_infinite(std::int64_t value) { return value == infinite_future || value == infinite_past; }

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

Result<std::int64_t> to_local(StatementState const& state, std::int64_t utc) {
    TRY(auto const zone, time_session(state).zone());
    return to_local(*zone, utc);
}

Result<std::int64_t> to_utc(StatementState const& state, std::int64_t local) {
    TRY(auto const zone, time_session(state).zone());
    return to_utc(*zone, local);
}

}  // namespace backstay::engine::sqlite
