// Who is asking, what a value is, and what is in the catalog.
// https://www.postgresql.org/docs/15/functions-info.html

#include "sql/builtin/families.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

Builtin session(std::string_view name, Type result, std::string_view sqlite) {
    return {.name = name, .result = result, .sqlite = sqlite, .volatility = Volatility::stable};
}

std::vector<Builtin> functions() {
    using enum Volatility;
    Type const names{.base = BaseType::name, .array = true};
    return {
        session("current_user", name, "pg_current_user"),
        session("session_user", name, "pg_session_user"),
        session("current_schema", name, "pg_current_schema"),
        session("current_database", name, "pg_current_database"),
        session("version", text, "pg_version"),
        session("txid_current", int8, "pg_txid_current"),
        session("pg_backend_pid", int4, "pg_backend_pid"),
        {.name = "current_schemas",
         .args = {boolean},
         .result = names,
         .sqlite = "pg_current_schemas",
         .volatility = stable},
        {.name = "pg_typeof",  // sql/resolve/ tells it the name
         .args = {any, text},
         .result = regtype,
         .sqlite = "pg_typeof",
         .strict = false,
         .volatility = stable},
        {.name = "to_regclass",
         .args = {text},
         .result = regclass,
         .sqlite = "pg_to_regclass",
         .volatility = stable},
        {.name = "obj_description",
         .args = {oid},
         .result = text,
         .sqlite = "pg_obj_description",
         .volatility = stable},
        {.name = "obj_description",
         .args = {oid, name},
         .result = text,
         .sqlite = "pg_obj_description",
         .volatility = stable},
        {.name = "col_description",
         .args = {oid, int4},
         .result = text,
         .sqlite = "pg_col_description",
         .volatility = stable},
        {.name = "pg_get_serial_sequence",
         .args = {text, text},
         .result = text,
         .sqlite = "pg_get_serial_sequence",
         .volatility = stable},
    };
}

std::vector<BuiltinCast> casts() {
    using enum BaseType;
    return {
        {.from = regclass, .to = oid, .context = CastContext::implicit},
        {.from = oid, .to = regclass, .context = CastContext::implicit},
        {.from = int4, .to = regclass, .context = CastContext::implicit},
        {.from = int8, .to = regclass, .context = CastContext::implicit},
        {.from = regclass, .to = int8, .context = CastContext::assignment},
        {.from = regclass, .to = int4, .context = CastContext::assignment},
    };
}

}  // namespace

Family catalog_family() { return {.functions = functions(), .casts = casts()}; }

}  // namespace backstay::sql
