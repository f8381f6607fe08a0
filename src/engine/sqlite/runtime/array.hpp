#pragma once

// The parts of register_array(), one file a topic, and how they read and make arrays.

#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/values/array_value.hpp"

namespace backstay::engine::sqlite {

Result<void> register_array_build(Connection const& db, StatementState& state);       // array_build.cpp
Result<void> register_array_subscript(Connection const& db, StatementState& state);   // array_subscript.cpp
Result<void> register_array_size(Connection const& db, StatementState& state);        // array_size.cpp
Result<void> register_array_search(Connection const& db, StatementState& state);      // array_search.cpp
Result<void> register_array_string(Connection const& db, StatementState& state);      // array_string.cpp
Result<void> register_array_rows(Connection const& db, StatementState& state);        // array_rows.cpp
Result<void> register_array_aggregates(Connection const& db, StatementState& state);  // array_aggregates.cpp
Result<void> register_array_collations(Connection const& db);                         // array_order.cpp
Result<void> register_array_map(Connection const& db, StatementState& state);         // array_map.cpp

// The array that argument `index` is, of elements of the type it is told to have.
ArrayValue array_argument(Arguments const& args, int index);

// A Value to be answered.
Value array_answer(ArrayValue const& array);

// The order of two stored values of the type, neither of which is NULL.
int compare_elements(Value const& a, Value const& b, sql::Type type);

// Whether two stored values of the type are equal by its "=", NULL being equal to NULL.
bool same_element(Value const& a, Value const& b, sql::Type type);

}  // namespace backstay::engine::sqlite
