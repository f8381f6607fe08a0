#pragma once

// The parts of register_json(), one file a topic, and how they read what they are given.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_json_access(Connection const& db, StatementState& state);  // json_access.cpp
Result<void> register_json_records(Connection const& db, StatementState& state);  // json_record.cpp

// The value of a jsonb argument. Of a json argument what is in it is read, not what it says: no blanks
// around.
std::string_view json_argument(Arguments const& args, int index);

// A json argument whose strings are asked for: 22P02, 22P05 where one of them stands for no text.
Result<std::string_view> json_with_strings(Arguments const& args, int index);

// The texts of a text[] argument, in order, whatever its dimensions; nothing for NULLs among them.
std::vector<std::optional<std::string>> texts_of(Arguments const& args, int index);

// A JSON string as the text it stands for, any other value as it is written; NULL for null.
Value text_value(std::string_view json);

}  // namespace backstay::engine::sqlite
