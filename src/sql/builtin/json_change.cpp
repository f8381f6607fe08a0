// https://www.postgresql.org/docs/15/functions-json.html, table 9.46 and what changes or reshapes a value.

#include "sql/builtin/json.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "||", .left = jsonb, .right = jsonb, .result = jsonb, .sqlite = "pg_jsonb_concat"},
        {.name = "-", .left = jsonb, .right = text, .result = jsonb, .sqlite = "pg_jsonb_delete_name"},
        {.name = "-", .left = jsonb, .right = text_array, .result = jsonb, .sqlite = "pg_jsonb_delete_names"},
        {.name = "-", .left = jsonb, .right = int4, .result = jsonb, .sqlite = "pg_jsonb_delete_index"},
        {.name = "#-", .left = jsonb, .right = text_array, .result = jsonb, .sqlite = "pg_jsonb_delete_path"},
        {.name = "@>", .left = jsonb, .right = jsonb, .result = boolean, .sqlite = "pg_jsonb_contains"},
        {.name = "<@", .left = jsonb, .right = jsonb, .result = boolean, .sqlite = "pg_jsonb_contained"},
        {.name = "?", .left = jsonb, .right = text, .result = boolean, .sqlite = "pg_jsonb_exists"},
        {.name = "?|",
         .left = jsonb,
         .right = text_array,
         .result = boolean,
         .sqlite = "pg_jsonb_exists_any"},
        {.name = "?&",
         .left = jsonb,
         .right = text_array,
         .result = boolean,
         .sqlite = "pg_jsonb_exists_all"},
    };
}

std::vector<Builtin> functions() {
    return {
        {.name = "json_strip_nulls", .args = {json}, .result = json, .sqlite = "pg_json_strip_nulls"},
        {.name = "jsonb_strip_nulls", .args = {jsonb}, .result = jsonb, .sqlite = "pg_jsonb_strip_nulls"},
        {.name = "jsonb_pretty", .args = {jsonb}, .result = text, .sqlite = "pg_jsonb_pretty"},
        {.name = "jsonb_concat", .args = {jsonb, jsonb}, .result = jsonb, .sqlite = "pg_jsonb_concat"},
        {.name = "jsonb_set",
         .args = {jsonb, text_array, jsonb, boolean},
         .result = jsonb,
         .sqlite = "pg_jsonb_set",
         .optional = 1,
         .argument_names = {"jsonb_in", "path", "replacement", "create_if_missing"}},
        {.name = "jsonb_set_lax",
         .args = {jsonb, text_array, jsonb, boolean, text},
         .result = jsonb,
         .sqlite = "pg_jsonb_set_lax",
         .strict = false,
         .optional = 2,
         .argument_names = {"jsonb_in", "path", "replacement", "create_if_missing", "null_value_treatment"}},
        {.name = "jsonb_insert",
         .args = {jsonb, text_array, jsonb, boolean},
         .result = jsonb,
         .sqlite = "pg_jsonb_insert",
         .optional = 1,
         .argument_names = {"jsonb_in", "path", "replacement", "insert_after"}},
    };
}

std::vector<BuiltinCast> casts() {
    return {
        {.from = BaseType::json,
         .to = BaseType::jsonb,
         .context = CastContext::assignment,
         .sqlite = "pg_json_to_jsonb"},
        {.from = BaseType::jsonb, .to = BaseType::json, .context = CastContext::assignment},
        {.from = BaseType::jsonb, .to = BaseType::boolean, .sqlite = "pg_jsonb_boolean"},
        {.from = BaseType::jsonb, .to = BaseType::numeric, .sqlite = "pg_jsonb_numeric"},
        {.from = BaseType::jsonb, .to = BaseType::int2, .sqlite = "pg_jsonb_int2"},
        {.from = BaseType::jsonb, .to = BaseType::int4, .sqlite = "pg_jsonb_int4"},
        {.from = BaseType::jsonb, .to = BaseType::int8, .sqlite = "pg_jsonb_int8"},
        {.from = BaseType::jsonb, .to = BaseType::float4, .sqlite = "pg_jsonb_float4"},
        {.from = BaseType::jsonb, .to = BaseType::float8, .sqlite = "pg_jsonb_float8"},
    };
}

}  // namespace

Family json_changes() { return {.functions = functions(), .operators = operators(), .casts = casts()}; }

}  // namespace backstay::sql
