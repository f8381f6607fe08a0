#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_number(Connection const&, StatementState&) { return {}; }

}  // namespace backstay::engine::sqlite
