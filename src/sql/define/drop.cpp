#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/storage_name.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

struct Dependent {
    std::string text;  // "constraint child_parent_id_fkey on table child"
    std::optional<Reader> reader = {};
    ObjectId table = 0;  // with `constraint`
    std::string constraint = {};
};

std::vector<Dependent> dependents_of(Work& work, CatalogRelation const& relation) {
    std::vector<Dependent> found;
    for (auto& [id, other] : work.catalog().relations) {
        if (id == relation.id) continue;
        for (auto const& key : other.foreign_keys)
            if (key.referenced == relation.id)
                found.push_back({.text = "constraint " + key.name + " on table " + other.name.name,
                                 .table = id,
                                 .constraint = key.name});
        for (auto const& column : other.columns)
            if (column.sequence == relation.id && column.identity == IdentityKind::none &&
                column.default_value)
                found.push_back(
                    {.text = "default value for column " + column.name + " of table " + other.name.name,
                     .table = id});
    }
    for (auto& reader : readers_of(work, relation.id)) {
        auto text = reader.shown(work);
        found.push_back({.text = std::move(text), .reader = std::move(reader)});
    }
    return found;
}

Failure still_needed(std::string const& what, std::vector<Dependent> const& dependents) {
    std::vector<std::string> lines;
    for (auto const& dependent : dependents) lines.push_back(dependent.text + " depends on " + what);
    return failure("2BP01", "cannot drop " + what + " because other objects depend on it")
        .detail(join(lines, "\n"))
        .hint("Use DROP ... CASCADE to drop the dependent objects too.");
}

void drop_foreign_key(Work& work, ObjectId table, std::string const& constraint) {
    auto& relation = work.catalog().relations.at(table);
    AlterTableChange change{.old_relation = relation, .relation = table};
    std::erase_if(relation.foreign_keys, [&](auto const& key) { return key.name == constraint; });
    work.change(std::move(change));
}

Result<void> drop_one_relation(Work& work, ObjectName const& name, Drop const& statement,
                               CatalogRelationKind wanted) {
    auto const* found = find_any_relation(work, name.name);
    auto const word = kind_word(wanted);
    if (found == nullptr) {
        auto const text = word + " \"" + shown(work, name.name) + "\" does not exist";
        if (!statement.if_exists) return failure("42P01", text);
        work.notice(text + ", skipping");
        return {};
    }
    if (found->kind != wanted)
        return failure("42809", "\"" + found->name.name + "\" is not a " + word)
            .hint("Use DROP " + to_lower(kind_word(found->kind)) + " to remove a " + kind_word(found->kind) +
                  ".");
    TRY_VOID(require_owner(work, found->owner, word + " " + found->name.name));
    return drop_relation(work, found->id, statement.behaviour);
}

Result<void> drop_index(Work& work, ObjectName const& name, Drop const& statement) {
    for (auto& [id, relation] : work.catalog().relations) {
        auto const index = std::ranges::find(relation.indexes, name.name.name, &CatalogIndex::name);
        bool const schema_fits = name.name.schema.empty() || name.name.schema == relation.name.schema;
        if (index == relation.indexes.end() || !schema_fits) continue;
        work.change(DropIndexChange{storage_name({relation.name.schema, index->name})});
        relation.indexes.erase(index);
        return {};
    }
    auto const text = "index \"" + name.name.name + "\" does not exist";
    if (!statement.if_exists) return failure("42704", text);
    work.notice(text + ", skipping");
    return {};
}

bool uses_type(Catalog const& catalog, ObjectId type, std::string& user) {
    for (auto const& [id, relation] : catalog.relations)
        for (auto const& column : relation.columns)
            if (column.type.user == type) {
                user = "column " + column.name + " of table " + relation.name.name;
                return true;
            }
    return false;
}

Result<void> drop_type(Work& work, ObjectName const& name, Drop const& statement) {
    auto const& path = work.context.search_path;
    auto const* e = work.catalog().find_enum(name.name, path);
    auto const* d = work.catalog().find_domain(name.name, path);
    auto const* c = work.catalog().find_relation(name.name, path);
    bool const composite = c != nullptr && c->kind == CatalogRelationKind::composite;
    if (e == nullptr && d == nullptr && !composite) {
        auto const text = "type \"" + shown(work, name.name) + "\" does not exist";
        if (!statement.if_exists) return failure("42704", text);
        work.notice(text + ", skipping");
        return {};
    }
    auto const id = e != nullptr ? e->id : d != nullptr ? d->id : c->id;
    std::string user;
    if (uses_type(work.catalog(), id, user)) {
        if (statement.behaviour == DropBehaviour::cascade)
            return not_supported(Limitation::drop_type_cascade);
        return still_needed("type " + shown(work, name.name), {{.text = user}});
    }
    work.catalog().enums.erase(id);
    work.catalog().domains.erase(id);
    if (composite) work.catalog().relations.erase(id);
    return {};
}

