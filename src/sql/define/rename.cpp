#include <algorithm>
#include <functional>
#include <utility>

#include "base/limitation.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"
#include "sql/storage_name.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

// Trees name things; PostgreSQL's stored ones hold numbers. So a rename goes through every stored tree.
void for_each_stored(CatalogRelation& relation, std::function<void(Expression&)> const& visit) {
    for (auto& check : relation.checks) {
        visit(check.expression);
        check.text = print_postgres(check.expression);
    }
    for (auto& policy : relation.policies) {
        if (policy.using_expression) {
            visit(*policy.using_expression);
            policy.using_text = print_postgres(*policy.using_expression);
        }
        if (policy.with_check) {
            visit(*policy.with_check);
            policy.check_text = print_postgres(*policy.with_check);
        }
    }
    for (auto& column : relation.columns)
        if (column.default_value) {
            visit(*column.default_value);
            column.default_text = print_postgres(*column.default_value);
        }
    for (auto& index : relation.indexes) {
        for (auto& element : index.elements)
            if (element.expression) visit(*element.expression);
        if (index.where) visit(*index.where);
    }
}

void edit_view(CatalogRelation& view, std::function<void(Select&)> const& edit) {
    auto query = *view.view_query;
    edit(query);
    view.view_text = print_postgres(query);
    view.view_query = std::make_shared<Select const>(std::move(query));
}

// FROM old becomes FROM new AS old, so that old.column goes on meaning what it did.
void rename_references(Work& work, QualifiedName const& old_name, QualifiedName const& new_name) {
    auto const on_relation = [&](RelationRef& ref) {
        if (ref.name != old_name) return;
        if (!ref.alias) ref.alias = Alias{.name = ref.name.name, .columns = {}};
        ref.name = new_name;
    };
    for (auto& [id, relation] : work.catalog().relations) {
        for_each_stored(relation, [&](Expression& e) { for_each_relation(e, on_relation); });
        if (relation.view_query)
            edit_view(relation, [&](Select& query) { for_each_relation(query, on_relation); });
    }
}

// A type or a function by its new name, wherever the old one stands.
void rename_named(Work& work, std::function<QualifiedName*(Expression&)> const& name_of,
                  QualifiedName const& old_name, QualifiedName const& new_name) {
    auto const on_expression = [&](Expression& e) {
        auto* name = name_of(e);
        bool const meant = name != nullptr && name->name == old_name.name &&
                           (name->schema.empty() || name->schema == old_name.schema);
        if (!meant) return;
        if (!name->schema.empty()) name->schema = new_name.schema;
        name->name = new_name.name;
    };
    for (auto& [id, relation] : work.catalog().relations) {
        for_each_stored(relation, [&](Expression& e) { for_each_expression(e, on_expression); });
        if (relation.view_query)
            edit_view(relation, [&](Select& query) { for_each_expression(query, on_expression); });
    }
}

QualifiedName* type_of_cast(Expression& e) {
    auto* cast = std::get_if<Cast>(&e.node);
    return cast == nullptr ? nullptr : &cast->type.name;
}
QualifiedName* called(Expression& e) {
    auto* call = std::get_if<Call>(&e.node);
    return call == nullptr ? nullptr : &call->name;
}

void rename_qualifier(CatalogRelation& relation, std::string const& old_name) {
    auto const on_expression = [&](Expression& e) {
        auto* ref = std::get_if<ColumnRef>(&e.node);
        if (ref != nullptr && ref->names.size() == 2 && ref->names[0] == old_name)
            ref->names[0] = relation.name.name;
    };
    for_each_stored(relation, [&](Expression& e) { for_each_expression(e, on_expression); });
}

Result<void> rename_relation(Work& work, Rename const& statement, CatalogRelation& relation) {
    QualifiedName const new_name{relation.name.schema, statement.new_name};
    TRY_VOID(require_free_name(work, new_name));
    auto const old_name = relation.name;
    auto const old_storage = relation.storage_name();
    relation.name = new_name;
    rename_qualifier(relation, old_name.name);
    rename_references(work, old_name, new_name);
    bool const stored = relation.kind == CatalogRelationKind::table ||
                        relation.kind == CatalogRelationKind::materialized_view;
    if (stored) work.change(RenameTableChange{old_storage, relation.id});
    return {};
}

void rename_in_list(std::vector<std::string>& names, Rename const& statement) {
    std::ranges::replace(names, statement.name.part, statement.new_name);
}

