// The relations of information_schema and of pg_catalog: rows made of the catalog when they are asked for.

#include <array>

#include "engine/sqlite/runtime/catalog.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "sql/lower/lower.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::CatalogRelation;
using sql::CatalogRelationKind;

std::string role_name(sql::Catalog const& catalog, sql::ObjectId id) {
    auto const found = catalog.roles.find(id);
    return found == catalog.roles.end() ? std::string() : found->second.name;
}
sql::ObjectId schema_id(sql::Catalog const& catalog, std::string const& name) {
    auto const found = catalog.schemas.find(name);
    return found == catalog.schemas.end() ? 0 : found->second.id;
}
Value truth(bool value) { return std::int64_t{value ? 1 : 0}; }
Value yes_no(bool value) { return std::string(value ? "YES" : "NO"); }
Value text_or_null(std::string const& text) { return text.empty() ? Value() : Value(text); }
std::string const database = "backstay";

bool holds_rows(CatalogRelation const& relation) {
    return relation.kind == CatalogRelationKind::table || relation.kind == CatalogRelationKind::view;
}

// One row for each relation that `make` makes one of.
template <class Make>
Rows of_relations(Arguments const& args, Make make) {
    std::vector<Row> rows;
    for (auto const& [id, relation] : args.state().catalog->relations) make(rows, relation);
    return rows_of(std::move(rows));
}

Result<Rows> schemata(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    std::vector<Row> rows;
    for (auto const& [name, schema] : catalog.schemas)
        rows.push_back({database, name, role_name(catalog, schema.owner)});
    return rows_of(std::move(rows));
}

Result<Rows> tables(Arguments const& args) {
    return of_relations(args, [](std::vector<Row>& rows, CatalogRelation const& relation) {
        if (!holds_rows(relation)) return;
        bool const table = relation.kind == CatalogRelationKind::table;
        rows.push_back({database, relation.name.schema, relation.name.name,
                        std::string(table ? "BASE TABLE" : "VIEW"), yes_no(table)});
    });
}

Row column_row(sql::Catalog const& catalog, CatalogRelation const& relation, std::size_t place) {
    auto const& column = relation.columns[place];
    auto const type = sql::storage_base(column.type, catalog);
    bool const text = type.base == sql::BaseType::varchar || type.base == sql::BaseType::bpchar;
    bool const number = type.base == sql::BaseType::numeric;
    Value const length = text && type.modifier >= 0 ? Value(std::int64_t{type.modifier}) : Value();
    Value const precision =
        number && type.modifier >= 0 ? Value(std::int64_t{sql::precision_of(type.modifier)}) : Value();
    Value const scale =
        number && type.modifier >= 0 ? Value(std::int64_t{sql::scale_of(type.modifier)}) : Value();
    auto const printed = catalog.type_name(sql::unmodified(type), {"public"});
    bool const user = type.base == sql::BaseType::enumeration || type.base == sql::BaseType::citext;
    std::string const shown = type.array ? "ARRAY" : user ? "USER-DEFINED" : printed;
    return {database,
            relation.name.schema,
            relation.name.name,
            column.name,
            static_cast<std::int64_t>(place + 1),
            column.generated ? Value() : text_or_null(column.default_text),
            yes_no(!column.not_null),
            shown,
            length,
            precision,
            scale,
            printed,
            yes_no(column.identity != sql::IdentityKind::none),
            std::string(column.generated ? "ALWAYS" : "NEVER")};
}

Result<Rows> columns(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    return of_relations(args, [&](std::vector<Row>& rows, CatalogRelation const& relation) {
        if (!holds_rows(relation)) return;
        for (std::size_t i = 0; i < relation.columns.size(); ++i)
            rows.push_back(column_row(catalog, relation, i));
    });
}

Result<Rows> namespaces(Arguments const& args) {
    std::vector<Row> rows;
    for (auto const& [name, schema] : args.state().catalog->schemas)
        rows.push_back({schema.id, name, schema.owner});
    return rows_of(std::move(rows));
}

std::string kind_letter(CatalogRelationKind kind) {
    switch (kind) {
        case CatalogRelationKind::table: return "r";
        case CatalogRelationKind::view: return "v";
        case CatalogRelationKind::materialized_view: return "m";
        case CatalogRelationKind::sequence: return "S";
        case CatalogRelationKind::composite: return "c";
    }
    return "r";
}

