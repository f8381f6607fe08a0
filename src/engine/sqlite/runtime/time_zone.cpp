#include "engine/sqlite/runtime/time_zone.hpp"

namespace backstay::engine::sqlite {

TimeSession time_session(StatementState const& state) { return {state.now, state.timezone}; }

Result<std::int64_t> to_local(StatementState const& state, std::int64_t utc) {
    TRY(auto const zone, time_session(state).zone());
    return to_local(*zone, utc);
}

Result<std::int64_t> to_utc(StatementState const& state, std::int64_t local) {
    TRY(auto const zone, time_session(state).zone());
    return to_utc(*zone, local);
}

}  // namespace backstay::engine::sqlite
