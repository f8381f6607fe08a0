#include "sql/define/define.hpp"

#include "base/limitation.hpp"
#include "sql/define/work.hpp"

namespace backstay::sql {
namespace {

using namespace defining;

// The function for each kind of definition, and the tag PostgreSQL gives the statement.
Result<void> apply(Work& work, Statement const& statement) {
    auto const run = Overloaded{
        [&](CreateTable const& s) { return create_table(work, s); },
        [&](AlterTable const& s) { return alter_table(work, s); },
        [&](CreateIndex const& s) { return create_index(work, s); },
        [&](CreateView const& s) { return create_view(work, s); },
        [&](RefreshView const& s) { return refresh_view(work, s); },
        [&](CreateEnum const& s) { return create_enum(work, s); },
        [&](AlterEnum const& s) { return alter_enum(work, s); },
        [&](CreateComposite const& s) { return create_composite(work, s); },
        [&](CreateDomain const& s) { return create_domain(work, s); },
        [&](AlterDomain const& s) { return alter_domain(work, s); },
        [&](CreateSchema const& s) { return create_schema(work, s); },
        [&](CreateSequence const& s) { return create_sequence(work, s); },
        [&](AlterSequence const& s) { return alter_sequence(work, s); },
        [&](CreateExtension const& s) { return create_extension(work, s); },
        [&](CreateFunction const& s) { return create_function(work, s); },
        [&](AlterFunction const& s) { return alter_function(work, s); },
        [&](CreateTrigger const& s) { return create_trigger(work, s); },
        [&](CreateRole const& s) { return create_role(work, s); },
        [&](AlterRole const& s) { return alter_role(work, s); },
        [&](Grant const& s) { return grant(work, s); },
        [&](GrantRole const& s) { return grant_role(work, s); },
        [&](AlterDefaultPrivileges const& s) { return alter_default_privileges(work, s); },
        [&](CreatePolicy const& s) { return create_policy(work, s); },
        [&](AlterPolicy const& s) { return alter_policy(work, s); },
        [&](Drop const& s) { return drop(work, s); },
        [&](Rename const& s) { return rename(work, s); },
        [&](SetSchema const& s) { return set_schema(work, s); },
        [&](SetOwner const& s) { return set_owner(work, s); },
        [&](Comment const& s) { return comment(work, s); },
        [&](Truncate const& s) { return truncate(work, s); },
        [&](Unsupported const& s) -> Result<void> {
            return not_supported(Limitation::statement, s.construct);
        },
        [&](auto const&) -> Result<void> { return internal_error("not a definition"); },
    };
    return std::visit(run, statement.node);
}

std::string_view command_tag(Statement const& statement) {
    auto const tag = Overloaded{
        [](CreateTable const& s) -> std::string_view { return s.as_select ? "SELECT" : "CREATE TABLE"; },
        [](AlterTable const&) -> std::string_view { return "ALTER TABLE"; },
        [](CreateIndex const&) -> std::string_view { return "CREATE INDEX"; },
        [](CreateView const& s) -> std::string_view {
            return s.materialized ? "CREATE MATERIALIZED VIEW" : "CREATE VIEW";
        },
        [](RefreshView const&) -> std::string_view { return "REFRESH MATERIALIZED VIEW"; },
        [](CreateEnum const&) -> std::string_view { return "CREATE TYPE"; },
        [](AlterEnum const&) -> std::string_view { return "ALTER TYPE"; },
        [](CreateComposite const&) -> std::string_view { return "CREATE TYPE"; },
        [](CreateDomain const&) -> std::string_view { return "CREATE DOMAIN"; },
        [](AlterDomain const&) -> std::string_view { return "ALTER DOMAIN"; },
        [](CreateSchema const&) -> std::string_view { return "CREATE SCHEMA"; },
        [](CreateSequence const&) -> std::string_view { return "CREATE SEQUENCE"; },
        [](AlterSequence const&) -> std::string_view { return "ALTER SEQUENCE"; },
        [](CreateExtension const&) -> std::string_view { return "CREATE EXTENSION"; },
        [](CreateFunction const& s) -> std::string_view {
            return s.procedure ? "CREATE PROCEDURE" : "CREATE FUNCTION";
        },
        [](AlterFunction const&) -> std::string_view { return "ALTER FUNCTION"; },
        [](CreateTrigger const&) -> std::string_view { return "CREATE TRIGGER"; },
        [](CreateRole const&) -> std::string_view { return "CREATE ROLE"; },
        [](AlterRole const&) -> std::string_view { return "ALTER ROLE"; },
        [](Grant const& s) -> std::string_view { return s.revoke ? "REVOKE" : "GRANT"; },
        [](GrantRole const& s) -> std::string_view { return s.revoke ? "REVOKE ROLE" : "GRANT ROLE"; },
        [](AlterDefaultPrivileges const&) -> std::string_view { return "ALTER DEFAULT PRIVILEGES"; },
        [](CreatePolicy const&) -> std::string_view { return "CREATE POLICY"; },
        [](AlterPolicy const&) -> std::string_view { return "ALTER POLICY"; },
        [](Drop const&) -> std::string_view { return "DROP"; },
        [](Comment const&) -> std::string_view { return "COMMENT"; },
        [](Truncate const&) -> std::string_view { return "TRUNCATE TABLE"; },
        [](auto const&) -> std::string_view { return "ALTER"; },
    };
    return std::visit(tag, statement.node);
}

// Whether the kind of definition asks itself who may make it; the others are a superuser's.
bool checks_owner(Statement const& statement) {
    auto const known = Overloaded{
        [](CreateTable const&) { return true; },
        [](AlterTable const&) { return true; },
        [](CreateIndex const&) { return true; },
        [](CreateView const&) { return true; },
        [](RefreshView const&) { return true; },
        [](CreateSequence const&) { return true; },
        [](AlterSequence const&) { return true; },
        [](CreateFunction const&) { return true; },
        [](AlterFunction const&) { return true; },
        [](CreateTrigger const&) { return true; },
        [](CreatePolicy const&) { return true; },
        [](AlterPolicy const&) { return true; },
        [](Truncate const&) { return true; },
        [](CreateEnum const&) { return true; },
        [](AlterEnum const&) { return true; },
        [](CreateDomain const&) { return true; },
        [](AlterDomain const&) { return true; },
        [](CreateComposite const&) { return true; },
        [](CreateRole const&) { return true; },
        [](AlterRole const&) { return true; },
        [](GrantRole const&) { return true; },
        [](CreateSchema const&) { return true; },
        [](CreateExtension const&) { return true; },
        [](Unsupported const&) { return true; },
        [](Grant const& s) { return s.object == ObjectKind::table; },
        [](Drop const& s) {
            return s.object == ObjectKind::table || s.object == ObjectKind::view ||
                   s.object == ObjectKind::sequence || s.object == ObjectKind::materialized_view ||
                   s.object == ObjectKind::policy || s.object == ObjectKind::trigger ||
                   s.object == ObjectKind::role;
        },
        [](auto const&) { return false; },
    };
    return std::visit(known, statement.node);
}

}  // namespace

bool is_definition(Statement const& statement) {
    auto const known = Overloaded{
        [](Select const&) { return false; },        [](Insert const&) { return false; },
        [](Update const&) { return false; },        [](Delete const&) { return false; },
        [](Transaction const&) { return false; },   [](SetSetting const&) { return false; },
        [](ShowSetting const&) { return false; },   [](SetConstraints const&) { return false; },
        [](CopyFromStdin const&) { return false; }, [](auto const&) { return true; },
    };
    return std::visit(known, statement.node);
}

Result<Definition> define(Catalog catalog, Statement const& statement, DefineContext const& context) {
    Definition definition{.catalog = std::move(catalog), .command = std::string(command_tag(statement))};
    ++definition.catalog.version;
    Work work{definition, context};
    if (!checks_owner(statement)) TRY_VOID(require_superuser(work, "must be owner of what is defined"));
    TRY_VOID(apply(work, statement));
    TRY_VOID(check_encrypted(work, statement));
    return definition;
}

Catalog initial_catalog() {
    Catalog catalog;
    auto const postgres = catalog.next_id++;
    catalog.owner_role = postgres;
    catalog.roles[postgres] =
        Role{.id = postgres, .name = "postgres", .superuser = true, .bypass_rls = true, .login = true};
    // As on a server that other projects share: roles are there before any of a project's definitions.
    for (char const* const name : {"anon", "authenticated", "service_role"}) {
        auto const id = catalog.next_id++;
        catalog.roles[id] =
            Role{.id = id, .name = name, .bypass_rls = std::string_view(name) == "service_role"};
    }
    for (char const* const name : {"public", "pg_catalog", "information_schema"}) {
        SchemaEntry schema{.id = catalog.next_id++, .name = name, .owner = postgres};
        schema.grants.push_back({.rights = static_cast<std::uint16_t>(Right::usage)});
        catalog.schemas[name] = std::move(schema);
    }
    return catalog;
}

}  // namespace backstay::sql
