#pragma once

// The parts of the time family's table, one file each.

#include <vector>

#include "sql/builtin/builtin.hpp"

namespace backstay::sql {

std::vector<Builtin> clock_functions();         // now() and its kin
std::vector<Builtin> time_functions();          // extract(), date_trunc(), age(), make_date(), ...
std::vector<BuiltinOperator> time_operators();  // date + 1, timestamp - interval, ...
std::vector<BuiltinCast> time_casts();          // date::timestamp, interval(3), ...

}  // namespace backstay::sql
