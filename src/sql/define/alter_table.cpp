#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

// One ALTER TABLE: the table as it was, as it becomes, and whether the file has to change for it.
struct Alteration {
    Work& work;
    ObjectId id;
    CatalogRelation old;
    std::vector<AlterTableChange::Fill> fills;
    bool stored = false;

    CatalogRelation& relation() const { return work.catalog().relations.at(id); }
};

Result<void> add_column(Alteration& alteration, AlterTableAction const& action) {
    auto& work = alteration.work;
    auto const& spec = *action.column;
    if (alteration.relation().find_column(spec.name) != nullptr) {
        auto const text =
            "column \"" + spec.name + "\" of relation \"" + alteration.old.name.name + "\" already exists";
        if (!action.if_exists) return failure("42701", text);
        work.notice(text + ", skipping");
        return {};
    }
    std::vector<Constraint> rest;
    TRY(auto column, make_column(work, alteration.relation(), spec, rest));
    bool const filled = column.default_value && !column.generated;
    bool const identity = column.identity != IdentityKind::none;
    if (column.not_null && !filled && !identity && !column.generated)
        work.change(VerifyChange{alteration.old, Requirement::not_null, spec.name});
    if (filled || identity) alteration.fills.push_back({.column = spec.name});
    alteration.relation().columns.push_back(std::move(column));
    alteration.stored = true;
    for (auto const& constraint : rest) TRY_VOID(add_constraint(work, alteration.id, constraint));
    return {};
}

bool names(std::vector<std::string> const& columns, std::string const& column) {
    return std::ranges::find(columns, column) != columns.end();
}

bool reads(Expression const& expression, std::string const& column) {
    bool found = false;
    for_each_column(expression, [&](ColumnRef const& ref) { found = found || ref.names.back() == column; });
    return found;
}

bool index_reads(CatalogIndex const& index, std::string const& column) {
    return std::ranges::any_of(index.elements, [&](IndexElement const& element) {
        return element.column == column || (element.expression && reads(*element.expression, column));
    });
}

// What else in the table falls with the column, as PostgreSQL lets it.
void drop_what_names(CatalogRelation& relation, std::string const& column) {
    std::erase_if(relation.keys, [&](auto const& key) { return names(key.columns, column); });
    std::erase_if(relation.checks, [&](auto const& check) { return reads(check.expression, column); });
    std::erase_if(relation.foreign_keys, [&](auto const& key) { return names(key.columns, column); });
    std::erase_if(relation.indexes, [&](auto const& index) {
        return index_reads(index, column) || (index.where && reads(*index.where, column));
    });
    std::erase_if(relation.grants, [&](auto const& grant) { return grant.column == column; });
}

// What rests on the column falls with it under CASCADE, and keeps it otherwise.
Result<void> free_of_readers(Alteration& alteration, std::string const& column, DropBehaviour behaviour) {
    auto& work = alteration.work;
    auto const readers = readers_of(work, alteration.id, column);
    if (readers.empty()) return {};
    if (behaviour == DropBehaviour::cascade) {
        for (auto const& reader : readers) TRY_VOID(drop_reader(work, reader));
        return {};
    }
    auto const& relation = alteration.relation();
    auto const what =
        "column " + column + " of " + kind_word(relation.kind) + " " + shown(work, relation.name);
    std::vector<std::string> lines;
    for (auto const& reader : readers) lines.push_back(reader.shown(work) + " depends on " + what);
    return failure("2BP01", "cannot drop " + what + " because other objects depend on it")
        .detail(join(lines, "\n"))
        .hint("Use DROP ... CASCADE to drop the dependent objects too.");
}

// A view and a policy have the types of what they read.
Result<void> require_unread(Alteration& alteration, std::string const& column) {
    auto& work = alteration.work;
    auto const readers = readers_of(work, alteration.id, column);
    if (readers.empty()) return {};
    auto const& first = readers.front();
    auto const depends = " depends on column \"" + column + "\"";
    if (first.policy.empty())
        return failure("0A000", "cannot alter type of a column used by a view or rule")
            .detail("rule _RETURN on " + first.shown(work) + depends);
    return failure("0A000", "cannot alter type of a column used in a policy definition")
        .detail(first.shown(work) + depends);
}

