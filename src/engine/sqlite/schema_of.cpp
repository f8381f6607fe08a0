#include "engine/sqlite/schema_of.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "engine/sqlite/view_columns.hpp"
#include "sql/lower/lower.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using sql::CatalogRelation;
using sql::ObjectId;

std::vector<std::string> const path{"public"};

class SchemaMaker {
public:
    explicit SchemaMaker(sql::Catalog const& catalog) : catalog_(catalog), views_(catalog) {
        for (auto const& [id, relation] : catalog_.relations) {
            if (is_view(relation)) view_list_.push_back(&relation);
            if (!is_view(relation) && relation.primary_key() != nullptr) keyed_tables_.push_back(&relation);
        }
    }

    sql::Schema make() {
        schema_.version = catalog_.version;
        for (auto const& [id, relation] : catalog_.relations) add_relation(relation);
        for (auto const& [id, relation] : catalog_.relations) add_foreign_keys(relation);
        for (auto const& [id, function] : catalog_.functions) add_function(function);
        for (auto const& [id, role] : catalog_.roles) schema_.role_settings[role.name] = role.settings;
        for (auto const& [name, schema] : catalog_.schemas)
            if (!schema.comment.empty()) schema_.descriptions[name] = schema.comment;
        return std::move(schema_);
    }

private:
    static bool is_view(CatalogRelation const& relation) {
        return relation.kind == sql::CatalogRelationKind::view ||
               relation.kind == sql::CatalogRelationKind::materialized_view;
    }
    static bool holds_rows(CatalogRelation const& relation) {
        return relation.kind == sql::CatalogRelationKind::table || is_view(relation);
    }
    static sql::RelationKind kind_of(CatalogRelation const& relation) {
        switch (relation.kind) {
            case sql::CatalogRelationKind::view: return sql::RelationKind::view;
            case sql::CatalogRelationKind::materialized_view: return sql::RelationKind::materialized_view;
            default: return sql::RelationKind::table;
        }
    }

    sql::Column column_of(sql::CatalogColumn const& from) const {
        sql::Column column{.name = from.name,
                           .type = sql::storage_base(from.type, catalog_),
                           .type_name = catalog_.type_name(from.type, path)};
        bool const counted = column.type.base == BaseType::varchar || column.type.base == BaseType::bpchar;
        if (counted && !column.type.array && column.type.modifier > 0)
            column.max_length = column.type.modifier;
        column.nullable = !from.not_null;
        column.generated = from.generated;
        column.identity = from.identity;
        column.description = from.comment;
        column.has_default = !from.generated && (from.default_value || from.sequence != 0);
        if (column.has_default) column.default_text = default_text(from);
        if (from.type.base == BaseType::domain)
            if (auto const found = catalog_.domains.find(from.type.user); found != catalog_.domains.end())
                add_domain(column, found->second);
        if (column.type.base == BaseType::enumeration)
            if (auto const found = catalog_.enums.find(column.type.user); found != catalog_.enums.end())
                column.enum_labels = found->second.labels;
        return column;
    }

    static void add_domain(sql::Column& column, sql::DomainType const& domain) {
        column.domain = domain.name.schema + "." + domain.name.name;
        column.nullable = column.nullable && !domain.not_null;
        if (column.has_default || !domain.default_value) return;
        column.has_default = true;
        column.default_text = sql::print_postgres(*domain.default_value);
    }

    std::string default_text(sql::CatalogColumn const& column) const {
        if (column.sequence == 0) return column.default_text;
        auto const* sequence = catalog_.relation(column.sequence);
        if (sequence == nullptr) return {};
        auto const name = sequence->name.schema == "public"
                              ? quote_always(sequence->name.name)
                              : quote_always(sequence->name.schema) + "." + quote_always(sequence->name.name);
        std::string text = "nextval('";
        for (char const c : name) text += c == '\'' ? "''" : std::string(1, c);
        return text + "'::regclass)";
    }

    void add_relation(CatalogRelation const& from) {
        if (!holds_rows(from)) return;
        sql::Relation relation{.name = from.name, .kind = kind_of(from), .columns = {}};
        relation.description = from.comment;
        for (auto const& column : from.columns) relation.columns.push_back(column_of(column));
        if (is_view(from)) {
            relation.insertable = relation.updatable = relation.deletable = views_.updatable(from.id);
            for (auto const& trigger : from.triggers) {
                relation.insertable = relation.insertable || trigger.definition.on_insert;
                relation.updatable = relation.updatable || trigger.definition.on_update;
                relation.deletable = relation.deletable || trigger.definition.on_delete;
            }
            for (auto const* table : keyed_tables_)
                for (auto const& names : views_.shown(from.id, table->id, table->primary_key()->columns))
                    relation.primary_key.insert(relation.primary_key.end(), names.begin(), names.end());
        }
        for (auto const& key : from.keys)
            if (key.kind == sql::KeyKind::primary) {
                relation.primary_key = key.columns;
            } else {
                relation.unique_keys.push_back(key.columns);
            }
        schema_.relations.emplace(relation.name, std::move(relation));
    }

