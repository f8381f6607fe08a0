#pragma once

// The parts of json_family(), one file a topic.

#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family json_access();  // json_access.cpp: -> ->> #> #>> and what is in a value

}  // namespace backstay::sql
