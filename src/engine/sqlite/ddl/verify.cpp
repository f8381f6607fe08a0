#include "engine/sqlite/ddl/verify.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::CatalogRelation;

Result<void> verify_not_null(DdlTarget& target, CatalogRelation const& relation, std::string const& column) {
    // A column that is only now added is null in every row there is.
    bool const is_there = relation.find_column(column) != nullptr;
    auto const condition = is_there ? " WHERE " + quote_always(column) + " IS NULL" : std::string();
    TRY(auto const row,
        target.first_row("SELECT 1 FROM " + quote_always(relation.storage_name()) + condition + " LIMIT 1",
                         {sql::Type{.base = sql::BaseType::int4}}));
    if (!row) return {};
    return failure(
        "23502", "column \"" + column + "\" of relation \"" + relation.name.name + "\" contains null values");
}

Result<void> verify_check(DdlTarget& target, CatalogRelation const& relation, std::string const& name,
                          ExpressionText const& text) {
    auto const check = std::ranges::find(relation.checks, name, &sql::CheckConstraint::name);
    TRY(auto const condition, text(relation, check->expression, sql::Type{.base = sql::BaseType::boolean}));
    TRY(auto const row, target.first_row("SELECT 1 FROM " + quote_always(relation.storage_name()) +
                                             " WHERE NOT (" + condition + ") LIMIT 1",
                                         {sql::Type{.base = sql::BaseType::int4}}));
    if (!row) return {};
    return failure("23514", "check constraint \"" + name + "\" of relation \"" + relation.name.name +
                                "\" is violated by some row")
        .constraint(name);
}

Result<void> verify_foreign_key(DdlTarget& target, sql::Catalog const& catalog,
                                CatalogRelation const& relation, std::string const& name) {
    auto const key = std::ranges::find(relation.foreign_keys, name, &sql::ForeignKeyConstraint::name);
    auto const& referenced = catalog.relations.at(key->referenced);
    std::vector<std::string> values;
    std::vector<std::string> conditions;
    std::vector<std::string> present;
    std::vector<sql::Type> types;
    for (std::size_t i = 0; i < key->columns.size(); ++i) {
        auto const value = "c." + quote_always(key->columns[i]);
        values.push_back(value);
        present.push_back(value + " IS NOT NULL");
        conditions.push_back("p." + quote_always(key->referenced_columns[i]) + " = " + value);
        types.push_back(relation.find_column(key->columns[i])->type);
    }
    TRY(auto const row,
        target.first_row("SELECT " + join(values, ", ") + " FROM " + quote_always(relation.storage_name()) +
                             " c WHERE " + join(present, " AND ") + " AND NOT EXISTS (SELECT 1 FROM " +
                             quote_always(referenced.storage_name()) + " p WHERE " +
                             join(conditions, " AND ") + ") LIMIT 1",
                         types));
    if (!row) return {};
    return failure("23503", "insert or update on table \"" + relation.name.name +
                                "\" violates foreign key constraint \"" + name + "\"")
        .detail("Key (" + join(key->columns, ", ") + ")=(" + join(*row, ", ") +
                ") is not present in table \"" + referenced.name.name + "\".")
        .constraint(name);
}

}  // namespace

Result<void> verify(DdlTarget& target, sql::Catalog const& catalog, sql::VerifyChange const& change,
                    ExpressionText const& text) {
    switch (change.requirement) {
        case sql::Requirement::not_null: return verify_not_null(target, change.relation, change.name);
        case sql::Requirement::check: return verify_check(target, change.relation, change.name, text);
        case sql::Requirement::foreign_key:
            return verify_foreign_key(target, catalog, change.relation, change.name);
    }
    return internal_error("a requirement out of range");
}

}  // namespace backstay::engine::sqlite
