#include "engine/sqlite/runtime/system.hpp"

namespace backstay::engine::sqlite {

Result<void> register_system(Connection const& db, StatementState& state) {
    for (auto* const part :
         {register_system_session, register_system_objects, register_system_privileges,
          register_information_schema, register_information_schema_views, register_pg_catalog}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
