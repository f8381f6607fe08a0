// https://www.postgresql.org/docs/15/information-schema.html, of the objects that migrations made

#include <algorithm>
#include <array>

#include "engine/sqlite/runtime/system.hpp"
#include "engine/sqlite/runtime/system_rows.hpp"
#include "sql/lower/lower.hpp"
#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using sql::CatalogRelation;
using sql::CatalogRelationKind;

bool written_through(sql::Catalog const& catalog, CatalogRelation const& relation) {
    return relation.kind == CatalogRelationKind::view &&
           sql::columns_written_through({.catalog = catalog}, relation).has_value();
}

Result<Rows> tables(Arguments const& args) {
    SystemRows rows("information_schema.tables");
    Viewer const viewer(args.state());
    for (auto const& [id, relation] : viewer.catalog().relations) {
        if (!has_rows(relation) || !viewer.sees(relation)) continue;
        bool const table = relation.kind == CatalogRelationKind::table;
        rows.add()
            .set("table_catalog", database_name())
            .set("table_schema", relation.name.schema)
            .set("table_name", relation.name.name)
            .set("table_type", table ? "BASE TABLE" : "VIEW")
            .set("is_insertable_into", yes_or_no(table || written_through(viewer.catalog(), relation)))
            .set("is_typed", "NO");
    }
    return rows.rows();
}

// integer, ARRAY, USER-DEFINED; of a domain what is under it.
std::string data_type(sql::Catalog const& catalog, sql::Type type) {
    auto const base = sql::storage_base(type, catalog);
    if (base.array) return "ARRAY";
    if (base.user != 0 || base.base == BaseType::citext) return "USER-DEFINED";
    return std::string(sql::type_name(base.base));
}

void set_numbers(SystemRows& rows, sql::Type type) {
    auto const binary = [&](int precision, bool whole) {
        rows.set("numeric_precision", precision).set("numeric_precision_radix", 2);
        if (whole) rows.set("numeric_scale", 0);
    };
    switch (type.base) {
        case BaseType::int2: return binary(16, true);
        case BaseType::int4: return binary(32, true);
        case BaseType::int8: return binary(64, true);
        case BaseType::float4: return binary(24, false);
        case BaseType::float8: return binary(53, false);
        case BaseType::numeric:
            rows.set("numeric_precision_radix", 10);
            if (type.modifier >= 0)
                rows.set("numeric_precision", sql::precision_of(type.modifier))
                    .set("numeric_scale", sql::scale_of(type.modifier));
            return;
        default: return;
    }
}

void set_lengths(SystemRows& rows, sql::Type type) {
    switch (type.base) {
        case BaseType::varchar:
        case BaseType::bpchar:
            if (type.modifier >= 0)
                rows.set("character_maximum_length", type.modifier)
                    .set("character_octet_length", std::int64_t{type.modifier} * 4);
            else
                rows.set("character_octet_length", 1073741824);
            return;
        case BaseType::text: rows.set("character_octet_length", 1073741824); return;
        case BaseType::date: rows.set("datetime_precision", 0); return;
        case BaseType::time:
        case BaseType::timetz:
        case BaseType::timestamp:
        case BaseType::timestamptz:
        case BaseType::interval:
            rows.set("datetime_precision", type.modifier >= 0 ? type.modifier : 6);
            return;
        default: return;
    }
}

void set_type(SystemRows& rows, sql::Catalog const& catalog, sql::Type type) {
    auto const base = sql::storage_base(type, catalog);
    rows.set("data_type", data_type(catalog, type));
    if (!base.array) {
        set_numbers(rows, base);
        set_lengths(rows, base);
    }
    if (auto const domain = catalog.domains.find(type.user);
        type.base == BaseType::domain && !type.array && domain != catalog.domains.end())
        rows.set("domain_catalog", database_name())
            .set("domain_schema", domain->second.name.schema)
            .set("domain_name", domain->second.name.name);
    auto const shown = type.base == BaseType::domain && !type.array ? base : type;
    std::string schema = shown.base == BaseType::citext ? "public" : "pg_catalog";
    if (auto const e = catalog.enums.find(shown.user); e != catalog.enums.end())
        schema = e->second.name.schema;
    if (auto const d = catalog.domains.find(shown.user); d != catalog.domains.end())
        schema = d->second.name.schema;
    rows.set("udt_catalog", database_name())
        .set("udt_schema", schema)
        .set("udt_name", type_name_in_catalog(catalog, shown));
}

