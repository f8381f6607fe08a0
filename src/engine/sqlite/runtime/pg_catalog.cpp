// https://www.postgresql.org/docs/15/catalogs.html, of the objects that migrations made

#include <array>

#include "engine/sqlite/runtime/object_name.hpp"
#include "engine/sqlite/runtime/system.hpp"
#include "engine/sqlite/runtime/system_rows.hpp"
#include "engine/sqlite/runtime/text_array.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using sql::CatalogRelationKind;

sql::Catalog const& catalog_of(Arguments const& args) { return *args.state().catalog; }

std::int64_t schema_id(sql::Catalog const& catalog, std::string const& name) {
    auto const found = catalog.schemas.find(name);
    return found == catalog.schemas.end() ? 0 : found->second.id;
}

std::string_view kind_of(CatalogRelationKind kind) {
    switch (kind) {
        case CatalogRelationKind::table: return "r";
        case CatalogRelationKind::view: return "v";
        case CatalogRelationKind::materialized_view: return "m";
        case CatalogRelationKind::sequence: return "S";
        case CatalogRelationKind::composite: return "c";
    }
    return {};
}

Result<Rows> classes(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_class");
    auto const& catalog = catalog_of(args);
    for (auto const& [id, relation] : catalog.relations)
        rows.add()
            .set("oid", id)
            .set("relname", relation.name.name)
            .set("relnamespace", schema_id(catalog, relation.name.schema))
            .set("relowner", relation.owner)
            .set("relhasindex", !relation.keys.empty() || !relation.indexes.empty())
            .set("relpersistence", "p")
            .set("relkind", kind_of(relation.kind))
            .set("relnatts", static_cast<std::int64_t>(relation.columns.size()))
            .set("relchecks", static_cast<std::int64_t>(relation.checks.size()))
            .set("relhastriggers", !relation.triggers.empty() || !relation.foreign_keys.empty())
            .set("relrowsecurity", relation.row_security)
            .set("relforcerowsecurity", relation.force_row_security)
            .set("relispopulated", true)
            .set("relispartition", false);
    for (auto const& [id, relation] : catalog.relations)
        for (auto const& index : relation.indexes)
            rows.add()
                .set("oid", index.id)
                .set("relname", index.name)
                .set("relnamespace", schema_id(catalog, relation.name.schema))
                .set("relowner", relation.owner)
                .set("relhasindex", false)
                .set("relpersistence", "p")
                .set("relkind", "i")
                .set("relnatts", static_cast<std::int64_t>(index.elements.size() + index.include.size()))
                .set("relchecks", 0)
                .set("relhastriggers", false)
                .set("relrowsecurity", false)
                .set("relforcerowsecurity", false)
                .set("relispopulated", true)
                .set("relispartition", false);
    return rows.rows();
}

Result<Rows> namespaces(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_namespace");
    for (auto const& [name, schema] : catalog_of(args).schemas)
        rows.add().set("oid", schema.id).set("nspname", name).set("nspowner", schema.owner);
    return rows.rows();
}

// As pg_attribute keeps a modifier: lengths and numeric's are 4 more.
std::int64_t stored_modifier(sql::Type type) {
    bool const longer =
        type.base == BaseType::varchar || type.base == BaseType::bpchar || type.base == BaseType::numeric;
    return type.modifier < 0 ? -1 : std::int64_t{type.modifier} + (longer ? 4 : 0);
}

Result<Rows> attributes(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_attribute");
    for (auto const& [id, relation] : catalog_of(args).relations)
        for (std::size_t i = 0; i < relation.columns.size(); ++i) {
            auto const& column = relation.columns[i];
            using enum sql::IdentityKind;
            rows.add()
                .set("attrelid", id)
                .set("attname", column.name)
                .set("atttypid", oid_of(column.type))
                .set("attnum", static_cast<std::int64_t>(i) + 1)
                .set("attndims", column.type.array ? 1 : 0)
                .set("atttypmod", stored_modifier(column.type))
                .set("attnotnull", column.not_null)
                .set("atthasdef", column.default_value.has_value() && column.identity == none)
                .set("attidentity", column.identity == always       ? "a"
                                    : column.identity == by_default ? "d"
                                                                    : "")
                .set("attgenerated", column.generated ? "s" : "")
                .set("attisdropped", false)
                .set("attislocal", true)
                .set("attinhcount", 0);
        }
    return rows.rows();
}

