#include <algorithm>
#include <array>

#include "base/limitation.hpp"
#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

// Extensions whose functions and types the engine has of its own.
constexpr auto built_in_extensions = std::to_array<std::string_view>(
    {"pgcrypto", "uuid-ossp", "citext", "pg_trgm", "plpgsql", "pgjwt", "moddatetime"});

// What an extension has that is no function of expressions: the engine runs it by its name.
Result<void> add_trigger_function(Work& work, std::string const& name, std::string const& schema) {
    CatalogFunction function{.id = work.new_id(), .name = {schema, name}, .owner = work.context.role};
    function.result = {.base = BaseType::trigger};
    function.language = "internal";
    function.body_text = name;
    function.grants = default_grants(work, schema, ObjectKind::function);
    auto const id = function.id;
    work.catalog().functions[id] = std::move(function);
    return {};
}

}  // namespace

Result<void> create_schema(Work& work, CreateSchema const& statement) {
    auto owner = work.context.role;
    if (!statement.owner.empty()) {
        TRY(owner, find_role(work, statement.owner));
    }
    auto const name = statement.name.empty() ? statement.owner : statement.name;
    if (work.catalog().schemas.contains(name)) {
        if (!statement.if_not_exists) return failure("42P06", "schema \"" + name + "\" already exists");
        work.notice("schema \"" + name + "\" already exists, skipping");
        return {};
    }
    TRY_VOID(require_superuser(work, "permission denied for database backstay"));
    if (name.starts_with("pg_"))
        return failure("42939", "unacceptable schema name \"" + name + "\"")
            .detail("The prefix \"pg_\" is reserved for system schemas.");
    SchemaEntry schema{.id = work.new_id(), .name = name, .owner = owner};
    schema.grants = default_grants(work, "", ObjectKind::schema);
    work.catalog().schemas[name] = std::move(schema);
    if (!statement.elements.empty()) return not_supported(Limitation::schema_elements);
    return {};
}

Result<void> create_extension(Work& work, CreateExtension const& statement) {
    TRY_VOID(require_superuser(work, "permission denied to create extension \"" + statement.name + "\""));
    if (std::ranges::find(built_in_extensions, statement.name) == built_in_extensions.end())
        return not_supported(Limitation::extension, statement.name);
    if (work.catalog().extensions.contains(statement.name)) {
        auto const text = "extension \"" + statement.name + "\" already exists";
        if (!statement.if_not_exists) return failure("42710", text);
        work.notice(text + ", skipping");
        return {};
    }
    work.catalog().extensions[statement.name] =
        statement.schema.empty() ? work.context.search_path.front() : statement.schema;
    if (statement.name == "moddatetime")
        return add_trigger_function(work, statement.name, work.catalog().extensions.at(statement.name));
    return {};
}

}  // namespace backstay::sql::defining
