#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family comparison_family() { return {}; }

}  // namespace backstay::sql
