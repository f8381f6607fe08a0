#pragma once

// The parts of register_system(), one file a topic.

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_system_session(Connection const& db, StatementState& state);     // settings, who, where
Result<void> register_system_objects(Connection const& db, StatementState& state);     // regclass, comments
Result<void> register_system_privileges(Connection const& db, StatementState& state);  // has_*_privilege
Result<void> register_information_schema(Connection const& db, StatementState& state);
Result<void> register_information_schema_views(Connection const& db, StatementState& state);  // and triggers
Result<void> register_pg_catalog(Connection const& db, StatementState& state);

}  // namespace backstay::engine::sqlite
