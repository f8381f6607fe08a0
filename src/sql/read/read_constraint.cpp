#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

KeyAction key_action(char const* letter) {
    switch (*letter) {
        case 'r': return KeyAction::restrict;
        case 'c': return KeyAction::cascade;
        case 'n': return KeyAction::set_null;
        case 'd': return KeyAction::set_default;
        default: return KeyAction::no_action;
    }
}

ConstraintKind constraint_kind(Context& context, PgQuery__Constraint const& node) {
    switch (node.contype) {
        case PG_QUERY__CONSTR_TYPE__CONSTR_NULL: return ConstraintKind::null;
        case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL: return ConstraintKind::not_null;
        case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT: return ConstraintKind::default_value;
        case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY: return ConstraintKind::identity;
        case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED: return ConstraintKind::generated;
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK: return ConstraintKind::check;
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY: return ConstraintKind::primary_key;
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE: return ConstraintKind::unique;
        case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION: return ConstraintKind::exclude;
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN: return ConstraintKind::foreign_key;
        default: context.refuse("a constraint of this form", node.location); return ConstraintKind::check;
    }
}

void read_foreign_key(Context& context, PgQuery__Constraint const& node, Constraint& result) {
    result.columns = strings({node.fk_attrs, node.n_fk_attrs});
    if (node.pktable == nullptr) return;  // ALTER CONSTRAINT names none
    result.references = qualified_name(context, *node.pktable);
    result.referenced_columns = strings({node.pk_attrs, node.n_pk_attrs});
    result.on_update = key_action(node.fk_upd_action);
    result.on_delete = key_action(node.fk_del_action);
    result.on_delete_columns = strings({node.fk_del_set_cols, node.n_fk_del_set_cols});
    result.match = *node.fk_matchtype == 'f' ? KeyMatch::full : KeyMatch::simple;
}

void read_exclusions(Context& context, PgQuery__Constraint const& node, Constraint& result) {
    for (auto const* item : Nodes(node.exclusions, node.n_exclusions)) {
        // A list: the index element and the operator's name, a list again.
        Nodes const pair(item->list->items, item->list->n_items);
        auto const& op = *pair[1]->list;
        result.exclusions.push_back(
            {index_element(context, *pair[0]->index_elem), qualified_name(context, {op.items, op.n_items})});
    }
    result.index_method = node.access_method;
    result.where = optional_expression(context, node.where_clause);
}

// DEFERRABLE and its kin stand behind a column's constraint as constraints of their own.
bool take_attribute(PgQuery__Constraint const& node, std::vector<Constraint>& before) {
    if (before.empty()) return false;
    switch (node.contype) {
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE: before.back().deferrable = true; return true;
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE: before.back().deferrable = false; return true;
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
            before.back().deferrable = true;
            before.back().initially_deferred = true;
            return true;
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE:
            before.back().initially_deferred = false;
            return true;
        default: return false;
    }
}

}  // namespace

Constraint constraint(Context& context, PgQuery__Constraint const& node) {
    Constraint result;
    result.kind = constraint_kind(context, node);
    result.name = node.conname;
    result.expression = optional_expression(context, node.raw_expr);
    result.columns = strings({node.keys, node.n_keys});
    result.include = strings({node.including, node.n_including});
    result.nulls_not_distinct = node.nulls_not_distinct != 0;
    result.index = node.indexname;
    result.deferrable = node.deferrable != 0;
    result.initially_deferred = node.initdeferred != 0;
    result.not_valid = node.skip_validation != 0;
    result.no_inherit = node.is_no_inherit != 0;
    result.location = context.at(node.location);
    if (*node.indexspace != '\0') context.refuse("USING INDEX TABLESPACE", node.location);
    if (result.kind == ConstraintKind::identity) {
        result.identity = *node.generated_when == 'a' ? IdentityKind::always : IdentityKind::by_default;
        result.sequence = sequence_options(context, {node.options, node.n_options});
    } else if (node.n_options > 0) {
        context.refuse("a constraint with storage parameters", node.location);
    }
    if (result.kind == ConstraintKind::foreign_key) read_foreign_key(context, node, result);
    if (result.kind == ConstraintKind::exclude) read_exclusions(context, node, result);
    return result;
}

std::vector<Constraint> constraints(Context& context, Nodes nodes) {
    std::vector<Constraint> result;
    for (auto const* node : nodes) {
        if (node->node_case != PG_QUERY__NODE__NODE_CONSTRAINT) continue;
        if (take_attribute(*node->constraint, result)) continue;
        result.push_back(constraint(context, *node->constraint));
    }
    return result;
}

}  // namespace backstay::sql::reading
