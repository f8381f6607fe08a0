#pragma once

// The parts of the family `number`, one file each.

#include <array>

#include "sql/builtin/families.hpp"

namespace backstay::sql::numbers {

std::vector<BuiltinOperator> operators();  // number_operators.cpp
std::vector<BuiltinCast> casts();          // number_casts.cpp
std::vector<Builtin> functions();          // number_functions.cpp
std::vector<Builtin> aggregates();         // number_aggregates.cpp

}  // namespace backstay::sql::numbers
