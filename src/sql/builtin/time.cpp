#include "sql/builtin/time.hpp"

#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family time_family() { return {.functions = clock_functions(), .casts = time_casts()}; }

}  // namespace backstay::sql
