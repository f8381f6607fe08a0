// https://www.postgresql.org/docs/15/functions-json.html, table 9.47; its aggregates in
// functions-aggregate.html.

#include "sql/builtin/json.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

constexpr auto stable = Volatility::stable;

// json_build_object() and its kin take any number of values of any types, or none.
void add_builder(std::vector<Builtin>& all, std::string_view name, Type result, std::string_view sqlite) {
    all.push_back({.name = name,
                   .args = {any},
                   .result = result,
                   .sqlite = sqlite,
                   .strict = false,
                   .variadic = true,
                   .volatility = stable});
    all.push_back({.name = name, .result = result, .sqlite = sqlite, .strict = false, .volatility = stable});
}

Builtin aggregate(std::string_view name, std::vector<Type> args, Type result, std::string_view sqlite) {
    return {.name = name,
            .args = std::move(args),
            .result = result,
            .sqlite = sqlite,
            .kind = BuiltinKind::aggregate,
            .strict = false,
            .volatility = stable};
}

std::vector<Builtin> functions() {
    std::vector<Builtin> all = {
        {.name = "to_json",
         .args = {anyelement},
         .result = json,
         .sqlite = "pg_to_json",
         .volatility = stable},
        {.name = "to_jsonb",
         .args = {anyelement},
         .result = jsonb,
         .sqlite = "pg_to_jsonb",
         .volatility = stable},
        {.name = "row_to_json",
         .args = {record, boolean},
         .result = json,
         .sqlite = "pg_row_to_json",
         .optional = 1,
         .volatility = stable},
        {.name = "array_to_json",
         .args = {anyarray, boolean},
         .result = json,
         .sqlite = "pg_array_to_json",
         .optional = 1,
         .volatility = stable},
        {.name = "json_object", .args = {text_array}, .result = json, .sqlite = "pg_json_object"},
        {.name = "json_object", .args = {text_array, text_array}, .result = json, .sqlite = "pg_json_object"},
        {.name = "jsonb_object", .args = {text_array}, .result = jsonb, .sqlite = "pg_jsonb_object"},
        {.name = "jsonb_object",
         .args = {text_array, text_array},
         .result = jsonb,
         .sqlite = "pg_jsonb_object"},
        aggregate("json_agg", {anyelement}, json, "pg_json_agg"),
        aggregate("jsonb_agg", {anyelement}, jsonb, "pg_jsonb_agg"),
        aggregate("json_object_agg", {any, any}, json, "pg_json_object_agg"),
        aggregate("jsonb_object_agg", {any, any}, jsonb, "pg_jsonb_object_agg"),
    };
    add_builder(all, "json_build_object", json, "pg_json_build_object");
    add_builder(all, "jsonb_build_object", jsonb, "pg_jsonb_build_object");
    add_builder(all, "json_build_array", json, "pg_json_build_array");
    add_builder(all, "jsonb_build_array", jsonb, "pg_jsonb_build_array");
    return all;
}

}  // namespace

Family json_building() { return {.functions = functions()}; }

}  // namespace backstay::sql
