#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family system_family() { return {}; }

}  // namespace backstay::sql
