// https://www.postgresql.org/docs/15/functions-json.html: JSON as rows of SQL types.

#include "sql/builtin/json.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

Builtin to_rows(std::string_view name, Type from, std::string_view sqlite, BuiltinKind kind) {
    return {.name = name,
            .args = {from},
            .result = record,
            .sqlite = sqlite,
            .kind = kind,
            .strict = false,
            .volatility = Volatility::stable,
            .told_columns = true};
}

Builtin populate(std::string_view name, Type from, std::string_view sqlite, BuiltinKind kind) {
    auto made = to_rows(name, from, sqlite, kind);
    made.args.insert(made.args.begin(), anyelement);
    made.result = anyelement;
    return made;
}

}  // namespace

Family json_records() {
    constexpr auto table = BuiltinKind::table;
    constexpr auto scalar = BuiltinKind::scalar;
    return {.functions = {
                to_rows("json_to_record", json, "pg_json_to_record", table),
                to_rows("jsonb_to_record", jsonb, "pg_jsonb_to_record", table),
                to_rows("json_to_recordset", json, "pg_json_to_recordset", table),
                to_rows("jsonb_to_recordset", jsonb, "pg_jsonb_to_recordset", table),
                populate("json_populate_record", json, "pg_json_populate_record", scalar),
                populate("jsonb_populate_record", jsonb, "pg_jsonb_populate_record", scalar),
                populate("json_populate_recordset", json, "pg_json_populate_recordset", table),
                populate("jsonb_populate_recordset", jsonb, "pg_jsonb_populate_recordset", table),
            }};
}

}  // namespace backstay::sql
