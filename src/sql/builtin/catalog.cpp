// Who is asking, what a value is, and what is in the catalog.
// https://www.postgresql.org/docs/15/functions-info.html,
// https://www.postgresql.org/docs/15/information-schema.html,
// https://www.postgresql.org/docs/15/catalogs.html
//
// A relation of information_schema or pg_catalog is a table function of that name, which FROM finds where the
// catalog has no relation of it.

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
        {.name = "pg_typeof",
         .args = {any},
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

using Columns = std::vector<std::pair<std::string_view, Type>>;

Builtin relation(std::string_view name, std::string_view sqlite, Columns columns) {
    return {.name = name,
            .result = {BaseType::record},
            .sqlite = sqlite,
            .kind = BuiltinKind::table,
            .volatility = Volatility::stable,
            .columns = std::move(columns)};
}

std::vector<Builtin> relations() {
    return {
        relation("information_schema.schemata", "pg_is_schemata",
                 {{"catalog_name", name}, {"schema_name", name}, {"schema_owner", name}}),
        relation("information_schema.tables", "pg_is_tables",
                 {{"table_catalog", name},
                  {"table_schema", name},
                  {"table_name", name},
                  {"table_type", text},
                  {"is_insertable_into", text}}),
        relation("information_schema.columns", "pg_is_columns",
                 {{"table_catalog", name},
                  {"table_schema", name},
                  {"table_name", name},
                  {"column_name", name},
                  {"ordinal_position", int4},
                  {"column_default", text},
                  {"is_nullable", text},
                  {"data_type", text},
                  {"character_maximum_length", int4},
                  {"numeric_precision", int4},
                  {"numeric_scale", int4},
                  {"udt_name", name},
                  {"is_identity", text},
                  {"is_generated", text}}),
        relation("pg_catalog.pg_namespace", "pg_pg_namespace",
                 {{"oid", oid}, {"nspname", name}, {"nspowner", oid}}),
        relation("pg_catalog.pg_class", "pg_pg_class",
                 {{"oid", oid},
                  {"relname", name},
                  {"relnamespace", oid},
                  {"relowner", oid},
                  {"relkind", text},
                  {"relrowsecurity", boolean},
                  {"relforcerowsecurity", boolean}}),
        relation("pg_catalog.pg_attribute", "pg_pg_attribute",
                 {{"attrelid", oid},
                  {"attname", name},
                  {"attnum", int2},
                  {"attnotnull", boolean},
                  {"atthasdef", boolean}}),
        relation("pg_catalog.pg_roles", "pg_pg_roles",
                 {{"oid", oid},
                  {"rolname", name},
                  {"rolsuper", boolean},
                  {"rolinherit", boolean},
                  {"rolcanlogin", boolean},
                  {"rolbypassrls", boolean}}),
        relation("pg_catalog.pg_proc", "pg_pg_proc",
                 {{"oid", oid},
                  {"proname", name},
                  {"pronamespace", oid},
                  {"proowner", oid},
                  {"prosecdef", boolean},
                  {"proretset", boolean},
                  {"prosrc", text}}),
        relation("pg_catalog.pg_tables", "pg_pg_tables",
                 {{"schemaname", name}, {"tablename", name}, {"tableowner", name}, {"rowsecurity", boolean}}),
        relation("pg_catalog.pg_views", "pg_pg_views",
                 {{"schemaname", name}, {"viewname", name}, {"viewowner", name}, {"definition", text}}),
        relation("pg_catalog.pg_policies", "pg_pg_policies",
                 {{"schemaname", name},
                  {"tablename", name},
                  {"policyname", name},
                  {"permissive", text},
                  {"cmd", text},
                  {"qual", text},
                  {"with_check", text}}),
        relation("pg_catalog.pg_indexes", "pg_pg_indexes",
                 {{"schemaname", name}, {"tablename", name}, {"indexname", name}}),
    };
}

std::vector<BuiltinCast> casts() {
    using enum BaseType;
    return {
        {.from = regclass, .to = oid, .context = CastContext::implicit},
        {.from = oid, .to = regclass, .context = CastContext::implicit},
        {.from = int4, .to = regclass, .context = CastContext::implicit},
        {.from = int8, .to = regclass, .context = CastContext::implicit},
        {.from = oid, .to = int8, .context = CastContext::assignment},
        {.from = oid, .to = int4, .context = CastContext::assignment},
        {.from = regclass, .to = int8, .context = CastContext::assignment},
        {.from = regclass, .to = int4, .context = CastContext::assignment},
    };
}

}  // namespace

Family catalog_family() {
    Family family{.functions = functions(), .casts = casts()};
    auto more = relations();
    family.functions.insert(family.functions.end(), more.begin(), more.end());
    return family;
}

}  // namespace backstay::sql
