// https://www.postgresql.org/docs/15/functions-json.html#FUNCTIONS-SQLJSON-PATH

#include "sql/builtin/json.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

Builtin query(std::string_view name, Type result, std::string_view sqlite,
              BuiltinKind kind = BuiltinKind::scalar) {
    return {.name = name,
            .args = {jsonb, jsonpath, jsonb, boolean},
            .result = result,
            .sqlite = sqlite,
            .kind = kind,
            .optional = 2,
            .argument_names = {"target", "path", "vars", "silent"}};
}

}  // namespace

Family json_paths() {
    return {.functions =
                {
                    query("jsonb_path_exists", boolean, "pg_jsonb_path_exists"),
                    query("jsonb_path_match", boolean, "pg_jsonb_path_match"),
                    query("jsonb_path_query_first", jsonb, "pg_jsonb_path_query_first"),
                    query("jsonb_path_query_array", jsonb, "pg_jsonb_path_query_array"),
                    query("jsonb_path_query", jsonb, "pg_jsonb_path_query", BuiltinKind::table),
                },
            .operators = {
                {.name = "@?",
                 .left = jsonb,
                 .right = jsonpath,
                 .result = boolean,
                 .sqlite = "pg_jsonb_path_exists_silent"},
                {.name = "@@",
                 .left = jsonb,
                 .right = jsonpath,
                 .result = boolean,
                 .sqlite = "pg_jsonb_path_match_silent"},
            }};
}

}  // namespace backstay::sql
