#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family text_family() { return {}; }

}  // namespace backstay::sql
