#include <algorithm>

#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/find_type.hpp"

namespace backstay::sql::defining {
namespace {

constexpr std::size_t longest_name = 63;  // NAMEDATALEN - 1

template <class Objects>
auto* find_by_name(Objects& objects, QualifiedName const& name) {
    for (auto& [id, object] : objects)
        if (object.name == name) return &object;
    return static_cast<decltype(&objects.begin()->second)>(nullptr);
}

bool same_arguments(CatalogFunction const& function, std::vector<Type> const& arguments) {
    std::vector<Type> inputs;
    for (auto const& parameter : function.parameters)
        if (parameter.mode != ParameterMode::out && parameter.mode != ParameterMode::table)
            inputs.push_back(unmodified(parameter.type));
    return inputs == arguments;
}

}  // namespace

std::string shown(Work const& work, QualifiedName const& name) {
    auto const& path = work.context.search_path;
    bool const visible = name.schema.empty() || std::ranges::find(path, name.schema) != path.end();
    return visible ? name.name : name.schema + "." + name.name;
}

namespace {

bool may_create_in(Work& work, SchemaEntry const& schema) {
    if (is_owner(work, schema.owner)) return true;
    return std::ranges::any_of(schema.grants, [&](GrantEntry const& grant) {
        bool const reaches = grant.grantee == 0 || work.catalog().is_member(work.context.role, grant.grantee);
        return reaches && (grant.rights & static_cast<std::uint16_t>(Right::create)) != 0;
    });
}

}  // namespace

Result<QualifiedName> new_name(Work& work, QualifiedName const& name) {
    auto const schema = name.schema.empty() ? work.context.search_path.front() : name.schema;
    auto const found = work.catalog().schemas.find(schema);
    if (found == work.catalog().schemas.end())
        return failure("3F000", "schema \"" + schema + "\" does not exist");
    if (!may_create_in(work, found->second))
        return failure("42501", "permission denied for schema " + schema);
    if (name.name.size() > longest_name) return QualifiedName{schema, name.name.substr(0, longest_name)};
    return QualifiedName{schema, name.name};
}

CatalogRelation* find_any_relation(Work& work, QualifiedName const& name) {
    if (!name.schema.empty()) return find_by_name(work.catalog().relations, name);
    for (auto const& schema : work.context.search_path)
        if (auto* found = find_by_name(work.catalog().relations, {schema, name.name})) return found;
    return nullptr;
}

Result<CatalogRelation*> find_relation(Work& work, QualifiedName const& name) {
    auto* found = find_any_relation(work, name);
    if (found != nullptr) return found;
    auto const full = name.schema.empty() ? name.name : name.schema + "." + name.name;
    return failure("42P01", "relation \"" + full + "\" does not exist");
}

Result<CatalogRelation*> find_table(Work& work, QualifiedName const& name) {
    TRY(auto* relation, find_relation(work, name));
    if (relation->kind == CatalogRelationKind::table) return relation;
    return failure("42809", "\"" + name.name + "\" is not a table");
}

Result<CatalogRelation*> find_sequence(Work& work, QualifiedName const& name) {
    TRY(auto* relation, find_relation(work, name));
    if (relation->kind == CatalogRelationKind::sequence) return relation;
    return failure("42809", "\"" + name.name + "\" is not a sequence");
}

Result<ObjectId> find_role(Work& work, std::string const& name) {
    if (name == "public") return 0;
    if (name == "current_user" || name == "session_user" || name == "current_role") return work.context.role;
    if (auto const* role = work.catalog().find_role(name)) return role->id;
    return failure("42704", "role \"" + name + "\" does not exist");
}

Result<CatalogColumn*> find_column(CatalogRelation& relation, std::string const& name) {
    auto const found = std::ranges::find(relation.columns, name, &CatalogColumn::name);
    if (found != relation.columns.end()) return &*found;
    return failure("42703",
                   "column \"" + name + "\" of relation \"" + relation.name.name + "\" does not exist");
}

Result<std::vector<CatalogFunction*>> find_functions(Work& work, FunctionName const& name) {
    std::vector<CatalogFunction*> found;
    std::vector<Type> arguments;
    for (auto const& argument : name.arguments) {
        TRY(auto const type, find_type(work, argument));
        arguments.push_back(unmodified(type));
    }
    for (auto const* function : work.catalog().find_functions(name.name, work.context.search_path))
        if (name.any_arguments || same_arguments(*function, arguments))
            found.push_back(&work.catalog().functions.at(function->id));
    return found;
}

Result<CatalogFunction*> find_function(Work& work, FunctionName const& name) {
    TRY(auto const found, find_functions(work, name));
    std::vector<std::string> types;
    for (auto const& argument : name.arguments) {
        TRY(auto const type, find_type(work, argument));
        types.push_back(work.catalog().type_name(unmodified(type), work.context.search_path));
    }
    auto const full = shown(work, name.name);
    if (found.empty() && name.any_arguments)
        return failure("42883", "could not find a function named \"" + full + "\"");
    if (found.empty())
        return failure("42883", "function " + full + "(" + join(types, ", ") + ") does not exist");
    if (found.size() > 1)
        return failure("42725", "function name \"" + full + "\" is not unique")
            .hint("Specify the argument list to select the function unambiguously.");
    return found.front();
}

Result<Type> find_type(Work& work, TypeName const& name) {
    return sql::find_type(work.catalog(), work.context.search_path, name);
}

bool is_owner(Work& work, ObjectId owner) {
    auto const found = work.catalog().roles.find(work.context.role);
    bool const superuser = found != work.catalog().roles.end() && found->second.superuser;
    return superuser || work.catalog().is_member(work.context.role, owner);
}

Result<void> require_superuser(Work& work, std::string message) {
    auto const found = work.catalog().roles.find(work.context.role);
    if (found != work.catalog().roles.end() && found->second.superuser) return {};
    return failure("42501", std::move(message));
}

Result<void> require_owner(Work& work, ObjectId owner, std::string const& what) {
    if (is_owner(work, owner)) return {};
    return failure("42501", "must be owner of " + what);
}

Result<void> require_free_name(Work& work, QualifiedName const& name) {
    if (find_by_name(work.catalog().relations, name) != nullptr)
        return failure("42P07", "relation \"" + name.name + "\" already exists");
    if (find_by_name(work.catalog().enums, name) != nullptr ||
        find_by_name(work.catalog().domains, name) != nullptr)
        return failure("42710", "type \"" + name.name + "\" already exists");
    return {};
}

std::string choose_name(std::string const& table, std::string const& columns, std::string const& suffix,
                        std::function<bool(std::string const&)> const& taken) {
    for (int pass = 0;; ++pass) {
        auto const end = "_" + suffix + (pass == 0 ? "" : std::to_string(pass));
        auto first = table;
        auto second = columns;
        // The longer of the two is cut first, as makeObjectName() does.
        while (first.size() + second.size() + (second.empty() ? 0 : 1) + end.size() > longest_name)
            (first.size() > second.size() ? first : second).pop_back();
        auto name = first + (second.empty() ? "" : "_" + second) + end;
        if (!taken(name)) return name;
    }
}

bool has_constraint(CatalogRelation const& relation, std::string const& name) {
    auto const named = [&](auto const& constraint) { return constraint.name == name; };
    return std::ranges::any_of(relation.keys, named) || std::ranges::any_of(relation.checks, named) ||
           std::ranges::any_of(relation.foreign_keys, named);
}

bool is_taken(Work& work, QualifiedName const& name) {
    auto const named = [&](auto const& index) { return index.name == name.name; };
    return std::ranges::any_of(work.catalog().relations, [&](auto const& entry) {
        auto const& relation = entry.second;
        bool const has = relation.name.name == name.name || std::ranges::any_of(relation.indexes, named) ||
                         std::ranges::any_of(relation.keys, named);
        return has && relation.name.schema == name.schema;
    });
}

std::string kind_word(CatalogRelationKind kind) {
    switch (kind) {
        case CatalogRelationKind::table: return "table";
        case CatalogRelationKind::view: return "view";
        case CatalogRelationKind::materialized_view: return "materialized view";
        case CatalogRelationKind::sequence: return "sequence";
        case CatalogRelationKind::composite: return "type";
    }
    return "relation";
}

}  // namespace backstay::sql::defining
