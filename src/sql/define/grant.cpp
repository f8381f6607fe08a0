#include <algorithm>
#include <array>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

struct NamedRight {
    std::string_view name;
    Right right;
};
constexpr auto rights = std::to_array<NamedRight>({
    {"select", Right::select},
    {"insert", Right::insert},
    {"update", Right::update},
    {"delete", Right::delete_},
    {"truncate", Right::truncate},
    {"references", Right::references},
    {"trigger", Right::trigger},
    {"usage", Right::usage},
    {"create", Right::create},
    {"execute", Right::execute},
});

constexpr std::uint16_t bits(std::initializer_list<Right> list) {
    std::uint16_t all = 0;
    for (auto const right : list) all = static_cast<std::uint16_t>(all | static_cast<std::uint16_t>(right));
    return all;
}

// What ALL means, and what may be named at all, for a kind of object.
std::uint16_t all_rights(ObjectKind object) {
    using enum Right;
    switch (object) {
        case ObjectKind::table:
        case ObjectKind::all_tables:
            return bits({select, insert, update, delete_, truncate, references, trigger});
        case ObjectKind::sequence:
        case ObjectKind::all_sequences: return bits({select, update, usage});
        case ObjectKind::schema: return bits({usage, create});
        case ObjectKind::function:
        case ObjectKind::procedure:
        case ObjectKind::all_functions: return bits({execute});
        default: return bits({usage, create});
    }
}

Result<std::uint16_t> right_of(Privilege const& privilege, ObjectKind object) {
    if (privilege.name.empty() || privilege.name == "all") return all_rights(object);
    auto const found = std::ranges::find(rights, to_lower(privilege.name), &NamedRight::name);
    if (found == rights.end())
        return failure("42601", "unrecognized privilege type \"" + privilege.name + "\"");
    auto const right = static_cast<std::uint16_t>(found->right);
    if ((right & all_rights(object)) == 0)
        return failure("0LP01", "invalid privilege type " + privilege.name + " for this kind of object");
    return right;
}

struct GrantChange {
    std::vector<ObjectId> grantees;
    Grant const& statement;
    ObjectKind object;
};

void change_entry(std::vector<GrantEntry>& entries, ObjectId grantee, std::string const& column,
                  std::uint16_t right, Grant const& statement) {
    auto entry = std::ranges::find_if(
        entries, [&](GrantEntry const& e) { return e.grantee == grantee && e.column == column; });
    if (entry == entries.end()) {
        if (statement.revoke) return;
        entries.push_back({.grantee = grantee, .column = column});
        entry = std::prev(entries.end());
    }
    if (statement.revoke) {
        entry->grantable = static_cast<std::uint16_t>(entry->grantable & ~right);
        if (!statement.grant_option) entry->rights = static_cast<std::uint16_t>(entry->rights & ~right);
    } else {
        entry->rights = static_cast<std::uint16_t>(entry->rights | right);
        if (statement.grant_option) entry->grantable = static_cast<std::uint16_t>(entry->grantable | right);
    }
    if (entry->rights == 0) entries.erase(entry);
}

// REVOKE of a whole table's right takes it from the columns too, as PostgreSQL does.
void revoke_from_columns(std::vector<GrantEntry>& entries, ObjectId grantee, std::uint16_t right) {
    for (auto& entry : entries)
        if (entry.grantee == grantee && !entry.column.empty())
            entry.rights = static_cast<std::uint16_t>(entry.rights & ~right);
    std::erase_if(entries, [](GrantEntry const& entry) { return entry.rights == 0; });
}

Result<void> change_grants(std::vector<GrantEntry>& entries, GrantChange const& change,
                           CatalogRelation const* relation) {
    auto privileges = change.statement.privileges;
    if (privileges.empty()) privileges.push_back({});
    for (auto const& privilege : privileges) {
        TRY(auto const right, right_of(privilege, change.object));
        for (auto const& column : privilege.columns)
            if (relation != nullptr && relation->find_column(column) == nullptr)
                return failure("42703", "column \"" + column + "\" of relation \"" + relation->name.name +
                                            "\" does not exist");
        for (auto const grantee : change.grantees) {
            if (privilege.columns.empty()) {
                change_entry(entries, grantee, "", right, change.statement);
                if (change.statement.revoke) revoke_from_columns(entries, grantee, right);
            }
            for (auto const& column : privilege.columns)
                change_entry(entries, grantee, column, right, change.statement);
        }
    }
    return {};
}

Result<void> change_relations(Work& work, GrantChange const& change) {
    for (auto const& name : change.statement.names) {
        TRY(auto* relation, find_relation(work, name));
        TRY_VOID(require_owner(work, relation->owner, kind_word(relation->kind) + " " + relation->name.name));
        auto actual = change;
        if (relation->kind == CatalogRelationKind::sequence) actual.object = ObjectKind::sequence;
        TRY_VOID(change_grants(relation->grants, actual, relation));
    }
    return {};
}