// The triggers that call the function fall with it, or keep it.
Result<void> drop_triggers_of(Work& work, CatalogFunction const& function, DropBehaviour behaviour) {
    std::vector<Dependent> dependents;
    for (auto const& [id, relation] : work.catalog().relations)
        for (auto const& trigger : relation.triggers)
            if (trigger.function == function.id)
                dependents.push_back({.text = "trigger " + trigger.name + " on " + kind_word(relation.kind) +
                                              " " + relation.name.name});
    if (!dependents.empty() && behaviour != DropBehaviour::cascade)
        return still_needed("function " + function.name.name + "()", dependents);
    for (auto& [id, relation] : work.catalog().relations)
        std::erase_if(relation.triggers, [&](auto const& t) { return t.function == function.id; });
    return {};
}

Result<void> drop_function(Work& work, ObjectName const& name, Drop const& statement) {
    TRY(auto const found, find_functions(work, *name.function));
    if (found.empty() && statement.if_exists) {
        work.notice("function " + name.function->name.name + "() does not exist, skipping");
        return {};
    }
    TRY(auto const* function, find_function(work, *name.function));
    TRY_VOID(drop_triggers_of(work, *function, statement.behaviour));
    work.catalog().functions.erase(function->id);
    return {};
}

Result<void> drop_part(Work& work, ObjectName const& name, Drop const& statement) {
    auto* relation = find_any_relation(work, name.name);
    if (relation == nullptr && statement.if_exists) {
        work.notice("relation \"" + name.name.name + "\" does not exist, skipping");
        return {};
    }
    TRY(relation, find_relation(work, name.name));
    TRY_VOID(require_owner(work, relation->owner, "table " + relation->name.name));
    bool const policy = statement.object == ObjectKind::policy;
    auto const dropped =
        policy ? std::erase_if(relation->policies, [&](auto const& p) { return p.name == name.part; })
               : std::erase_if(relation->triggers, [&](auto const& t) { return t.name == name.part; });
    if (dropped > 0) return {};
    auto const text = std::string(policy ? "policy" : "trigger") + " \"" + name.part + "\" for table \"" +
                      relation->name.name + "\" does not exist";
    if (!statement.if_exists) return failure("42704", text);
    work.notice(text + ", skipping");
    return {};
}

Result<void> drop_schema(Work& work, ObjectName const& name, Drop const& statement) {
    auto const& schema = name.name.name;
    if (!work.catalog().schemas.contains(schema)) {
        auto const text = "schema \"" + schema + "\" does not exist";
        if (!statement.if_exists) return failure("3F000", text);
        work.notice(text + ", skipping");
        return {};
    }
    std::vector<Dependent> inside;
    std::vector<ObjectId> relations;
    for (auto const& [id, relation] : work.catalog().relations)
        if (relation.name.schema == schema) {
            inside.push_back({.text = kind_word(relation.kind) + " " + schema + "." + relation.name.name});
            relations.push_back(id);
        }
    for (auto const& [id, function] : work.catalog().functions)
        if (function.name.schema == schema) inside.push_back({.text = "function " + function.name.name});
    auto const add_types = [&](auto const& types) {
        for (auto const& [id, type] : types)
            if (type.name.schema == schema)
                inside.push_back({.text = "type " + schema + "." + type.name.name});
    };
    add_types(work.catalog().enums);
    add_types(work.catalog().domains);
    if (!inside.empty() && statement.behaviour != DropBehaviour::cascade)
        return still_needed("schema " + schema, inside);
    for (auto const id : relations)
        if (work.catalog().relation(id) != nullptr) TRY_VOID(drop_relation(work, id, DropBehaviour::cascade));
    std::erase_if(work.catalog().functions, [&](auto const& f) { return f.second.name.schema == schema; });
    std::erase_if(work.catalog().enums, [&](auto const& e) { return e.second.name.schema == schema; });
    std::erase_if(work.catalog().domains, [&](auto const& d) { return d.second.name.schema == schema; });
    work.catalog().schemas.erase(schema);
    return {};
}

