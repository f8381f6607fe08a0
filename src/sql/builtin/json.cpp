#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family json_family() { return {}; }

}  // namespace backstay::sql
