#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family time_family() { return {}; }

}  // namespace backstay::sql
