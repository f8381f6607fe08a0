// What may be said of any object: DROP, RENAME, SET SCHEMA, OWNER TO, COMMENT.

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

bool belongs_to_table(ObjectKind kind) {
    return kind == ObjectKind::policy || kind == ObjectKind::trigger || kind == ObjectKind::column ||
           kind == ObjectKind::constraint || kind == ObjectKind::rule;
}

ObjectName object_name(Context& context, ObjectKind kind, Node const* node) {
    ObjectName result;
    if (node == nullptr) return result;
    switch (node->node_case) {
        case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
            result.function = function_name(context, *node->object_with_args);
            result.name = result.function->name;
            break;
        case PG_QUERY__NODE__NODE_TYPE_NAME: {
            auto const type = type_name(context, *node->type_name);
            result.name = type.name;
            result.location = type.location;
            break;
        }
        case PG_QUERY__NODE__NODE_RANGE_VAR:
            result.name = qualified_name(context, *node->range_var);
            result.location = context.at(node->range_var->location);
            break;
        case PG_QUERY__NODE__NODE_LIST: {
            Nodes items(node->list->items, node->list->n_items);
            if (kind == ObjectKind::domain_constraint && items.size() == 2) {
                result = object_name(context, ObjectKind::domain, items.front());
                result.part = text_of(items.back());
                break;
            }
            if (belongs_to_table(kind) && items.size() > 1) {
                result.part = text_of(items.back());
                items = items.first(items.size() - 1);
            }
            result.name = qualified_name(context, items);
            break;
        }
        default: result.name.name = text_of(node);
    }
    return result;
}

Drop drop(Context& context, PgQuery__DropStmt const& node) {
    Drop result;
    result.object = object_kind(context, node.remove_type);
    result.if_exists = node.missing_ok != 0;
    result.concurrently = node.concurrent != 0;
    result.behaviour = behaviour(node.behavior);
    for (auto const* object : Nodes(node.objects, node.n_objects)) {
        result.names.push_back(object_name(context, result.object, object));
    }
    return result;
}

Rename rename(Context& context, PgQuery__RenameStmt const& node) {
    Rename result;
    result.object = object_kind(context, node.rename_type);
    if (node.relation != nullptr) {
        result.name.name = qualified_name(context, *node.relation);
        result.name.location = context.at(node.relation->location);
    } else {
        result.name = object_name(context, result.object, node.object);
    }
    bool const is_part = belongs_to_table(result.object) || result.object == ObjectKind::attribute ||
                         result.object == ObjectKind::domain_constraint;
    if (is_part) {
        result.name.part = node.subname;
    } else if (*node.subname != '\0') {
        result.name.name.name = node.subname;  // roles, schemas, databases
    }
    result.new_name = node.newname;
    result.if_exists = node.missing_ok != 0;
    return result;
}

SetSchema set_schema(Context& context, PgQuery__AlterObjectSchemaStmt const& node) {
    SetSchema result;
    result.object = object_kind(context, node.object_type);
    if (node.relation != nullptr) {
        result.name.name = qualified_name(context, *node.relation);
    } else {
        result.name = object_name(context, result.object, node.object);
    }
    result.new_schema = node.newschema;
    return result;
}

SetOwner set_owner(Context& context, PgQuery__AlterOwnerStmt const& node) {
    SetOwner result;
    result.object = object_kind(context, node.object_type);
    if (node.relation != nullptr) {
        result.name.name = qualified_name(context, *node.relation);
    } else {
        result.name = object_name(context, result.object, node.object);
    }
    result.owner = role_name(node.newowner);
    return result;
}

Comment comment(Context& context, PgQuery__CommentStmt const& node) {
    Comment result;
    result.object = object_kind(context, node.objtype);
    result.name = object_name(context, result.object, node.object);
    // The parser gives IS NULL and IS '' alike, and PostgreSQL treats them alike.
    if (*node.comment != '\0') result.text = node.comment;
    return result;
}

Truncate truncate(Context& context, PgQuery__TruncateStmt const& node) {
    Truncate result;
    for (auto const* table : Nodes(node.relations, node.n_relations)) {
        result.tables.push_back(relation(context, *table->range_var));
    }
    result.restart_identity = node.restart_seqs != 0;
    result.behaviour = behaviour(node.behavior);
    return result;
}

}  // namespace

std::optional<Statement::Node> object_statement(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_DROP_STMT: return drop(context, *node.drop_stmt);
        case PG_QUERY__NODE__NODE_RENAME_STMT: return rename(context, *node.rename_stmt);
        case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
            return set_schema(context, *node.alter_object_schema_stmt);
        case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT: return set_owner(context, *node.alter_owner_stmt);
        case PG_QUERY__NODE__NODE_COMMENT_STMT: return comment(context, *node.comment_stmt);
        case PG_QUERY__NODE__NODE_TRUNCATE_STMT: return truncate(context, *node.truncate_stmt);
        default: return std::nullopt;
    }
}

}  // namespace backstay::sql::reading