SystemRows& add_type(SystemRows& rows, sql::Catalog const& catalog, sql::Type type, std::int64_t schema,
                     sql::ObjectId owner, std::string_view kind, std::string_view category) {
    auto const add = [&](sql::Type one, std::string_view its_kind,
                         std::string_view its_category) -> SystemRows& {
        return rows.add()
            .set("oid", oid_of(one))
            .set("typname", type_name_in_catalog(catalog, one))
            .set("typnamespace", schema)
            .set("typowner", owner)
            .set("typtype", its_kind)
            .set("typcategory", its_category)
            .set("typrelid", one.base == BaseType::composite && !one.array ? one.user : 0)
            .set("typelem", one.array ? oid_of(sql::element_of(one)) : 0)
            .set("typarray", one.array ? 0 : oid_of(sql::array_of(one)))
            .set("typnotnull", false)
            .set("typbasetype", 0)
            .set("typtypmod", -1);
    };
    if (oid_of(sql::array_of(type)) != 0) add(sql::array_of(type), "b", "A");
    return add(type, kind, category);
}

Result<Rows> types(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_type");
    auto const& catalog = catalog_of(args);
    constexpr std::int64_t system_schema = 11;
    for (auto const& [type, category] : {std::pair{BaseType::boolean, "B"},
                                         {BaseType::bytea, "U"},
                                         {BaseType::name, "S"},
                                         {BaseType::int8, "N"},
                                         {BaseType::int2, "N"},
                                         {BaseType::int4, "N"},
                                         {BaseType::text, "S"},
                                         {BaseType::oid, "N"},
                                         {BaseType::json, "U"},
                                         {BaseType::float4, "N"},
                                         {BaseType::float8, "N"},
                                         {BaseType::bpchar, "S"},
                                         {BaseType::varchar, "S"},
                                         {BaseType::date, "D"},
                                         {BaseType::time, "D"},
                                         {BaseType::timestamp, "D"},
                                         {BaseType::timestamptz, "D"},
                                         {BaseType::interval, "T"},
                                         {BaseType::timetz, "D"},
                                         {BaseType::numeric, "N"},
                                         {BaseType::uuid, "U"},
                                         {BaseType::jsonb, "U"}})
        add_type(rows, catalog, {.base = type}, system_schema, catalog.owner_role, "b", category);
    for (auto const& [id, one] : catalog.enums)
        add_type(rows, catalog, {.base = BaseType::enumeration, .user = id},
                 schema_id(catalog, one.name.schema), one.owner, "e", "E");
    for (auto const& [id, one] : catalog.domains)
        add_type(rows, catalog, {.base = BaseType::domain, .user = id}, schema_id(catalog, one.name.schema),
                 one.owner, "d", "U")
            .set("typnotnull", one.not_null)
            .set("typbasetype", oid_of(sql::unmodified(one.base)))
            .set("typtypmod", stored_modifier(one.base));
    for (auto const& [id, one] : catalog.relations)
        if (one.kind != CatalogRelationKind::sequence)
            add_type(rows, catalog, {.base = BaseType::composite, .user = id},
                     schema_id(catalog, one.name.schema), one.owner, "c", "C");
    return rows.rows();
}

Result<Rows> enums(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_enum");
    for (auto const& [id, one] : catalog_of(args).enums)
        for (std::size_t i = 0; i < one.labels.size(); ++i)
            rows.add()
                .set("oid", id * 1000 + static_cast<std::int64_t>(i))
                .set("enumtypid", id)
                .set("enumsortorder", Value(static_cast<double>(i + 1)))
                .set("enumlabel", one.labels[i]);
    return rows.rows();
}

void add_function(SystemRows& rows, sql::Catalog const& catalog, sql::CatalogFunction const& function) {
    std::int64_t count = 0, defaults = 0;
    bool named = false;
    std::vector<std::optional<std::string>> names;
    for (auto const& p : function.parameters) {
        bool const out = p.mode == sql::ParameterMode::out || p.mode == sql::ParameterMode::table;
        if (!out) ++count;
        if (p.default_value) ++defaults;
        named = named || !p.name.empty();
        names.emplace_back(p.name);
    }
    using enum sql::Volatility;
    rows.add()
        .set("oid", function.id)
        .set("proname", function.name.name)
        .set("pronamespace", schema_id(catalog, function.name.schema))
        .set("proowner", function.owner)
        .set("prorows", Value(static_cast<double>(function.rows)))
        .set("prokind", function.procedure ? "p" : "f")
        .set("prosecdef", function.security_definer)
        .set("proisstrict", function.strict)
        .set("proretset", function.returns_set)
        .set("provolatile", function.volatility == immutable ? "i"
                            : function.volatility == stable  ? "s"
                                                             : "v")
        .set("pronargs", count)
        .set("pronargdefaults", defaults)
        .set("prorettype", oid_of(sql::unmodified(function.result)))
        .set("prosrc", function.body_text);
    if (named) rows.set("proargnames", text_array(names));
}

