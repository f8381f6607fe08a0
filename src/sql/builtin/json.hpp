#pragma once

// The parts of json_family(), one file a topic.

#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family json_access();  // json_access.cpp: -> ->> #> #>> and what is in a value

Family json_records();   // json_record.cpp: json_to_recordset() and its kin
Family json_building();  // json_build.cpp: JSON of other values, and aggregates
Family json_changes();   // json_change.cpp: || - @> ?, jsonb_set(), casts
Family json_rows();      // json_each.cpp: json_array_elements(), json_each()
Family json_paths();     // jsonpath.cpp: jsonb_path_query(), @?, @@

}  // namespace backstay::sql
