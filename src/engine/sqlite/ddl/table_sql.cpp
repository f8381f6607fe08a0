#include "engine/sqlite/ddl/table_sql.hpp"

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lower.hpp"
#include "sql/storage_name.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::CatalogColumn;
using sql::CatalogRelation;

std::string column_list(std::vector<std::string> const& columns) {
    std::vector<std::string> quoted;
    for (auto const& column : columns) quoted.push_back(quote_always(column));
    return "(" + join(quoted, ", ") + ")";
}

Result<std::string> column_sql(TableSql const& with, CatalogRelation const& relation,
                               CatalogColumn const& column) {
    if (column.name == relation.rowid_column) return quote_always(column.name) + " INTEGER PRIMARY KEY";
    auto text = quote_always(column.name) + " " + sql::storage_type(column.type, with.catalog);
    if (column.not_null) text += " NOT NULL";
    if (column.generated) {
        TRY(auto const value, with.expression(relation, *column.default_value, column.type));
        text += " GENERATED ALWAYS AS (" + value + ") STORED";
    }
    return text;
}

std::string action_sql(sql::KeyAction action) {
    switch (action) {
        case sql::KeyAction::no_action: return "NO ACTION";
        case sql::KeyAction::restrict: return "RESTRICT";
        case sql::KeyAction::cascade: return "CASCADE";
        case sql::KeyAction::set_null: return "SET NULL";
        case sql::KeyAction::set_default: return "SET DEFAULT";
    }
    return "NO ACTION";
}

// SET DEFAULT takes SQLite's own default, which the engine does not keep: only NULL is the same in both.
Result<void> require_null_defaults(CatalogRelation const& relation, sql::ForeignKeyConstraint const& key) {
    bool const sets_default =
        key.on_delete == sql::KeyAction::set_default || key.on_update == sql::KeyAction::set_default;
    if (!sets_default) return {};
    for (auto const& name : key.columns)
        if (relation.find_column(name)->default_value) return not_supported(Limitation::set_default_action);
    return {};
}

Result<std::string> foreign_key_sql(TableSql const& with, CatalogRelation const& relation,
                                    sql::ForeignKeyConstraint const& key) {
    TRY_VOID(require_null_defaults(relation, key));
    auto const& referenced = *with.catalog.relation(key.referenced);
    auto text = "CONSTRAINT " + quote_always(key.name) + " FOREIGN KEY " + column_list(key.columns) +
                " REFERENCES " + quote_always(referenced.storage_name()) + " " +
                column_list(key.referenced_columns);
    if (key.on_update != sql::KeyAction::no_action) text += " ON UPDATE " + action_sql(key.on_update);
    if (key.on_delete != sql::KeyAction::no_action) text += " ON DELETE " + action_sql(key.on_delete);
    if (key.initially_deferred) text += " DEFERRABLE INITIALLY DEFERRED";
    return text;
}

}  // namespace

std::string index_storage_name(CatalogRelation const& relation, std::string const& name) {
    return sql::storage_name({relation.name.schema, name});
}

bool is_searchable(sql::CatalogIndex const& index) {
    return index.method == "btree" || index.method == "hash";
}

Result<std::string> create_table_sql(TableSql const& with, CatalogRelation const& relation) {
    std::vector<std::string> parts;
    for (auto const& column : relation.columns) {
        TRY(auto part, column_sql(with, relation, column));
        parts.push_back(std::move(part));
    }
    // A table must have a column in SQLite; one without any, as PostgreSQL allows, has one that nothing
    // names.
    if (relation.columns.empty()) parts.emplace_back("\"backstay none\" INTEGER");
    for (auto const& check : relation.checks) {
        TRY(auto const condition,
            with.expression(relation, check.expression, sql::Type{sql::BaseType::boolean}));
        parts.push_back("CONSTRAINT " + quote_always(check.name) + " CHECK (" + condition + ")");
    }
    for (auto const& key : relation.foreign_keys) {
        TRY(auto part, foreign_key_sql(with, relation, key));
        parts.push_back(std::move(part));
    }
    return "CREATE TABLE " + quote_always(relation.storage_name()) + " (" + join(parts, ", ") + ") STRICT";
}

std::optional<std::string> create_key_index_sql(CatalogRelation const& relation,
                                                sql::KeyConstraint const& key) {
    bool const is_rowid = key.kind == sql::KeyKind::primary && !relation.rowid_column.empty();
    if (is_rowid) return std::nullopt;
    return "CREATE UNIQUE INDEX " + quote_always(index_storage_name(relation, key.name)) + " ON " +
           quote_always(relation.storage_name()) + " " + column_list(key.columns);
}

Result<std::string> create_index_sql(TableSql const& with, CatalogRelation const& relation,
                                     sql::CatalogIndex const& index) {
    std::vector<std::string> parts;
    for (auto const& element : index.elements) {
        std::string part = quote_always(element.column);
        if (element.expression) {
            TRY(part, with.expression(relation, *element.expression, std::nullopt));
        }
        if (element.direction == sql::SortDirection::descending) part += " DESC";
        parts.push_back(std::move(part));
    }
    auto text = std::string(index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") +
                quote_always(index_storage_name(relation, index.name)) + " ON " +
                quote_always(relation.storage_name()) + " (" + join(parts, ", ") + ")";
    if (index.where) {
        TRY(auto const condition, with.expression(relation, *index.where, sql::Type{sql::BaseType::boolean}));
        text += " WHERE " + condition;
    }
    return text;
}

}  // namespace backstay::engine::sqlite
