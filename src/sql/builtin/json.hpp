#pragma once

// The parts of json_family(), one file a topic.

#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family json_access();  // json_access.cpp: -> ->> #> #>> and what is in a value

Family json_records();  // json_record.cpp: json_to_recordset() and its kin

}  // namespace backstay::sql
