// Encrypted columns (sql/encryption.hpp) after a definition: nothing of the database may rest on what they
// say, since it has no more than their ciphertexts, and what these are bound to has to stay.

#include "sql/encryption.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

bool reads_column(std::optional<Expression> const& expression, std::string const& column) {
    bool found = false;
    if (expression)
        for_each_column(*expression, [&](ColumnRef const& ref) {
            found = found || ref.star || (!ref.names.empty() && ref.names.back() == column);
        });
    return found;
}

Failure rests_on(std::string const& column, std::string const& what) {
    return failure("55000", "column \"" + column + "\" is encrypted: " + what)
        .hint(
            "The database compares and computes ciphertexts. docs/encryption.md says what can be done "
            "instead.");
}

// left(name, 35)
bool is_blind_index(Expression const& expression, std::string const& column) {
    auto const* const called = std::get_if<Call>(&expression.node);
    if (called == nullptr || called->name.name != "left" || called->args.size() != 2) return false;
    auto const* const of = std::get_if<ColumnRef>(&called->args[0].value.node);
    auto const* const length = std::get_if<Literal>(&called->args[1].value.node);
    return of != nullptr && !of->names.empty() && of->names.back() == column && length != nullptr &&
           length->text == std::to_string(blind_prefix);
}

Result<void> check_indexes(CatalogRelation const& relation, std::string const& column,
                           Encryption const& encryption) {
    for (auto const& index : relation.indexes) {
        auto rests = reads_column(index.where, column) ||
                     std::ranges::find(index.include, column) != index.include.end();
        for (auto const& element : index.elements) {
            bool const blind = encryption.searchable && element.expression && !index.unique &&
                               is_blind_index(*element.expression, column);
            rests = rests || element.column == column || (!blind && reads_column(element.expression, column));
        }
        if (!rests) continue;
        return failure("55000",
                       "column \"" + column + "\" is encrypted: index \"" + index.name + "\" is over it")
            .hint("Of an @encrypted(searchable) column the blind index can be indexed: (left(" +
                  quote_identifier(column) + ", " + std::to_string(blind_prefix) + ")).");
    }
    return {};
}

Result<void> check_constraints(CatalogRelation const& relation, std::string const& column) {
    for (auto const& key : relation.keys)
        if (std::ranges::find(key.columns, column) != key.columns.end())
            return rests_on(column, "key \"" + key.name + "\" is over it");
    for (auto const& key : relation.foreign_keys)
        if (std::ranges::find(key.columns, column) != key.columns.end())
            return rests_on(column, "foreign key \"" + key.name + "\" is over it");
    for (auto const& check : relation.checks)
        if (reads_column(check.expression, column))
            return rests_on(column, "check \"" + check.name + "\" is over it");
    for (auto const& other : relation.columns)
        if (other.generated && reads_column(other.default_value, column))
            return rests_on(column, "column \"" + other.name + "\" is computed of it");
    return {};
}

Result<void> check_policy(Work& work, CatalogRelation const& relation, Policy const& policy) {
    auto const* const typing = work.context.typing;
    for (auto const* condition : {&policy.using_expression, &policy.with_check}) {
        if (!*condition || typing == nullptr) continue;
        TRY(auto const binding, typing->bind(work.catalog(), &relation, **condition));
        for (auto const& [read, name] : binding.reads) {
            auto const found = work.catalog().relations.find(read);
            if (found == work.catalog().relations.end()) continue;
            auto const* const column = found->second.find_column(name);
            if (column != nullptr && declares_encryption(column->comment))
                return rests_on(name, "policy \"" + policy.name + "\" reads it");
        }
    }
    return {};
}

// That the primary key is one that values can be bound to.
Result<void> check_key(CatalogRelation const& relation, std::string const& column) {
    auto const* const key = relation.primary_key();
    auto const binds = [&](std::string const& name) {
        auto const* const part = relation.find_column(name);
        return part != nullptr && can_bind(part->type);
    };
    if (key != nullptr && std::ranges::all_of(key->columns, binds)) return {};
    return rests_on(column, "its table has no primary key of integers, uuids or texts");
}

