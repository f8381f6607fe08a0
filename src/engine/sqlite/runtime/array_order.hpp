#pragma once

// The order of arrays: that of their elements. A collation says which: "pg_array" where stored values order
// by themselves, else "pg_array_" and the collation of the elements (sql/lower/types.cpp).

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/sqlite/stmt.hpp"
#include "engine/sqlite/values/array_value.hpp"

namespace backstay::engine::sqlite {

// How texts of the type are compared; nothing where their bytes are.
using CompareTexts = int (*)(std::string_view a, std::string_view b);
CompareTexts order_of(sql::BaseType type);

// The collation of arrays of an enum.
Result<void> register_enum_array_collation(Connection const& db, std::string const& name,
                                           std::vector<std::string> labels);

}  // namespace backstay::engine::sqlite
