#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family array_family() { return {}; }

}  // namespace backstay::sql
