#pragma once

// SET in the body of a function: what it does is a function's call, too, and those can be run there.
//
//     set local work.area = 'north'     select set_config('work.area', 'north', true)

#include "sql/ast.hpp"

namespace backstay::sql {

// REQUIRES: there is a value (no RESET).
Select as_query(SetSetting const& setting);

}  // namespace backstay::sql
