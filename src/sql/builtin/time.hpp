#pragma once

// The parts of the time family's table, one file each.

#include <vector>

#include "sql/builtin/builtin.hpp"

namespace backstay::sql {

std::vector<Builtin> clock_functions();  // now() and its kin
std::vector<BuiltinCast> time_casts();   // date::timestamp, interval(3), ...

}  // namespace backstay::sql