    static bool is_unique(CatalogRelation const& table, std::vector<std::string> const& columns) {
        std::set<std::string> const wanted(columns.begin(), columns.end());
        for (auto const& key : table.keys)
            if (std::set(key.columns.begin(), key.columns.end()) == wanted) return true;
        return std::ranges::any_of(table.indexes, [&](sql::CatalogIndex const& index) {
            if (!index.unique || index.where) return false;
            std::set<std::string> names;
            for (auto const& element : index.elements) names.insert(element.column);
            return names == wanted;
        });
    }

    // A key, and the same key between the views that show its columns.
    void add_foreign_keys(CatalogRelation const& table) {
        if (table.kind != sql::CatalogRelationKind::table) return;
        for (auto const& key : table.foreign_keys) {
            auto const* referenced = catalog_.relation(key.referenced);
            if (referenced == nullptr) continue;
            std::vector<std::pair<sql::QualifiedName, std::vector<std::string>>> from{
                {table.name, key.columns}};
            std::vector<std::pair<sql::QualifiedName, std::vector<std::string>>> to{
                {referenced->name, key.referenced_columns}};
            for (auto const* view : view_list_) {
                for (auto const& names : views_.shown(view->id, table.id, key.columns))
                    from.emplace_back(view->name, names);
                for (auto const& names : views_.shown(view->id, referenced->id, key.referenced_columns))
                    to.emplace_back(view->name, names);
            }
            auto const unique = is_unique(table, key.columns);
            for (auto const& [name, columns] : from)
                for (auto const& [other, other_columns] : to)
                    schema_.foreign_keys.push_back({.constraint = key.name,
                                                    .table = name,
                                                    .columns = columns,
                                                    .referenced = other,
                                                    .referenced_columns = other_columns,
                                                    .unique = unique});
        }
    }

    // ---- functions ----

    std::optional<sql::QualifiedName> relation_of(sql::Type type) const {
        if (type.base != BaseType::composite || type.array) return std::nullopt;
        auto const* relation = catalog_.relation(type.user);
        if (relation == nullptr || !holds_rows(*relation)) return std::nullopt;
        return relation->name;
    }

    void add_function(sql::CatalogFunction const& from) {
        if (from.procedure || from.result.base == BaseType::trigger) return;
        sql::Function function{.name = from.name, .id = from.id, .description = from.comment};
        for (auto const& p : from.parameters) {
            auto const type = sql::storage_base(p.type, catalog_);
            if (p.mode != sql::ParameterMode::out && p.mode != sql::ParameterMode::table)
                function.parameters.push_back({.name = p.name,
                                               .type = type,
                                               .type_name = catalog_.type_name(p.type, path),
                                               .required = !p.default_value,
                                               .variadic = p.mode == sql::ParameterMode::variadic,
                                               .relation = relation_of(p.type)});
            if (p.mode != sql::ParameterMode::in && p.mode != sql::ParameterMode::variadic)
                function.result_columns.push_back(
                    {.name = p.name, .type = type, .type_name = catalog_.type_name(p.type, path)});
        }
        function.result = sql::storage_base(from.result, catalog_);
        function.result_name = catalog_.type_name(from.result, path);
        function.returns_void = from.result.base == BaseType::void_type;
        function.returns_set = from.returns_set;
        function.rows = from.rows;
        function.volatility = from.volatility;
        function.settings = from.settings;
        if (auto const* row =
                from.result.base == BaseType::composite ? catalog_.relation(from.result.user) : nullptr) {
            function.result_columns.clear();
            for (auto const& column : row->columns) function.result_columns.push_back(column_of(column));
            function.result_relation = relation_of(from.result);
        }
        schema_.functions.emplace(function.name, std::move(function));
    }

    sql::Catalog const& catalog_;
    ViewColumns views_;
    std::vector<CatalogRelation const*> view_list_, keyed_tables_;
    sql::Schema schema_;
};

}  // namespace

sql::Schema schema_of(sql::Catalog const& catalog) { return SchemaMaker(catalog).make(); }

}  // namespace backstay::engine::sqlite