Result<Rows> functions(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_proc");
    for (auto const& [id, function] : catalog_of(args).functions)
        add_function(rows, catalog_of(args), function);
    return rows.rows();
}

Result<Rows> roles(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_roles");
    for (auto const& [id, role] : catalog_of(args).roles)
        rows.add()
            .set("rolname", role.name)
            .set("rolsuper", role.superuser)
            .set("rolinherit", role.inherit)
            .set("rolcreaterole", role.superuser)
            .set("rolcreatedb", role.superuser)
            .set("rolcanlogin", role.login)
            .set("rolreplication", role.superuser)
            .set("rolconnlimit", -1)
            .set("rolpassword", "********")
            .set("rolbypassrls", role.bypass_rls)
            .set("oid", id);
    return rows.rows();
}

Result<Rows> tables(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_tables");
    for (auto const& [id, relation] : catalog_of(args).relations)
        if (relation.kind == CatalogRelationKind::table)
            rows.add()
                .set("schemaname", relation.name.schema)
                .set("tablename", relation.name.name)
                .set("tableowner", name_of_role(catalog_of(args), relation.owner))
                .set("hasindexes", !relation.keys.empty() || !relation.indexes.empty())
                .set("hasrules", false)
                .set("hastriggers", !relation.triggers.empty() || !relation.foreign_keys.empty())
                .set("rowsecurity", relation.row_security);
    return rows.rows();
}

Result<Rows> views(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_views");
    for (auto const& [id, relation] : catalog_of(args).relations)
        if (relation.kind == CatalogRelationKind::view)
            rows.add()
                .set("schemaname", relation.name.schema)
                .set("viewname", relation.name.name)
                .set("viewowner", name_of_role(catalog_of(args), relation.owner))
                .set("definition", relation.view_text);
    return rows.rows();
}

Result<Rows> indexes(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_indexes");
    for (auto const& [id, relation] : catalog_of(args).relations) {
        auto const add = [&](std::string const& name) {
            rows.add()
                .set("schemaname", relation.name.schema)
                .set("tablename", relation.name.name)
                .set("indexname", name);
        };
        for (auto const& key : relation.keys) add(key.name);
        for (auto const& index : relation.indexes) add(index.name);
    }
    return rows.rows();
}

std::string_view command_of(sql::PolicyCommand command) {
    switch (command) {
        case sql::PolicyCommand::all: return "ALL";
        case sql::PolicyCommand::select: return "SELECT";
        case sql::PolicyCommand::insert: return "INSERT";
        case sql::PolicyCommand::update: return "UPDATE";
        case sql::PolicyCommand::delete_: return "DELETE";
    }
    return {};
}

Result<Rows> policies(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_policies");
    auto const& catalog = catalog_of(args);
    for (auto const& [id, relation] : catalog.relations)
        for (auto const& policy : relation.policies) {
            std::vector<std::optional<std::string>> names;
            for (auto const role : policy.roles) names.emplace_back(name_of_role(catalog, role));
            if (names.empty()) names.emplace_back("public");
            rows.add()
                .set("schemaname", relation.name.schema)
                .set("tablename", relation.name.name)
                .set("policyname", policy.name)
                .set("permissive", policy.permissive ? "PERMISSIVE" : "RESTRICTIVE")
                .set("roles", text_array(names))
                .set("cmd", command_of(policy.command));
            if (policy.using_expression) rows.set("qual", policy.using_text);
            if (policy.with_check) rows.set("with_check", policy.check_text);
        }
    return rows.rows();
}

Result<Rows> extensions(Arguments const& args) {
    SystemRows rows("pg_catalog.pg_extension");
    for (auto const& [name, schema] : catalog_of(args).extensions) rows.add().set("extname", name);
    return rows.rows();
}

constexpr auto relations = std::to_array<TableFunction>({
    {"pg_catalog_class", 14, 0, classes},
    {"pg_catalog_namespace", 3, 0, namespaces},
    {"pg_catalog_attribute", 13, 0, attributes},
    {"pg_catalog_type", 12, 0, types},
    {"pg_catalog_enum", 4, 0, enums},
    {"pg_catalog_proc", 15, 0, functions},
    {"pg_catalog_roles", 11, 0, roles},
    {"pg_catalog_tables", 8, 0, tables},
    {"pg_catalog_views", 4, 0, views},
    {"pg_catalog_indexes", 3, 0, indexes},
    {"pg_catalog_policies", 8, 0, policies},
    {"pg_catalog_extension", 2, 0, extensions},
});

}  // namespace

Result<void> register_pg_catalog(Connection const& db, StatementState& state) {
    return register_tables(db, state, relations);
}

}  // namespace backstay::engine::sqlite