void rename_in_constraints(Work& work, CatalogRelation& relation, Rename const& statement) {
    for (auto& key : relation.keys) rename_in_list(key.columns, statement);
    if (relation.rowid_column == statement.name.part) relation.rowid_column = statement.new_name;
    for (auto& key : relation.foreign_keys) rename_in_list(key.columns, statement);
    for (auto& [id, other] : work.catalog().relations)
        for (auto& key : other.foreign_keys)
            if (key.referenced == relation.id) rename_in_list(key.referenced_columns, statement);
    for (auto& index : relation.indexes)
        for (auto& element : index.elements)
            if (element.column == statement.name.part) element.column = statement.new_name;
    for (auto& grant : relation.grants)
        if (grant.column == statement.name.part) grant.column = statement.new_name;
}

// The expressions of the table itself name the column anew; what they read elsewhere keeps its names.
void rename_own(Work& work, CatalogRelation& relation, CatalogRelation const& before,
                Rename const& statement) {
    auto const* typing = work.context.typing;
    for_each_stored(relation, [&](Expression& expression) {
        auto const binding = typing == nullptr ? Result<Binding>(Binding{})
                                               : typing->bind(work.catalog(), &before, expression);
        if (!binding) return;
        for_each_expression(expression, [&](Expression& e) {
            auto* ref = std::get_if<ColumnRef>(&e.node);
            bool const own = ref != nullptr && !ref->star && ref->names.back() == statement.name.part &&
                             binding->own_columns.contains(ref->location.offset);
            if (own) ref->names.back() = statement.new_name;
        });
    });
}

// UPDATE OF old_name, WHEN (new.old_name ...). Bodies of functions keep the old name, as in PostgreSQL.
void rename_in_triggers(CatalogRelation& relation, std::string const& old_name, std::string const& new_name) {
    for (auto& trigger : relation.triggers) {
        std::ranges::replace(trigger.definition.update_columns, old_name, new_name);
        if (!trigger.definition.when) continue;
        for_each_expression(*trigger.definition.when, [&](Expression& e) {
            auto* ref = std::get_if<ColumnRef>(&e.node);
            if (ref != nullptr && ref->names.size() == 2 && ref->names.back() == old_name)
                ref->names.back() = new_name;
        });
    }
}

Result<void> rename_column(Work& work, Rename const& statement, CatalogRelation& relation) {
    auto const& old_column = statement.name.part;
    TRY(auto* column, find_column(relation, old_column));
    if (relation.find_column(statement.new_name) != nullptr)
        return failure("42701", "column \"" + statement.new_name + "\" of relation \"" + relation.name.name +
                                    "\" already exists");
    keep_column_name(work, relation, old_column);
    auto const before = relation;
    rename_own(work, relation, before, statement);
    column->name = statement.new_name;
    rename_in_triggers(relation, old_column, statement.new_name);
    rename_in_constraints(work, relation, statement);
    bool const stored = relation.kind == CatalogRelationKind::table ||
                        relation.kind == CatalogRelationKind::materialized_view;
    if (stored) work.change(RenameColumnChange{relation.id, old_column, statement.new_name});
    return {};
}

Result<void> rename_constraint(Work& work, Rename const& statement, CatalogRelation& relation) {
    AlterTableChange change{.old_relation = relation, .relation = relation.id};
    bool found = false;
    auto const rename_one = [&](auto& list) {
        for (auto& constraint : list)
            if (constraint.name == statement.name.part) {
                constraint.name = statement.new_name;
                found = true;
            }
    };
    rename_one(relation.keys);
    rename_one(relation.checks);
    rename_one(relation.foreign_keys);
    if (!found)
        return failure("42704", "constraint \"" + statement.name.part + "\" for table \"" +
                                    relation.name.name + "\" does not exist");
    work.change(std::move(change));
    return {};
}

template <class List>
Result<void> rename_part(List& list, Rename const& statement, CatalogRelation const& relation,
                         char const* kind) {
    for (auto& part : list)
        if (part.name == statement.name.part) {
            part.name = statement.new_name;
            return {};
        }
    return failure("42704", std::string(kind) + " \"" + statement.name.part + "\" for table \"" +
                                relation.name.name + "\" does not exist");
}

Result<void> rename_index(Work& work, Rename const& statement) {
    for (auto& [id, relation] : work.catalog().relations)
        for (auto& index : relation.indexes)
            if (index.name == statement.name.name.name) {
                work.change(DropIndexChange{storage_name({relation.name.schema, index.name})});
                index.name = statement.new_name;
                work.change(CreateIndexChange{id, index.name});
                return {};
            }
    return failure("42P01", "relation \"" + statement.name.name.name + "\" does not exist");
}

Result<void> rename_type(Work& work, Rename const& statement) {
    auto const& path = work.context.search_path;
    auto const rename_to = [&](QualifiedName& name) {
        auto const old_name = std::exchange(name, {name.schema, statement.new_name});
        rename_named(work, type_of_cast, old_name, name);
    };
    if (auto const* e = work.catalog().find_enum(statement.name.name, path)) {
        rename_to(work.catalog().enums.at(e->id).name);
        return {};
    }
    if (auto const* d = work.catalog().find_domain(statement.name.name, path)) {
        rename_to(work.catalog().domains.at(d->id).name);
        return {};
    }
    return failure("42704", "type \"" + statement.name.name.name + "\" does not exist");
}