Result<void> check_column(CatalogRelation const& relation, CatalogColumn const& column) {
    TRY(auto const encryption, read_encryption(column.comment, relation.name, column.name));
    if (relation.kind != CatalogRelationKind::table)
        return rests_on(column.name, "it is no column of a table");
    if (column.type.base != BaseType::text || column.type.array)
        return rests_on(column.name, "its type is not text");
    if (column.default_value) return rests_on(column.name, "it has a default");
    TRY_VOID(check_key(relation, column.name));
    TRY_VOID(check_constraints(relation, column.name));
    return check_indexes(relation, column.name, encryption);
}

Result<void> check_relation(CatalogRelation const& relation) {
    for (auto const& column : relation.columns)
        if (declares_encryption(column.comment)) TRY_VOID(check_column(relation, column));
    return {};
}

// Values are bound to what their column was called when they were written.
Result<void> check_renamed(CatalogRelation const& relation, QualifiedName const& before,
                           std::string const& only = {}, std::string const& only_before = {}) {
    for (auto const& column : relation.columns) {
        if (!declares_encryption(column.comment) || (!only.empty() && column.name != only)) continue;
        auto const& name = only.empty() ? column.name : only_before;
        TRY(auto const now, read_encryption(column.comment, relation.name, column.name));
        TRY(auto const then, read_encryption(column.comment, before, name));
        if (now.place == then.place) continue;
        return failure("55000", "the values of \"" + name + "\" are bound to " + then.place)
            .hint("First: comment on column " + quote_identifier(before.name) + "." + quote_identifier(name) +
                  " is '@encrypted(" + (then.searchable ? "searchable, " : "") + "as " + then.place + ")';");
    }
    return {};
}

Result<void> check_rename(Work& work, Rename const& statement) {
    auto const& name = statement.name.name;
    if (statement.object == ObjectKind::schema) {
        for (auto const& [id, relation] : work.catalog().relations)
            if (relation.name.schema == statement.new_name)
                TRY_VOID(check_renamed(relation, {name.name, relation.name.name}));
        return {};
    }
    bool const column = statement.object == ObjectKind::column;
    auto const* const relation =
        find_any_relation(work, column ? name : QualifiedName{name.schema, statement.new_name});
    if (relation == nullptr) return {};
    if (column) return check_renamed(*relation, relation->name, statement.new_name, statement.name.part);
    return check_renamed(*relation, {relation->name.schema, name.name});
}

Result<void> check_named(Work& work, QualifiedName const& name) {
    auto const* const relation = find_any_relation(work, name);
    return relation == nullptr ? Result<void>() : check_relation(*relation);
}

Result<void> check_policies_of(Work& work, QualifiedName const& name, std::string const& called) {
    auto const* const relation = find_any_relation(work, name);
    if (relation == nullptr) return {};
    for (auto const& policy : relation->policies)
        if (called.empty() || policy.name == called) TRY_VOID(check_policy(work, *relation, policy));
    return {};
}

}  // namespace

Result<void> check_encrypted(Work& work, Statement const& statement) {
    auto const check = Overloaded{
        [&](Comment const& s) -> Result<void> {
            if (s.object != ObjectKind::column || !declares_encryption(s.text.value_or(""))) return {};
            TRY_VOID(check_named(work, s.name.name));
            for (auto const& [id, relation] : work.catalog().relations)
                for (auto const& policy : relation.policies) TRY_VOID(check_policy(work, relation, policy));
            return {};
        },
        [&](AlterTable const& s) { return check_named(work, s.table.name); },
        [&](CreateIndex const& s) { return check_named(work, s.table.name); },
        [&](CreatePolicy const& s) { return check_policies_of(work, s.table.name, s.name); },
        [&](AlterPolicy const& s) { return check_policies_of(work, s.table.name, s.name); },
        [&](Rename const& s) { return check_rename(work, s); },
        [&](SetSchema const& s) -> Result<void> {
            auto const* const relation = find_any_relation(work, {s.new_schema, s.name.name.name});
            auto const before = s.name.name.schema.empty() ? std::string("public") : s.name.name.schema;
            return relation == nullptr ? Result<void>()
                                       : check_renamed(*relation, {before, relation->name.name});
        },
        [](auto const&) -> Result<void> { return {}; },
    };
    return std::visit(check, statement.node);
}

}  // namespace backstay::sql::defining