Result<void> drop_column(Alteration& alteration, AlterTableAction const& action) {
    auto& relation = alteration.relation();
    auto const column = find_column(relation, action.name);
    if (!column && action.if_exists) {
        alteration.work.notice("column \"" + action.name + "\" of relation \"" + relation.name.name +
                               "\" does not exist, skipping");
        return {};
    }
    TRY(auto const* found, column);
    TRY_VOID(free_of_readers(alteration, action.name, action.behaviour));
    if (relation.rowid_column == action.name) return not_supported(Limitation::drop_rowid_column);
    auto const sequence = found->sequence;
    drop_what_names(relation, action.name);
    forget_column(alteration.work, relation, action.name);
    std::erase_if(relation.columns, [&](CatalogColumn const& c) { return c.name == action.name; });
    if (sequence != 0) TRY_VOID(drop_relation(alteration.work, sequence, DropBehaviour::cascade));
    alteration.stored = true;
    return {};
}

Result<void> set_type(Alteration& alteration, AlterTableAction const& action) {
    auto& work = alteration.work;
    TRY(auto* column, find_column(alteration.relation(), action.name));
    TRY(auto const type, find_type(work, *action.type));
    bool const integer =
        type.base == BaseType::int2 || type.base == BaseType::int4 || type.base == BaseType::int8;
    if (alteration.relation().rowid_column == action.name && !integer)
        return not_supported(Limitation::retype_rowid_column);
    if (column->type != type) TRY_VOID(require_unread(alteration, action.name));
    auto const source = action.expression.value_or(sql::column(action.name));
    auto const value = cast(source, *action.type);
    if (work.context.typing != nullptr) {
        auto const typed =
            work.context.typing->check_expression(work.catalog(), &alteration.old, source, type);
        if (!typed && !action.expression)
            return failure("42804", "column \"" + action.name + "\" cannot be cast automatically to type " +
                                        work.catalog().type_name(type, work.context.search_path))
                .hint("You might need to specify \"USING " + quote_identifier(action.name) +
                      "::" + work.catalog().type_name(type, work.context.search_path) + "\".");
        if (!typed) return std::unexpected(typed.error());
    }
    alteration.fills.push_back({.column = action.name, .value = value});
    column->type = type;
    alteration.stored = true;
    return {};
}

Result<void> set_not_null(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    if (column->not_null) return {};
    alteration.work.change(VerifyChange{alteration.old, Requirement::not_null, action.name});
    column->not_null = true;
    alteration.stored = true;
    return {};
}

Result<void> drop_not_null(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    auto const* key = alteration.relation().primary_key();
    if (key != nullptr && names(key->columns, action.name))
        return failure("42P16", "column \"" + action.name + "\" is in a primary key");
    if (column->identity != IdentityKind::none)
        return failure("42601", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" is an identity column");
    column->not_null = false;
    alteration.stored = true;
    return {};
}

Result<void> set_default(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    if (column->generated)
        return failure("42601", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" is a generated column");
    if (auto const* typing = alteration.work.context.typing)
        TRY_VOID(
            typing->check_expression(alteration.work.catalog(), nullptr, *action.expression, column->type));
    column->default_value = action.expression;
    column->default_text = print_postgres(*action.expression);
    return {};
}

Result<void> drop_default(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    column->default_value.reset();
    column->default_text.clear();
    return {};
}

Result<void> drop_expression(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    if (!column->generated)
        return failure("55000", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" is not a stored generated column");
    column->generated = false;
    alteration.stored = true;
    return drop_default(alteration, action);
}

Result<void> add_table_constraint(Alteration& alteration, AlterTableAction const& action) {
    auto const& constraint = *action.constraint;
    TRY(auto const name, add_constraint(alteration.work, alteration.id, constraint));
    auto as_it_will_be = alteration.relation();
    as_it_will_be.columns = alteration.relation().columns;
    if (constraint.kind == ConstraintKind::check && !constraint.not_valid)
        alteration.work.change(VerifyChange{as_it_will_be, Requirement::check, name});
    if (constraint.kind == ConstraintKind::foreign_key && !constraint.not_valid)
        alteration.work.change(VerifyChange{as_it_will_be, Requirement::foreign_key, name});
    if (constraint.kind == ConstraintKind::primary_key)
        for (auto const& column : constraint.columns)
            alteration.work.change(VerifyChange{alteration.old, Requirement::not_null, column});
    alteration.stored = true;
    return {};
}

