// Roles, what is granted to them, and policies.

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

// CREATE USER is CREATE ROLE with LOGIN; of the options each has the name that PostgreSQL's grammar gives it
// (login: canlogin, createrole, bypassrls, ..., in role: addroleto), spelled here as it is written.
std::string option_name(std::string_view name) {
    if (name == "canlogin") return "login";
    if (name == "isreplication") return "replication";
    if (name == "connectionlimit") return "connection limit";
    if (name == "validUntil") return "valid until";
    if (name == "addroleto") return "in role";
    if (name == "rolemembers") return "role";
    if (name == "adminmembers") return "admin";
    return std::string(name);
}

std::vector<Option> role_options(Context& context, Nodes nodes) {
    std::vector<Option> result;
    for (auto const* node : nodes) {
        auto const& option = *node->def_elem;
        result.push_back({option_name(option.defname), option_value(context, option.arg)});
    }
    return result;
}

CreateRole create_role(Context& context, PgQuery__CreateRoleStmt const& node) {
    CreateRole result{node.role, role_options(context, {node.options, node.n_options})};
    if (node.stmt_type == PG_QUERY__ROLE_STMT_TYPE__ROLESTMT_USER) {
        bool said = false;
        for (auto const& option : result.options) said = said || option.name == "login";
        if (!said) result.options.push_back({"login", "true"});
    }
    return result;
}

AlterRole alter_role_setting(Context& context, PgQuery__AlterRoleSetStmt const& node) {
    AlterRole result{.name = node.role != nullptr ? role_name(node.role) : "all"};
    result.setting = *node.setstmt->name != '\0' ? node.setstmt->name : "all";
    result.value = setting_value(context, *node.setstmt);
    result.database = node.database;
    return result;
}

// ALTER GROUP a ADD USER b, the old form of GRANT a TO b, comes as an option.
Statement::Node alter_role(Context& context, PgQuery__AlterRoleStmt const& node) {
    Nodes const options(node.options, node.n_options);
    for (auto const* item : options) {
        auto const& option = *item->def_elem;
        if (std::string_view(option.defname) != "rolemembers") continue;
        return GrantRole{.revoke = node.action < 0,
                         .roles = {role_name(node.role)},
                         .grantees = role_names({option.arg->list->items, option.arg->list->n_items})};
    }
    return AlterRole{.name = role_name(node.role), .options = role_options(context, options)};
}

ObjectKind grant_object(Context& context, PgQuery__GrantStmt const& node) {
    auto const kind = object_kind(context, node.objtype);
    if (node.targtype != PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA) return kind;
    if (kind == ObjectKind::sequence) return ObjectKind::all_sequences;
    if (kind == ObjectKind::function || kind == ObjectKind::procedure) return ObjectKind::all_functions;
    return ObjectKind::all_tables;
}

Grant grant(Context& context, PgQuery__GrantStmt const& node) {
    Grant result;
    result.revoke = node.is_grant == 0;
    result.grant_option = node.grant_option != 0;
    result.object = grant_object(context, node);
    result.behaviour = behaviour(node.behavior);
    for (auto const* item : Nodes(node.privileges, node.n_privileges)) {
        auto const& privilege = *item->access_priv;
        result.privileges.push_back({privilege.priv_name, strings({privilege.cols, privilege.n_cols})});
    }
    for (auto const* object : Nodes(node.objects, node.n_objects)) {
        switch (object->node_case) {
            case PG_QUERY__NODE__NODE_RANGE_VAR:
                result.names.push_back(qualified_name(context, *object->range_var));
                break;
            case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
                result.functions.push_back(function_name(context, *object->object_with_args));
                break;
            case PG_QUERY__NODE__NODE_LIST:
                result.names.push_back(qualified_name(context, {object->list->items, object->list->n_items}));
                break;
            default: result.names.push_back({"", text_of(object)});
        }
    }
    result.grantees = role_names({node.grantees, node.n_grantees});
    if (node.grantor != nullptr) context.refuse("GRANTED BY", node.grantor->location);
    return result;
}

GrantRole grant_role(Context& context, PgQuery__GrantRoleStmt const& node) {
    if (node.grantor != nullptr) context.refuse("GRANTED BY", node.grantor->location);
    return {.revoke = node.is_grant == 0,
            .admin_option = node.admin_opt != 0,
            .roles = role_names({node.granted_roles, node.n_granted_roles}),
            .grantees = role_names({node.grantee_roles, node.n_grantee_roles})};
}

AlterDefaultPrivileges default_privileges(Context& context, PgQuery__AlterDefaultPrivilegesStmt const& node) {
    AlterDefaultPrivileges result;
    for (auto const* item : Nodes(node.options, node.n_options)) {
        auto const& option = *item->def_elem;
        auto names = role_names({option.arg->list->items, option.arg->list->n_items});
        bool const is_schemas = std::string_view(option.defname) == "schemas";
        (is_schemas ? result.schemas : result.for_roles) = std::move(names);
    }
    result.grant = grant(context, *node.action);
    return result;
}

PolicyCommand policy_command(std::string_view name) {
    if (name == "select") return PolicyCommand::select;
    if (name == "insert") return PolicyCommand::insert;
    if (name == "update") return PolicyCommand::update;
    if (name == "delete") return PolicyCommand::delete_;
    return PolicyCommand::all;
}

CreatePolicy create_policy(Context& context, PgQuery__CreatePolicyStmt const& node) {
    CreatePolicy result;
    result.name = node.policy_name;
    result.table = relation(context, *node.table);
    result.permissive = node.permissive != 0;
    result.command = policy_command(node.cmd_name);
    result.roles = role_names({node.roles, node.n_roles});
    result.using_expression = optional_expression(context, node.qual);
    result.with_check = optional_expression(context, node.with_check);
    return result;
}

AlterPolicy alter_policy(Context& context, PgQuery__AlterPolicyStmt const& node) {
    AlterPolicy result;
    result.name = node.policy_name;
    result.table = relation(context, *node.table);
    result.roles = role_names({node.roles, node.n_roles});
    result.using_expression = optional_expression(context, node.qual);
    result.with_check = optional_expression(context, node.with_check);
    return result;
}

// A role has no schema.
Statement::Node drop_role(PgQuery__DropRoleStmt const& node) {
    Drop result{.object = ObjectKind::role};
    result.if_exists = node.missing_ok != 0;
    for (auto& name : role_names({node.roles, node.n_roles})) {
        result.names.push_back({.name = {"", std::move(name)}});
    }
    return result;
}

}  // namespace

std::optional<Statement::Node> role_statement(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_CREATE_ROLE_STMT: return create_role(context, *node.create_role_stmt);
        case PG_QUERY__NODE__NODE_ALTER_ROLE_STMT: return alter_role(context, *node.alter_role_stmt);
        case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
            return alter_role_setting(context, *node.alter_role_set_stmt);
        case PG_QUERY__NODE__NODE_DROP_ROLE_STMT: return drop_role(*node.drop_role_stmt);
        case PG_QUERY__NODE__NODE_GRANT_STMT: return grant(context, *node.grant_stmt);
        case PG_QUERY__NODE__NODE_GRANT_ROLE_STMT: return grant_role(context, *node.grant_role_stmt);
        case PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT:
            return default_privileges(context, *node.alter_default_privileges_stmt);
        case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT: return create_policy(context, *node.create_policy_stmt);
        case PG_QUERY__NODE__NODE_ALTER_POLICY_STMT: return alter_policy(context, *node.alter_policy_stmt);
        default: return std::nullopt;
    }
}

}  // namespace backstay::sql::reading