void add_column(SystemRows& rows, sql::Catalog const& catalog, CatalogRelation const& relation,
                std::size_t index, bool updatable) {
    auto const& column = relation.columns[index];
    bool const identity = column.identity != sql::IdentityKind::none;
    rows.add()
        .set("table_catalog", database_name())
        .set("table_schema", relation.name.schema)
        .set("table_name", relation.name.name)
        .set("column_name", column.name)
        .set("ordinal_position", static_cast<std::int64_t>(index) + 1)
        .set("is_nullable", yes_or_no(!column.not_null))
        .set("dtd_identifier", std::to_string(index + 1))
        .set("is_self_referencing", "NO")
        .set("is_identity", yes_or_no(identity))
        .set("identity_cycle", "NO")
        .set("is_generated", column.generated ? "ALWAYS" : "NEVER")
        .set("is_updatable", yes_or_no(updatable));
    if (identity)
        rows.set("identity_generation",
                 column.identity == sql::IdentityKind::always ? "ALWAYS" : "BY DEFAULT");
    if (!column.default_text.empty() && !identity)
        rows.set(column.generated ? "generation_expression" : "column_default", column.default_text);
    set_type(rows, catalog, column.type);
}

Result<Rows> columns(Arguments const& args) {
    SystemRows rows("information_schema.columns");
    Viewer const viewer(args.state());
    for (auto const& [id, relation] : viewer.catalog().relations) {
        if (!has_rows(relation) || !viewer.sees(relation)) continue;
        bool const table = relation.kind == CatalogRelationKind::table;
        auto const written = relation.kind == CatalogRelationKind::view
                                 ? sql::columns_written_through({.catalog = viewer.catalog()}, relation)
                                 : std::nullopt;
        for (std::size_t i = 0; i < relation.columns.size(); ++i)
            add_column(rows, viewer.catalog(), relation, i, table || (written && (*written)[i]));
    }
    return rows.rows();
}

Result<Rows> schemata(Arguments const& args) {
    SystemRows rows("information_schema.schemata");
    Viewer const viewer(args.state());
    for (auto const& [name, schema] : viewer.catalog().schemas)
        if (viewer.owns(schema.owner))
            rows.add()
                .set("catalog_name", database_name())
                .set("schema_name", name)
                .set("schema_owner", name_of_role(viewer.catalog(), schema.owner));
    return rows.rows();
}

SystemRows& set_constraint(SystemRows& rows, CatalogRelation const& relation, std::string const& name) {
    return rows.set("constraint_catalog", database_name())
        .set("constraint_schema", relation.name.schema)
        .set("constraint_name", name)
        .set("table_catalog", database_name())
        .set("table_schema", relation.name.schema)
        .set("table_name", relation.name.name);
}

// A constraint's part of what the views below have in common.
SystemRows& add_constraint(SystemRows& rows, CatalogRelation const& relation, std::string const& name,
                           std::string_view type, bool deferrable, bool deferred) {
    return set_constraint(rows.add(), relation, name)
        .set("constraint_type", type)
        .set("is_deferrable", yes_or_no(deferrable))
        .set("initially_deferred", yes_or_no(deferred))
        .set("enforced", "YES");
}

Result<Rows> table_constraints(Arguments const& args) {
    SystemRows rows("information_schema.table_constraints");
    Viewer const viewer(args.state());
    for (auto const& [id, relation] : viewer.catalog().relations) {
        if (relation.kind != CatalogRelationKind::table || !viewer.sees(relation)) continue;
        for (auto const& key : relation.keys) {
            bool const primary = key.kind == sql::KeyKind::primary;
            add_constraint(rows, relation, key.name, primary ? "PRIMARY KEY" : "UNIQUE", key.deferrable,
                           key.initially_deferred);
            if (!primary) rows.set("nulls_distinct", yes_or_no(!key.nulls_not_distinct));
        }
        for (auto const& key : relation.foreign_keys)
            add_constraint(rows, relation, key.name, "FOREIGN KEY", key.deferrable, key.initially_deferred);
        for (auto const& check : relation.checks)
            add_constraint(rows, relation, check.name, "CHECK", false, false);
    }
    return rows.rows();
}

// The unique constraint that a foreign key refers to: the one of the same columns.
sql::KeyConstraint const* referenced_key(sql::Catalog const& catalog, sql::ForeignKeyConstraint const& key) {
    auto const* relation = catalog.relation(key.referenced);
    if (relation == nullptr) return nullptr;
    auto const found = std::ranges::find_if(relation->keys, [&](sql::KeyConstraint const& one) {
        return std::ranges::is_permutation(one.columns, key.referenced_columns);
    });
    return found == relation->keys.end() ? nullptr : &*found;
}