Result<void> change_schemas(Work& work, GrantChange const& change) {
    for (auto const& name : change.statement.names) {
        auto const found = work.catalog().schemas.find(name.name);
        if (found == work.catalog().schemas.end())
            return failure("3F000", "schema \"" + name.name + "\" does not exist");
        TRY_VOID(change_grants(found->second.grants, change, nullptr));
    }
    return {};
}

Result<void> change_functions(Work& work, GrantChange const& change) {
    for (auto const& name : change.statement.functions) {
        TRY(auto* function, find_function(work, name));
        TRY_VOID(change_grants(function->grants, change, nullptr));
    }
    return {};
}

// GRANT ... ON ALL TABLES IN SCHEMA: what is there now.
Result<void> change_all_in_schemas(Work& work, GrantChange const& change) {
    for (auto const& name : change.statement.names) {
        auto const& schema = name.name;
        if (!work.catalog().schemas.contains(schema))
            return failure("3F000", "schema \"" + schema + "\" does not exist");
        if (change.object == ObjectKind::all_functions) {
            for (auto& [id, function] : work.catalog().functions)
                if (function.name.schema == schema) TRY_VOID(change_grants(function.grants, change, nullptr));
            continue;
        }
        for (auto& [id, relation] : work.catalog().relations) {
            bool const sequence = relation.kind == CatalogRelationKind::sequence;
            bool const composite = relation.kind == CatalogRelationKind::composite;
            bool const wanted = (change.object == ObjectKind::all_sequences) == sequence && !composite;
            if (relation.name.schema == schema && wanted)
                TRY_VOID(change_grants(relation.grants, change, &relation));
        }
    }
    return {};
}

ObjectKind kind_of_default(ObjectKind object) {
    switch (object) {
        case ObjectKind::all_tables: return ObjectKind::table;
        case ObjectKind::all_sequences: return ObjectKind::sequence;
        case ObjectKind::all_functions:
        case ObjectKind::procedure: return ObjectKind::function;
        default: return object;
    }
}

}  // namespace

std::vector<GrantEntry> default_grants(Work& work, std::string const& schema, ObjectKind object) {
    std::vector<GrantEntry> entries;
    if (object == ObjectKind::function)
        entries.push_back({.rights = static_cast<std::uint16_t>(Right::execute)});
    for (auto const& privilege : work.catalog().default_privileges) {
        bool const applies = privilege.role == work.context.role && privilege.object == object &&
                             (privilege.schema.empty() || privilege.schema == schema);
        if (applies && privilege.entry.rights != 0) entries.push_back(privilege.entry);
    }
    return entries;
}

Result<void> grant(Work& work, Grant const& statement) {
    GrantChange change{.grantees = {}, .statement = statement, .object = statement.object};
    for (auto const& name : statement.grantees) {
        TRY(auto const grantee, find_role(work, name));
        change.grantees.push_back(grantee);
    }
    switch (statement.object) {
        case ObjectKind::table:
        case ObjectKind::sequence: return change_relations(work, change);
        case ObjectKind::schema: return change_schemas(work, change);
        case ObjectKind::function:
        case ObjectKind::procedure: return change_functions(work, change);
        case ObjectKind::all_tables:
        case ObjectKind::all_sequences:
        case ObjectKind::all_functions: return change_all_in_schemas(work, change);
        // Types are for everyone, and a database file has no CONNECT.
        case ObjectKind::type:
        case ObjectKind::domain:
        case ObjectKind::database: return {};
        default: return not_supported(Limitation::grant_object);
    }
}

Result<void> alter_default_privileges(Work& work, AlterDefaultPrivileges const& statement) {
    std::vector<ObjectId> roles;
    for (auto const& name : statement.for_roles) {
        TRY(auto const role, find_role(work, name));
        roles.push_back(role);
    }
    if (roles.empty()) roles.push_back(work.context.role);
    auto schemas = statement.schemas;
    if (schemas.empty()) schemas.emplace_back();
    auto const object = kind_of_default(statement.grant.object);
    for (auto const role : roles)
        for (auto const& schema : schemas)
            for (auto const& grantee_name : statement.grant.grantees) {
                TRY(auto const grantee, find_role(work, grantee_name));
                auto& defaults = work.catalog().default_privileges;
                auto found = std::ranges::find_if(defaults, [&](DefaultPrivilege const& d) {
                    return d.role == role && d.schema == schema && d.object == object &&
                           d.entry.grantee == grantee;
                });
                if (found == defaults.end())
                    found = defaults.insert(
                        found,
                        {.role = role, .schema = schema, .object = object, .entry = {.grantee = grantee}});
                std::vector<GrantEntry> entries{found->entry};
                TRY_VOID(change_grants(entries, {{grantee}, statement.grant, object}, nullptr));
                if (entries.empty()) {
                    defaults.erase(found);
                } else {
                    found->entry = entries.front();
                }
            }
    return {};
}

}  // namespace backstay::sql::defining
