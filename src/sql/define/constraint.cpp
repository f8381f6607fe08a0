#include <algorithm>
#include <set>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

Result<std::string> constraint_name(CatalogRelation const& relation, Constraint const& constraint,
                                    std::string const& columns, std::string const& suffix) {
    if (constraint.name.empty())
        return choose_name(relation.name.name, columns, suffix,
                           [&](std::string const& name) { return has_constraint(relation, name); });
    if (has_constraint(relation, constraint.name))
        return failure("42710", "constraint \"" + constraint.name + "\" for relation \"" +
                                    relation.name.name + "\" already exists");
    return constraint.name;
}

Result<void> require_columns(CatalogRelation& relation, std::vector<std::string> const& columns) {
    for (auto const& name : columns)
        if (relation.find_column(name) == nullptr)
            return failure("42703", "column \"" + name + "\" named in key does not exist");
    return {};
}

Result<std::string> add_key(CatalogRelation& relation, Constraint const& constraint) {
    bool const primary = constraint.kind == ConstraintKind::primary_key;
    if (primary && relation.primary_key() != nullptr)
        return failure("42P16",
                       "multiple primary keys for table \"" + relation.name.name + "\" are not allowed");
    if (!constraint.index.empty()) return not_supported(Limitation::unique_using_index);
    TRY_VOID(require_columns(relation, constraint.columns));
    TRY(auto name, primary ? constraint_name(relation, constraint, "", "pkey")
                           : constraint_name(relation, constraint, join(constraint.columns, "_"), "key"));
    if (primary)
        for (auto& column : relation.columns)
            if (std::ranges::find(constraint.columns, column.name) != constraint.columns.end())
                column.not_null = true;
    if (constraint.nulls_not_distinct) return not_supported(Limitation::nulls_not_distinct);
    relation.keys.push_back({.name = name,
                             .kind = primary ? KeyKind::primary : KeyKind::unique,
                             .columns = constraint.columns,
                             .deferrable = constraint.deferrable,
                             .initially_deferred = constraint.initially_deferred});
    return name;
}

// PostgreSQL names a check after its column where it reads one alone.
std::string column_in_name(CatalogRelation const& relation, Expression const& expression) {
    std::set<std::string> named;
    for_each_column(expression, [&](ColumnRef const& ref) {
        if (!ref.star && relation.find_column(ref.names.back()) != nullptr) named.insert(ref.names.back());
    });
    return named.size() == 1 ? *named.begin() : "";
}

Result<std::string> add_check(Work& work, CatalogRelation& relation, Constraint const& constraint) {
    TRY(auto name,
        constraint_name(relation, constraint, column_in_name(relation, *constraint.expression), "check"));
    if (work.context.typing != nullptr)
        TRY_VOID(work.context.typing->check_expression(work.catalog(), &relation, *constraint.expression,
                                                       Type{.base = BaseType::boolean}));
    relation.checks.push_back({.name = name,
                               .expression = *constraint.expression,
                               .text = print_postgres(*constraint.expression),
                               .validated = !constraint.not_valid});
    return name;
}

bool is_unique_key(CatalogRelation const& relation, std::vector<std::string> const& columns) {
    std::set<std::string> const wanted(columns.begin(), columns.end());
    auto const matches = [&](std::vector<std::string> const& key) {
        return std::set<std::string>(key.begin(), key.end()) == wanted;
    };
    if (std::ranges::any_of(relation.keys, [&](auto const& key) { return matches(key.columns); }))
        return true;
    return std::ranges::any_of(relation.indexes, [&](CatalogIndex const& index) {
        std::vector<std::string> key;
        for (auto const& element : index.elements) key.push_back(element.column);
        return index.unique && !index.where && matches(key);
    });
}

Result<std::string> add_foreign_key(Work& work, CatalogRelation& relation, Constraint const& constraint) {
    TRY(auto* referenced, find_relation(work, constraint.references));
    if (referenced->kind != CatalogRelationKind::table)
        return failure("42809", "referenced relation \"" + referenced->name.name + "\" is not a table");
    for (auto const& name : constraint.columns)
        if (relation.find_column(name) == nullptr)
            return failure("42703",
                           "column \"" + name + "\" referenced in foreign key constraint does not exist");
    auto columns = constraint.referenced_columns;
    if (columns.empty()) {
        auto const* key = referenced->primary_key();
        if (key == nullptr)
            return failure("42704",
                           "there is no primary key for referenced table \"" + referenced->name.name + "\"");
        columns = key->columns;
    }
    for (auto const& name : columns)
        if (referenced->find_column(name) == nullptr)
            return failure("42703",
                           "column \"" + name + "\" referenced in foreign key constraint does not exist");
    if (columns.size() != constraint.columns.size())
        return failure("42830", "number of referencing and referenced columns for foreign key disagree");
    if (!is_unique_key(*referenced, columns))
        return failure("42830", "there is no unique constraint matching given keys for referenced table \"" +
                                    referenced->name.name + "\"");
    if (constraint.match == KeyMatch::full && columns.size() > 1)
        return not_supported(Limitation::match_full);
    if (!constraint.on_delete_columns.empty()) return not_supported(Limitation::set_null_columns);
    TRY(auto name, constraint_name(relation, constraint, join(constraint.columns, "_"), "fkey"));
    relation.foreign_keys.push_back({.name = name,
                                     .columns = constraint.columns,
                                     .referenced = referenced->id,
                                     .referenced_columns = columns,
                                     .on_update = constraint.on_update,
                                     .on_delete = constraint.on_delete,
                                     .match = constraint.match,
                                     .deferrable = constraint.deferrable,
                                     .initially_deferred = constraint.initially_deferred,
                                     .validated = !constraint.not_valid});
    return name;
}

}  // namespace

Result<std::string> add_constraint(Work& work, ObjectId id, Constraint const& constraint) {
    auto& relation = work.catalog().relations.at(id);
    switch (constraint.kind) {
        case ConstraintKind::primary_key:
        case ConstraintKind::unique: return add_key(relation, constraint);
        case ConstraintKind::check: return add_check(work, relation, constraint);
        case ConstraintKind::foreign_key: return add_foreign_key(work, relation, constraint);
        case ConstraintKind::exclude: return not_supported(Limitation::exclude);
        default: return internal_error("not a constraint of a table");
    }
}

}  // namespace backstay::sql::defining
