#pragma once

// What current_setting() gives: what was set, else PostgreSQL's standard value.

#include <optional>
#include <string>
#include <string_view>

#include "engine/sqlite/statement_state.hpp"

namespace backstay::engine::sqlite {

// Nothing when there is no such parameter. The name in any case.
std::optional<std::string> setting_of(StatementState const& state, std::string_view name);

}  // namespace backstay::engine::sqlite
