#pragma once

// The parts of register_json(), one file a topic, and how they read what they are given.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_json_access(Connection const& db, StatementState& state);       // json_access.cpp
Result<void> register_json_records(Connection const& db, StatementState& state);      // json_record.cpp
Result<void> register_json_building(Connection const& db, StatementState& state);     // json_build.cpp
Result<void> register_json_aggregates(Connection const& db, StatementState& state);   // json_aggregate.cpp
Result<void> register_json_each(Connection const& db, StatementState& state);         // json_each.cpp
Result<void> register_json_changes(Connection const& db, StatementState& state);      // json_modify.cpp
Result<void> register_json_containment(Connection const& db, StatementState& state);  // json_contain.cpp
Result<void> register_json_shapes(Connection const& db, StatementState& state);       // json_shape.cpp
Result<void> register_jsonpath(Connection const& db, StatementState& state);          // jsonpath_call.cpp

// The value of a jsonb argument. Of a json argument what is in it is read, not what it says: no blanks
// around.
std::string_view json_argument(Arguments const& args, int index);

// A json argument whose strings are asked for: 22P02, 22P05 where one of them stands for no text.
Result<std::string_view> json_with_strings(Arguments const& args, int index);

// The texts of a text[] argument, in order, whatever its dimensions; nothing for NULLs among them.
std::vector<std::optional<std::string>> texts_of(Arguments const& args, int index);

// json::jsonb ->> key of a text. 22P02 and its kin where the text is no jsonb.
Result<Value> jsonb_member(std::string_view json, std::string_view key);

// Any argument of a function that is told its types, as to_json() prints it.
std::string json_of(Arguments const& args, int index);

// The same as the key of an object, in quotes: 22023 for arrays, rows and JSON. REQUIRES: it is not NULL.
Result<std::string> json_key(Arguments const& args, int index);

// A JSON string as the text it stands for, any other value as it is written; NULL for null.
Value text_value(std::string_view json);

}  // namespace backstay::engine::sqlite
