#pragma once

// The tables of sql/builtin/, one file a family; builtin.cpp puts them together.

#include <vector>

#include "sql/builtin/builtin.hpp"

namespace backstay::sql {

struct Family {
    std::vector<Builtin> functions = {};
    std::vector<BuiltinOperator> operators = {};
    std::vector<BuiltinCast> casts = {};
};

Family relabelling_family();  // casts.cpp: what changes nothing stored
Family comparison_family();   // comparison.cpp: = <> < <= > >= of every type, greatest, min, max, count
Family number_family();  // number.cpp: arithmetic, math functions, sums, casts between numbers and from text
Family text_family();    // text.cpp: strings, bytea, patterns, hashes, uuid
Family system_family();  // system.cpp: settings, privileges, what is refused
Family system_relations_family();  // system_relation.cpp: information_schema, pg_catalog
Family catalog_family();           // catalog.cpp: who asks, catalog look-ups, pg_typeof
Family time_family();              // time.cpp: dates, times, timestamps, intervals, zones, to_char of them
Family json_family();              // json.cpp: json, jsonb and their aggregates
Family search_family();            // search.cpp: tsvector, tsquery
Family array_family();             // array.cpp: arrays, unnest, array_agg, string_agg

}  // namespace backstay::sql