Result<Rows> classes(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    return of_relations(args, [&](std::vector<Row>& rows, CatalogRelation const& relation) {
        rows.push_back({relation.id, relation.name.name, schema_id(catalog, relation.name.schema),
                        relation.owner, kind_letter(relation.kind), truth(relation.row_security),
                        truth(relation.force_row_security)});
    });
}

Result<Rows> attributes(Arguments const& args) {
    return of_relations(args, [](std::vector<Row>& rows, CatalogRelation const& relation) {
        std::int64_t place = 0;
        for (auto const& column : relation.columns)
            rows.push_back({relation.id, column.name, ++place, truth(column.not_null),
                            truth(column.default_value.has_value() || column.sequence != 0)});
    });
}

Result<Rows> roles(Arguments const& args) {
    std::vector<Row> rows;
    for (auto const& [id, role] : args.state().catalog->roles)
        rows.push_back({id, role.name, truth(role.superuser), truth(role.inherit), truth(role.login),
                        truth(role.bypass_rls)});
    return rows_of(std::move(rows));
}

Result<Rows> procedures(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    std::vector<Row> rows;
    for (auto const& [id, function] : catalog.functions)
        rows.push_back({id, function.name.name, schema_id(catalog, function.name.schema), function.owner,
                        truth(function.security_definer), truth(function.returns_set), function.body_text});
    return rows_of(std::move(rows));
}

Result<Rows> plain_tables(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    return of_relations(args, [&](std::vector<Row>& rows, CatalogRelation const& relation) {
        if (relation.kind != CatalogRelationKind::table) return;
        rows.push_back({relation.name.schema, relation.name.name, role_name(catalog, relation.owner),
                        truth(relation.row_security)});
    });
}

Result<Rows> views(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    return of_relations(args, [&](std::vector<Row>& rows, CatalogRelation const& relation) {
        if (relation.kind != CatalogRelationKind::view) return;
        rows.push_back({relation.name.schema, relation.name.name, role_name(catalog, relation.owner),
                        relation.view_text});
    });
}

std::string command_name(sql::PolicyCommand command) {
    switch (command) {
        case sql::PolicyCommand::all: return "ALL";
        case sql::PolicyCommand::select: return "SELECT";
        case sql::PolicyCommand::insert: return "INSERT";
        case sql::PolicyCommand::update: return "UPDATE";
        case sql::PolicyCommand::delete_: return "DELETE";
    }
    return "ALL";
}

Result<Rows> policies(Arguments const& args) {
    return of_relations(args, [](std::vector<Row>& rows, CatalogRelation const& relation) {
        for (auto const& policy : relation.policies)
            rows.push_back({relation.name.schema, relation.name.name, policy.name,
                            std::string(policy.permissive ? "PERMISSIVE" : "RESTRICTIVE"),
                            command_name(policy.command), text_or_null(policy.using_text),
                            text_or_null(policy.check_text)});
    });
}

Result<Rows> indexes(Arguments const& args) {
    return of_relations(args, [](std::vector<Row>& rows, CatalogRelation const& relation) {
        for (auto const& key : relation.keys)
            rows.push_back({relation.name.schema, relation.name.name, key.name});
        for (auto const& index : relation.indexes)
            rows.push_back({relation.name.schema, relation.name.name, index.name});
    });
}

constexpr auto functions = std::to_array<TableFunction>({
    {"pg_is_schemata", 3, 0, schemata},
    {"pg_is_tables", 5, 0, tables},
    {"pg_is_columns", 14, 0, columns},
    {"pg_pg_namespace", 3, 0, namespaces},
    {"pg_pg_class", 7, 0, classes},
    {"pg_pg_attribute", 5, 0, attributes},
    {"pg_pg_roles", 6, 0, roles},
    {"pg_pg_proc", 7, 0, procedures},
    {"pg_pg_tables", 4, 0, plain_tables},
    {"pg_pg_views", 4, 0, views},
    {"pg_pg_policies", 7, 0, policies},
    {"pg_pg_indexes", 3, 0, indexes},
});

}  // namespace

Result<void> register_catalog_tables(Connection const& db, StatementState& state) {
    return register_tables(db, state, functions);
}

}  // namespace backstay::engine::sqlite
