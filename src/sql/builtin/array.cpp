// https://www.postgresql.org/docs/15/functions-array.html, and the aggregates that collect.

#include "sql/builtin/families.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "@>", .left = anyarray, .right = anyarray, .result = boolean, .sqlite = "pg_array_contains"},
        {.name = "<@",
         .left = anyarray,
         .right = anyarray,
         .result = boolean,
         .sqlite = "pg_array_contained"},
        {.name = "&&", .left = anyarray, .right = anyarray, .result = boolean, .sqlite = "pg_array_overlap"},
        {.name = "||",
         .left = anycompatiblearray,
         .right = anycompatible,
         .result = anycompatiblearray,
         .sqlite = "pg_array_append"},
        {.name = "||",
         .left = anycompatible,
         .right = anycompatiblearray,
         .result = anycompatiblearray,
         .sqlite = "pg_array_prepend"},
        {.name = "||",
         .left = anycompatiblearray,
         .right = anycompatiblearray,
         .result = anycompatiblearray,
         .sqlite = "pg_array_cat"},
    };
}

struct Row {
    std::string_view name;
    std::vector<Type> args;
    Type result;
    std::string_view sqlite;
    bool strict = true;
    int optional = 0;
};

std::vector<Row> scalars() {
    return {
        {"array_append", {anycompatiblearray, anycompatible}, anycompatiblearray, "pg_array_append", false},
        {"array_prepend", {anycompatible, anycompatiblearray}, anycompatiblearray, "pg_array_prepend", false},
        {"array_cat", {anycompatiblearray, anycompatiblearray}, anycompatiblearray, "pg_array_cat", false},
        {"array_remove", {anycompatiblearray, anycompatible}, anycompatiblearray, "pg_array_remove", false},
        {"array_replace",
         {anycompatiblearray, anycompatible, anycompatible},
         anycompatiblearray,
         "pg_array_replace",
         false},
        {"array_position", {anycompatiblearray, anycompatible, int4}, int4, "pg_array_position", false, 1},
        {"array_positions", {anycompatiblearray, anycompatible}, int4_array, "pg_array_positions", false},
        {"array_length", {anyarray, int4}, int4, "pg_array_length"},
        {"array_upper", {anyarray, int4}, int4, "pg_array_length"},
        {"array_lower", {anyarray, int4}, int4, "pg_array_lower"},
        {"array_ndims", {anyarray}, int4, "pg_array_ndims"},
        {"array_dims", {anyarray}, text, "pg_array_dims"},
        {"cardinality", {anyarray}, int4, "pg_cardinality"},
        {"array_to_string", {anyarray, text, text}, text, "pg_array_to_string", false, 1},
        {"string_to_array", {text, text, text}, text_array, "pg_string_to_array", false, 1},
        {"array_fill", {anyelement, int4_array, int4_array}, anyarray, "pg_array_fill", false, 1},
        {"width_bucket", {anycompatible, anycompatiblearray}, int4, "pg_width_bucket"},
        {"trim_array", {anyarray, int4}, anyarray, "pg_trim_array"},
    };
}

std::vector<Builtin> tables() {
    return {
        {.name = "unnest",
         .args = {anyarray},
         .result = anyelement,
         .sqlite = "pg_unnest",
         .kind = BuiltinKind::table},
        {.name = "generate_subscripts",
         .args = {anyarray, int4, boolean},
         .result = int4,
         .sqlite = "pg_generate_subscripts",
         .kind = BuiltinKind::table,
         .optional = 1},
        {.name = "string_to_table",
         .args = {text, text, text},
         .result = text,
         .sqlite = "pg_string_to_table",
         .kind = BuiltinKind::table,
         .strict = false,
         .optional = 1},
    };
}

std::vector<Builtin> aggregates() {
    std::vector<Builtin> all;
    auto const add = [&](std::string_view name, std::vector<Type> args, Type result,
                         std::string_view sqlite) {
        all.push_back({.name = name,
                       .args = std::move(args),
                       .result = result,
                       .sqlite = sqlite,
                       .kind = BuiltinKind::aggregate,
                       .strict = false});
    };
    add("array_agg", {anynonarray}, anyarray, "pg_array_agg");
    add("array_agg", {anyarray}, anyarray, "pg_array_agg_arrays");
    add("string_agg", {text, text}, text, "pg_string_agg");
    add("string_agg", {bytea, bytea}, bytea, "pg_string_agg");
    return all;
}

}  // namespace

Family array_family() {
    auto functions = tables();
    for (auto& row : scalars())
        functions.push_back({.name = row.name,
                             .args = std::move(row.args),
                             .result = row.result,
                             .sqlite = row.sqlite,
                             .strict = row.strict,
                             .optional = row.optional});
    for (auto& aggregate : aggregates()) functions.push_back(std::move(aggregate));
    return {.functions = std::move(functions), .operators = operators()};
}

}  // namespace backstay::sql
