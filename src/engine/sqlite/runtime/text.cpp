#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {

Result<void> register_text(Connection const& db, StatementState& state) {
    for (auto* const part : {register_text_strings, register_text_patterns, register_text_uuids}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