Result<Rows> key_column_usage(Arguments const& args) {
    SystemRows rows("information_schema.key_column_usage");
    Viewer const viewer(args.state());
    for (auto const& [id, relation] : viewer.catalog().relations) {
        if (relation.kind != CatalogRelationKind::table || !viewer.sees(relation)) continue;
        for (auto const& key : relation.keys)
            for (std::size_t i = 0; i < key.columns.size(); ++i)
                set_constraint(rows.add(), relation, key.name)
                    .set("column_name", key.columns[i])
                    .set("ordinal_position", static_cast<std::int64_t>(i) + 1);
        for (auto const& key : relation.foreign_keys)
            for (std::size_t i = 0; i < key.columns.size(); ++i) {
                set_constraint(rows.add(), relation, key.name)
                    .set("column_name", key.columns[i])
                    .set("ordinal_position", static_cast<std::int64_t>(i) + 1);
                auto const* other = referenced_key(viewer.catalog(), key);
                if (other == nullptr) continue;
                auto const at = std::ranges::find(other->columns, key.referenced_columns[i]);
                rows.set("position_in_unique_constraint",
                         static_cast<std::int64_t>(at - other->columns.begin()) + 1);
            }
    }
    return rows.rows();
}

Result<Rows> constraint_column_usage(Arguments const& args) {
    SystemRows rows("information_schema.constraint_column_usage");
    Viewer const viewer(args.state());
    auto const add = [&](CatalogRelation const& of, std::string const& constraint,
                         CatalogRelation const& used, std::vector<std::string> const& names) {
        if (!viewer.owns(used.owner)) return;
        for (auto const& column : names)
            rows.add()
                .set("table_catalog", database_name())
                .set("table_schema", used.name.schema)
                .set("table_name", used.name.name)
                .set("column_name", column)
                .set("constraint_catalog", database_name())
                .set("constraint_schema", of.name.schema)
                .set("constraint_name", constraint);
    };
    for (auto const& [id, relation] : viewer.catalog().relations) {
        for (auto const& key : relation.keys) add(relation, key.name, relation, key.columns);
        for (auto const& key : relation.foreign_keys)
            if (auto const* other = viewer.catalog().relation(key.referenced))
                add(relation, key.name, *other, key.referenced_columns);
    }
    return rows.rows();
}

std::string_view rule(sql::KeyAction action) {
    switch (action) {
        case sql::KeyAction::no_action: return "NO ACTION";
        case sql::KeyAction::restrict: return "RESTRICT";
        case sql::KeyAction::cascade: return "CASCADE";
        case sql::KeyAction::set_null: return "SET NULL";
        case sql::KeyAction::set_default: return "SET DEFAULT";
    }
    return {};
}

Result<Rows> referential_constraints(Arguments const& args) {
    SystemRows rows("information_schema.referential_constraints");
    Viewer const viewer(args.state());
    for (auto const& [id, relation] : viewer.catalog().relations) {
        if (!viewer.sees(relation)) continue;
        for (auto const& key : relation.foreign_keys) {
            rows.add()
                .set("constraint_catalog", database_name())
                .set("constraint_schema", relation.name.schema)
                .set("constraint_name", key.name)
                .set("match_option", key.match == sql::KeyMatch::full ? "FULL" : "NONE")
                .set("update_rule", rule(key.on_update))
                .set("delete_rule", rule(key.on_delete));
            if (auto const* other = referenced_key(viewer.catalog(), key))
                rows.set("unique_constraint_catalog", database_name())
                    .set("unique_constraint_schema", viewer.catalog().relation(key.referenced)->name.schema)
                    .set("unique_constraint_name", other->name);
        }
    }
    return rows.rows();
}

constexpr auto relations = std::to_array<TableFunction>({
    {"pg_information_tables", 12, 0, tables},
    {"pg_information_columns", 44, 0, columns},
    {"pg_information_schemata", 7, 0, schemata},
    {"pg_information_table_constraints", 11, 0, table_constraints},
    {"pg_information_key_column_usage", 9, 0, key_column_usage},
    {"pg_information_constraint_column_usage", 7, 0, constraint_column_usage},
    {"pg_information_referential_constraints", 9, 0, referential_constraints},
});

}  // namespace

Result<void> register_information_schema(Connection const& db, StatementState& state) {
    return register_tables(db, state, relations);
}

}  // namespace backstay::engine::sqlite
