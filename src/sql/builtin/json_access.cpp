// https://www.postgresql.org/docs/15/functions-json.html, table 9.45 and what is asked of one value.

#include "sql/builtin/json.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "->", .left = json, .right = text, .result = json, .sqlite = "pg_json_field"},
        {.name = "->", .left = json, .right = int4, .result = json, .sqlite = "pg_json_element"},
        {.name = "->", .left = jsonb, .right = text, .result = jsonb, .sqlite = "pg_jsonb_field"},
        {.name = "->", .left = jsonb, .right = int4, .result = jsonb, .sqlite = "pg_jsonb_element"},
        {.name = "->>", .left = json, .right = text, .result = text, .sqlite = "pg_json_field_text"},
        {.name = "->>", .left = json, .right = int4, .result = text, .sqlite = "pg_json_element_text"},
        {.name = "->>", .left = jsonb, .right = text, .result = text, .sqlite = "pg_jsonb_field_text"},
        {.name = "->>", .left = jsonb, .right = int4, .result = text, .sqlite = "pg_jsonb_element_text"},
        {.name = "#>", .left = json, .right = text_array, .result = json, .sqlite = "pg_json_path"},
        {.name = "#>", .left = jsonb, .right = text_array, .result = jsonb, .sqlite = "pg_jsonb_path"},
        {.name = "#>>", .left = json, .right = text_array, .result = text, .sqlite = "pg_json_path_text"},
        {.name = "#>>", .left = jsonb, .right = text_array, .result = text, .sqlite = "pg_jsonb_path_text"},
    };
}

std::vector<Builtin> functions() {
    std::vector<Builtin> all = {
        {.name = "json_typeof", .args = {json}, .result = text, .sqlite = "pg_json_typeof"},
        {.name = "jsonb_typeof", .args = {jsonb}, .result = text, .sqlite = "pg_json_typeof"},
        {.name = "json_array_length", .args = {json}, .result = int4, .sqlite = "pg_json_array_length"},
        {.name = "jsonb_array_length", .args = {jsonb}, .result = int4, .sqlite = "pg_json_array_length"},
    };
    for (auto const& [name, type, result, sqlite] :
         {std::tuple{"json_extract_path", json, json, "pg_json_extract_path"},
          std::tuple{"json_extract_path_text", json, text, "pg_json_extract_path_text"},
          std::tuple{"jsonb_extract_path", jsonb, jsonb, "pg_jsonb_extract_path"},
          std::tuple{"jsonb_extract_path_text", jsonb, text, "pg_jsonb_extract_path_text"}})
        all.push_back(
            {.name = name, .args = {type, text}, .result = result, .sqlite = sqlite, .variadic = true});
    return all;
}

}  // namespace

Family json_access() { return {.functions = functions(), .operators = operators()}; }

}  // namespace backstay::sql