Result<void> drop_constraint(Alteration& alteration, AlterTableAction const& action) {
    auto& relation = alteration.relation();
    auto const named = [&](auto const& constraint) { return constraint.name == action.name; };
    for (auto const& [id, other] : alteration.work.catalog().relations)
        for (auto const& key : other.foreign_keys) {
            auto const dropped = std::ranges::find_if(relation.keys, named);
            bool const rests_on_it = dropped != relation.keys.end() && key.referenced == relation.id &&
                                     key.referenced_columns == dropped->columns;
            if (rests_on_it && action.behaviour != DropBehaviour::cascade)
                return failure("2BP01", "cannot drop constraint " + action.name + " on table " +
                                            relation.name.name + " because other objects depend on it")
                    .detail("constraint " + key.name + " on table " + other.name.name + " depends on index " +
                            action.name)
                    .hint("Use DROP ... CASCADE to drop the dependent objects too.");
        }
    auto const* primary = relation.primary_key();
    if (primary != nullptr && primary->name == action.name && !relation.rowid_column.empty())
        return not_supported(Limitation::drop_rowid_key);
    auto const dropped = std::erase_if(relation.keys, named) + std::erase_if(relation.checks, named) +
                         std::erase_if(relation.foreign_keys, named);
    if (dropped == 0 && !action.if_exists)
        return failure("42704", "constraint \"" + action.name + "\" of relation \"" + relation.name.name +
                                    "\" does not exist");
    if (dropped == 0)
        alteration.work.notice("constraint \"" + action.name + "\" of relation \"" + relation.name.name +
                               "\" does not exist, skipping");
    alteration.stored = alteration.stored || dropped > 0;
    return {};
}

Result<void> validate_constraint(Alteration& alteration, AlterTableAction const& action) {
    auto& relation = alteration.relation();
    for (auto& check : relation.checks)
        if (check.name == action.name) {
            alteration.work.change(VerifyChange{relation, Requirement::check, action.name});
            check.validated = true;
            return {};
        }
    for (auto& key : relation.foreign_keys)
        if (key.name == action.name) {
            alteration.work.change(VerifyChange{relation, Requirement::foreign_key, action.name});
            key.validated = true;
            return {};
        }
    return failure("42704", "constraint \"" + action.name + "\" of relation \"" + relation.name.name +
                                "\" does not exist");
}

Result<void> add_identity(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    if (column->identity != IdentityKind::none)
        return failure("55000", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" is already an identity column");
    if (!column->not_null)
        return failure("55000", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" must be declared NOT NULL before identity can be added");
    ColumnSpec spec{.name = action.name, .type = {.name = {"", std::string(type_name(column->type.base))}}};
    spec.constraints.push_back(*action.constraint);
    std::vector<Constraint> rest;
    TRY(auto const made, make_column(alteration.work, alteration.relation(), spec, rest));
    TRY(column, find_column(alteration.relation(), action.name));
    column->identity = made.identity;
    column->sequence = made.sequence;
    return {};
}

Result<void> drop_identity(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    if (column->identity == IdentityKind::none) {
        if (action.if_exists) return {};
        return failure("55000", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" is not an identity column");
    }
    column->identity = IdentityKind::none;
    auto const sequence = std::exchange(column->sequence, 0);
    return drop_relation(alteration.work, sequence, DropBehaviour::cascade);
}

Result<void> set_identity(Alteration& alteration, AlterTableAction const& action) {
    TRY(auto* column, find_column(alteration.relation(), action.name));
    if (column->identity == IdentityKind::none)
        return failure("55000", "column \"" + action.name + "\" of relation \"" + alteration.old.name.name +
                                    "\" is not an identity column");
    auto const& change = *action.constraint;
    if (change.identity != IdentityKind::none) column->identity = change.identity;
    if (change.sequence.restart || change.sequence.restart_plain)
        alteration.work.change(RestartSequenceChange{column->sequence, change.sequence.restart.value_or(1)});
    return {};
}

