#pragma once

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

// tsvector and tsquery: what sql/builtin/search.cpp names.
Result<void> register_search(Connection const& db, StatementState& state);

}  // namespace backstay::engine::sqlite