Result<void> rename_other(Work& work, Rename const& statement) {
    switch (statement.object) {
        case ObjectKind::index: return rename_index(work, statement);
        case ObjectKind::type:
        case ObjectKind::domain: return rename_type(work, statement);
        case ObjectKind::function: {
            TRY(auto* function, find_function(work, *statement.name.function));
            auto const old_name = std::exchange(function->name, {function->name.schema, statement.new_name});
            rename_named(work, called, old_name, function->name);
            return {};
        }
        case ObjectKind::role: {
            TRY(auto const id, find_role(work, statement.name.name.name));
            work.catalog().roles.at(id).name = statement.new_name;
            return {};
        }
        default: return not_supported(Limitation::rename_object);
    }
}

}  // namespace

Result<void> rename(Work& work, Rename const& statement) {
    switch (statement.object) {
        case ObjectKind::table:
        case ObjectKind::view:
        case ObjectKind::materialized_view:
        case ObjectKind::sequence:
        case ObjectKind::column:
        case ObjectKind::constraint:
        case ObjectKind::policy:
        case ObjectKind::trigger: break;
        default: return rename_other(work, statement);
    }
    if (statement.if_exists && find_any_relation(work, statement.name.name) == nullptr) {
        work.notice("relation \"" + statement.name.name.name + "\" does not exist, skipping");
        return {};
    }
    TRY(auto* relation, find_relation(work, statement.name.name));
    TRY_VOID(require_owner(work, relation->owner, kind_word(relation->kind) + " " + relation->name.name));
    switch (statement.object) {
        case ObjectKind::column: return rename_column(work, statement, *relation);
        case ObjectKind::constraint: return rename_constraint(work, statement, *relation);
        case ObjectKind::policy: return rename_part(relation->policies, statement, *relation, "policy");
        case ObjectKind::trigger: return rename_part(relation->triggers, statement, *relation, "trigger");
        default: return rename_relation(work, statement, *relation);
    }
}

Result<void> set_schema(Work& work, SetSchema const& statement) {
    if (!work.catalog().schemas.contains(statement.new_schema))
        return failure("3F000", "schema \"" + statement.new_schema + "\" does not exist");
    if (statement.object == ObjectKind::function) {
        TRY(auto* function, find_function(work, *statement.name.function));
        auto const old_name = std::exchange(function->name, {statement.new_schema, function->name.name});
        rename_named(work, called, old_name, function->name);
        return {};
    }
    TRY(auto* relation, find_relation(work, statement.name.name));
    TRY_VOID(require_owner(work, relation->owner, kind_word(relation->kind) + " " + relation->name.name));
    QualifiedName const new_name{statement.new_schema, relation->name.name};
    TRY_VOID(require_free_name(work, new_name));
    auto const old_name = relation->name;
    auto const old_storage = relation->storage_name();
    relation->name = new_name;
    rename_references(work, old_name, new_name);
    bool const stored = relation->kind == CatalogRelationKind::table ||
                        relation->kind == CatalogRelationKind::materialized_view;
    if (!stored) return {};
    // Indexes go along, whose names in the file have the schema in them.
    for (auto const& index : relation->indexes)
        work.change(DropIndexChange{storage_name({old_name.schema, index.name})});
    work.change(RenameTableChange{old_storage, relation->id});
    for (auto const& index : relation->indexes) work.change(CreateIndexChange{relation->id, index.name});
    return {};
}

Result<void> set_owner(Work& work, SetOwner const& statement) {
    TRY(auto const owner, find_role(work, statement.owner));
    switch (statement.object) {
        case ObjectKind::schema: {
            auto const found = work.catalog().schemas.find(statement.name.name.name);
            if (found == work.catalog().schemas.end())
                return failure("3F000", "schema \"" + statement.name.name.name + "\" does not exist");
            found->second.owner = owner;
            return {};
        }
        case ObjectKind::function:
        case ObjectKind::procedure: {
            TRY(auto* function, find_function(work, *statement.name.function));
            function->owner = owner;
            return {};
        }
        case ObjectKind::type:
        case ObjectKind::domain: {
            auto const& path = work.context.search_path;
            if (auto const* e = work.catalog().find_enum(statement.name.name, path))
                work.catalog().enums.at(e->id).owner = owner;
            if (auto const* d = work.catalog().find_domain(statement.name.name, path))
                work.catalog().domains.at(d->id).owner = owner;
            return {};
        }
        default: {
            TRY(auto* relation, find_relation(work, statement.name.name));
            relation->owner = owner;
            return {};
        }
    }
}

}  // namespace backstay::sql::defining
