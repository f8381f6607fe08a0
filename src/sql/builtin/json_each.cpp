// https://www.postgresql.org/docs/15/functions-json.html: the members and elements of a value as rows.

#include "sql/builtin/json.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

Builtin table(std::string_view name, Type from, std::string_view sqlite,
              std::vector<std::pair<std::string_view, Type>> columns) {
    return {.name = name,
            .args = {from},
            .result = columns.size() == 1 ? columns.front().second : record,
            .sqlite = sqlite,
            .kind = BuiltinKind::table,
            .columns = std::move(columns)};
}

Builtin keys(std::string_view name, Type from, std::string_view sqlite) {
    return {.name = name, .args = {from}, .result = text, .sqlite = sqlite, .kind = BuiltinKind::table};
}

}  // namespace

Family json_rows() {
    return {.functions = {
                table("json_array_elements", json, "pg_json_array_elements", {{"value", json}}),
                table("json_array_elements_text", json, "pg_json_array_elements_text", {{"value", text}}),
                table("jsonb_array_elements", jsonb, "pg_jsonb_array_elements", {{"value", jsonb}}),
                table("jsonb_array_elements_text", jsonb, "pg_jsonb_array_elements_text", {{"value", text}}),
                table("json_each", json, "pg_json_each", {{"key", text}, {"value", json}}),
                table("json_each_text", json, "pg_json_each_text", {{"key", text}, {"value", text}}),
                table("jsonb_each", jsonb, "pg_jsonb_each", {{"key", text}, {"value", jsonb}}),
                table("jsonb_each_text", jsonb, "pg_jsonb_each_text", {{"key", text}, {"value", text}}),
                keys("json_object_keys", json, "pg_json_object_keys"),
                keys("jsonb_object_keys", jsonb, "pg_jsonb_object_keys"),
            }};
}

}  // namespace backstay::sql
