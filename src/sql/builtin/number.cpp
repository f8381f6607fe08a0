#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family number_family() { return {}; }

}  // namespace backstay::sql
