#pragma once

// The parts of the family `comparison`, one file each.

#include "sql/builtin/families.hpp"

namespace backstay::sql::comparisons {

std::vector<Builtin> window_functions();  // comparison_window.cpp

}  // namespace backstay::sql::comparisons