Result<void> set_row_security(Alteration& alteration, AlterTableAction const& action) {
    auto& relation = alteration.relation();
    switch (action.kind) {
        case AlterTableKind::enable_row_security: relation.row_security = true; break;
        case AlterTableKind::disable_row_security: relation.row_security = false; break;
        case AlterTableKind::force_row_security: relation.force_row_security = true; break;
        default: relation.force_row_security = false;
    }
    return {};
}

Result<void> set_trigger(Alteration& alteration, AlterTableAction const& action) {
    bool const enabled = action.kind == AlterTableKind::enable_trigger;
    bool const all = action.name.empty() || action.name == "all" || action.name == "user";
    bool found = all;
    for (auto& trigger : alteration.relation().triggers) {
        if (!all && trigger.name != action.name) continue;
        trigger.enabled = enabled;
        found = true;
    }
    if (found) return {};
    return failure("42704", "trigger \"" + action.name + "\" for table \"" + alteration.old.name.name +
                                "\" does not exist");
}

Result<void> apply(Alteration& alteration, AlterTableAction const& action) {
    using enum AlterTableKind;
    switch (action.kind) {
        case add_column: return defining::add_column(alteration, action);
        case drop_column: return defining::drop_column(alteration, action);
        case set_type: return defining::set_type(alteration, action);
        case set_default: return defining::set_default(alteration, action);
        case drop_default: return defining::drop_default(alteration, action);
        case set_not_null: return defining::set_not_null(alteration, action);
        case drop_not_null: return defining::drop_not_null(alteration, action);
        case drop_expression: return defining::drop_expression(alteration, action);
        case add_constraint: return add_table_constraint(alteration, action);
        case drop_constraint: return defining::drop_constraint(alteration, action);
        case validate_constraint: return defining::validate_constraint(alteration, action);
        case add_identity: return defining::add_identity(alteration, action);
        case set_identity: return defining::set_identity(alteration, action);
        case drop_identity: return defining::drop_identity(alteration, action);
        case enable_row_security:
        case disable_row_security:
        case force_row_security:
        case no_force_row_security: return set_row_security(alteration, action);
        case enable_trigger:
        case disable_trigger: return set_trigger(alteration, action);
        case owner_to: {
            TRY(alteration.relation().owner, find_role(alteration.work, action.name));
            return {};
        }
        // They steer PostgreSQL's storage and planner, and change no answer.
        case set_statistics:
        case set_storage:
        case replica_identity:
        case reset_options: return {};
        default: return not_supported(Limitation::alter_table, action.construct);
    }
}

Result<void> set_view_options(CatalogRelation& view, AlterTable const& statement) {
    for (auto const& action : statement.actions) {
        if (action.kind != AlterTableKind::set_options && action.kind != AlterTableKind::reset_options)
            continue;
        for (auto const& option : action.options)
            if (option.name == "security_invoker")
                view.security_invoker = action.kind == AlterTableKind::set_options &&
                                        option.value != "false" && option.value != "off" &&
                                        option.value != "0";
    }
    return {};
}

Result<void> alter_relation_owner(Work& work, CatalogRelation& relation, AlterTable const& statement) {
    for (auto const& action : statement.actions) {
        if (action.kind == AlterTableKind::owner_to) {
            TRY(relation.owner, find_role(work, action.name));
        }
    }
    return set_view_options(relation, statement);
}

}  // namespace

Result<void> alter_table(Work& work, AlterTable const& statement) {
    auto* found = find_any_relation(work, statement.table.name);
    if (found == nullptr && statement.if_exists) {
        work.notice("relation \"" + statement.table.name.name + "\" does not exist, skipping");
        return {};
    }
    TRY(auto* relation, find_relation(work, statement.table.name));
    TRY_VOID(require_owner(work, relation->owner, kind_word(relation->kind) + " " + relation->name.name));
    if (relation->kind != CatalogRelationKind::table) return alter_relation_owner(work, *relation, statement);

    Alteration alteration{.work = work, .id = relation->id, .old = *relation};
    for (auto const& action : statement.actions) TRY_VOID(apply(alteration, action));
    if (alteration.stored)
        work.change(AlterTableChange{alteration.old, alteration.id, std::move(alteration.fills)});
    return {};
}

}  // namespace backstay::sql::defining