Result<void> drop_role(Work& work, ObjectName const& name, Drop const& statement) {
    TRY_VOID(require_superuser(work, "permission denied to drop role"));
    auto const* role = work.catalog().find_role(name.name.name);
    if (role == nullptr) {
        auto const text = "role \"" + name.name.name + "\" does not exist";
        if (!statement.if_exists) return failure("42704", text);
        work.notice(text + ", skipping");
        return {};
    }
    for (auto const& [id, relation] : work.catalog().relations) {
        bool const granted =
            std::ranges::any_of(relation.grants, [&](auto const& g) { return g.grantee == role->id; });
        if (relation.owner == role->id || granted)
            return failure("2BP01",
                           "role \"" + role->name + "\" cannot be dropped because some objects depend on it")
                .detail((granted ? "privileges for table " : "owner of table ") + relation.name.name);
    }
    work.catalog().roles.erase(role->id);
    return {};
}

Result<void> drop_extension(Work& work, ObjectName const& name, Drop const& statement) {
    if (work.catalog().extensions.erase(name.name.name) > 0 || statement.if_exists) return {};
    return failure("42704", "extension \"" + name.name.name + "\" does not exist");
}

Result<void> drop_one(Work& work, ObjectName const& name, Drop const& statement) {
    switch (statement.object) {
        case ObjectKind::table: return drop_one_relation(work, name, statement, CatalogRelationKind::table);
        case ObjectKind::view: return drop_one_relation(work, name, statement, CatalogRelationKind::view);
        case ObjectKind::materialized_view:
            return drop_one_relation(work, name, statement, CatalogRelationKind::materialized_view);
        case ObjectKind::sequence:
            return drop_one_relation(work, name, statement, CatalogRelationKind::sequence);
        case ObjectKind::index: return drop_index(work, name, statement);
        case ObjectKind::type:
        case ObjectKind::domain: return drop_type(work, name, statement);
        case ObjectKind::function:
        case ObjectKind::procedure: return drop_function(work, name, statement);
        case ObjectKind::policy:
        case ObjectKind::trigger: return drop_part(work, name, statement);
        case ObjectKind::schema: return drop_schema(work, name, statement);
        case ObjectKind::role: return drop_role(work, name, statement);
        case ObjectKind::extension: return drop_extension(work, name, statement);
        default: return not_supported(Limitation::drop_object);
    }
}

}  // namespace

Result<void> drop_relation(Work& work, ObjectId id, DropBehaviour behaviour) {
    auto const relation = work.catalog().relations.at(id);
    auto const dependents = dependents_of(work, relation);
    if (!dependents.empty() && behaviour != DropBehaviour::cascade)
        return still_needed(kind_word(relation.kind) + " " + shown(work, relation.name), dependents);
    for (auto const& dependent : dependents) {
        if (dependent.reader) TRY_VOID(drop_reader(work, *dependent.reader));
        if (!dependent.constraint.empty()) drop_foreign_key(work, dependent.table, dependent.constraint);
    }
    for (auto& [other_id, other] : work.catalog().relations)
        for (auto& column : other.columns)
            if (column.sequence == id) {
                column.sequence = 0;
                if (column.identity == IdentityKind::none) column.default_value.reset();
            }
    work.catalog().relations.erase(id);
    bool const stored = relation.kind == CatalogRelationKind::table ||
                        relation.kind == CatalogRelationKind::materialized_view;
    // An index of texts is a table of its own.
    for (auto const& index : relation.indexes)
        if (index.method == "gin" || index.method == "gist")
            work.change(DropIndexChange{storage_name({relation.name.schema, index.name})});
    if (stored) work.change(DropTableChange{relation.storage_name()});
    if (relation.kind == CatalogRelationKind::sequence) work.change(DropSequenceChange{id});
    for (auto const& column : relation.columns)
        if (column.sequence != 0 && work.catalog().relation(column.sequence) != nullptr) {
            work.catalog().relations.erase(column.sequence);
            work.change(DropSequenceChange{column.sequence});
        }
    return {};
}

Result<void> drop(Work& work, Drop const& statement) {
    // Several at once may depend on one another: drop table a, b.
    for (auto const& name : statement.names) {
        auto one = statement;
        TRY_VOID(drop_one(work, name, one));
    }
    return {};
}

}  // namespace backstay::sql::defining
