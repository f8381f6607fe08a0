#include "engine/sqlite/runtime/time.hpp"

namespace backstay::engine::sqlite {

Result<void> register_time(Connection const& db, StatementState& state) {
    for (auto* const part : {register_clock, register_time_casts}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
