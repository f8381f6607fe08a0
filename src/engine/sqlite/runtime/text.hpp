#pragma once

// The parts of register_text(), one file a topic.

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_text_strings(Connection const& db, StatementState& state);   // text_string.cpp
Result<void> register_text_patterns(Connection const& db, StatementState& state);  // text_pattern.cpp
Result<void> register_text_uuids(Connection const& db, StatementState& state);     // text_uuid.cpp

}  // namespace backstay::engine::sqlite
