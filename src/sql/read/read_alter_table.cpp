#include <map>

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

AlterTableKind action_kind(PgQuery__AlterTableType type) {
    static std::map<PgQuery__AlterTableType, AlterTableKind> const kinds = {
        {PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn, AlterTableKind::add_column},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn, AlterTableKind::drop_column},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault, AlterTableKind::set_default},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull, AlterTableKind::set_not_null},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull, AlterTableKind::drop_not_null},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType, AlterTableKind::set_type},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint, AlterTableKind::add_constraint},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint, AlterTableKind::drop_constraint},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint, AlterTableKind::validate_constraint},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_AlterConstraint, AlterTableKind::alter_constraint},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity, AlterTableKind::add_identity},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_SetIdentity, AlterTableKind::set_identity},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity, AlterTableKind::drop_identity},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression, AlterTableKind::drop_expression},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity, AlterTableKind::enable_row_security},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRowSecurity, AlterTableKind::disable_row_security},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_ForceRowSecurity, AlterTableKind::force_row_security},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_NoForceRowSecurity, AlterTableKind::no_force_row_security},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_ChangeOwner, AlterTableKind::owner_to},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrig, AlterTableKind::enable_trigger},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll, AlterTableKind::enable_trigger},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig, AlterTableKind::disable_trigger},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll, AlterTableKind::disable_trigger},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_SetRelOptions, AlterTableKind::set_options},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions, AlterTableKind::reset_options},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_ReplicaIdentity, AlterTableKind::replica_identity},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics, AlterTableKind::set_statistics},
        {PG_QUERY__ALTER_TABLE_TYPE__AT_SetStorage, AlterTableKind::set_storage},
    };
    auto const found = kinds.find(type);
    return found == kinds.end() ? AlterTableKind::other : found->second;
}

std::string other_words(PgQuery__AlterTableType type) {
    switch (type) {
        case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition: return "ATTACH PARTITION";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartitionFinalize: return "DETACH PARTITION";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit: return "INHERIT";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DropInherit: return "NO INHERIT";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn: return "CLUSTER ON";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DropCluster: return "SET WITHOUT CLUSTER";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_SetLogged: return "SET LOGGED";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged: return "SET UNLOGGED";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace: return "SET TABLESPACE";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod: return "SET ACCESS METHOD";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions: return "ALTER COLUMN ... SET (...)";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetOptions: return "ALTER COLUMN ... RESET (...)";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_SetCompression: return "SET COMPRESSION";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRule:
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysRule:
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaRule: return "ENABLE RULE";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRule: return "DISABLE RULE";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysTrig: return "ENABLE ALWAYS TRIGGER";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig: return "ENABLE REPLICA TRIGGER";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigUser: return "ENABLE TRIGGER USER";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser: return "DISABLE TRIGGER USER";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_AddOf: return "OF";
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DropOf: return "NOT OF";
        default: return "an action of this form";
    }
}

std::string replica_identity(char letter) {
    switch (letter) {
        case 'f': return "full";
        case 'n': return "nothing";
        case 'i': return "index";
        default: return "default";
    }
}

void read_type_change(Context& context, PgQuery__ColumnDef const& def, AlterTableAction& action) {
    action.type = type_name(context, *def.type_name);
    action.collation = collation(context, def.coll_clause);
    action.expression = optional_expression(context, def.raw_default);
}

// SET GENERATED comes among the sequence's options.
void read_identity_change(Context& context, Nodes options, AlterTableAction& action) {
    Constraint identity;
    identity.kind = ConstraintKind::identity;
    std::vector<Node*> rest;
    for (auto* node : options) {
        if (std::string_view(node->def_elem->defname) == "generated") {
            bool const always = node->def_elem->arg->integer->ival == 'a';
            identity.identity = always ? IdentityKind::always : IdentityKind::by_default;
        } else {
            rest.push_back(node);
        }
    }
    identity.sequence = sequence_options(context, rest);
    action.constraint = std::move(identity);
}

void read_definition(Context& context, Node const& def, AlterTableAction& action) {
    switch (def.node_case) {
        case PG_QUERY__NODE__NODE_COLUMN_DEF:
            if (action.kind == AlterTableKind::set_type) {
                read_type_change(context, *def.column_def, action);
            } else {
                action.column = column_spec(context, *def.column_def);
            }
            return;
        case PG_QUERY__NODE__NODE_CONSTRAINT:
            action.constraint = constraint(context, *def.constraint);
            return;
        case PG_QUERY__NODE__NODE_REPLICA_IDENTITY_STMT:
            action.value = replica_identity(*def.replica_identity_stmt->identity_type);
            action.name = def.replica_identity_stmt->name;
            return;
        case PG_QUERY__NODE__NODE_LIST: {
            Nodes const items(def.list->items, def.list->n_items);
            if (action.kind == AlterTableKind::set_identity) {
                read_identity_change(context, items, action);
            } else {
                action.options = storage_options(context, items);
            }
            return;
        }
        case PG_QUERY__NODE__NODE_INTEGER:
        case PG_QUERY__NODE__NODE_STRING: action.value = option_value(context, &def); return;
        default: action.expression = expression(context, &def);
    }
}

AlterTableAction read_action(Context& context, PgQuery__AlterTableCmd const& node) {
    AlterTableAction action;
    action.kind = action_kind(node.subtype);
    action.name = node.newowner != nullptr ? role_name(node.newowner) : node.name;
    action.if_exists = node.missing_ok != 0;
    action.behaviour = behaviour(node.behavior);
    if (action.kind == AlterTableKind::other) {
        action.construct = other_words(node.subtype);
        context.refuse("ALTER TABLE ... " + action.construct);
        return action;
    }
    bool const all = node.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll ||
                     node.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll;
    if (all) action.value = "all";
    if (action.kind == AlterTableKind::set_default && node.def == nullptr) {
        action.kind = AlterTableKind::drop_default;
    }
    if (node.def != nullptr) read_definition(context, *node.def, action);
    return action;
}

}  // namespace

AlterTable alter_table(Context& context, PgQuery__AlterTableStmt const& node) {
    AlterTable result;
    result.table = relation(context, *node.relation);
    result.object = object_kind(context, node.objtype);
    if (result.object == ObjectKind::type) result.table.only = false;  // as the parser has it for types
    result.if_exists = node.missing_ok != 0;
    for (auto const* command : Nodes(node.cmds, node.n_cmds)) {
        result.actions.push_back(read_action(context, *command->alter_table_cmd));
    }
    return result;
}

}  // namespace backstay::sql::reading
