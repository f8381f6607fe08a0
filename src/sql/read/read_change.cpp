// INSERT, UPDATE and DELETE.

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

void refuse_part_of_column(Context& context, PgQuery__ResTarget const& target) {
    if (target.n_indirection > 0) context.refuse("assigning to a part of a column", target.location);
}

// (a, b) = (1, 2) comes as one target per column, each with the whole right side; they are joined again.
std::vector<Assignment> assignments(Context& context, Nodes nodes) {
    std::vector<Assignment> result;
    for (auto const* node : nodes) {
        auto const& target = *node->res_target;
        refuse_part_of_column(context, target);
        auto const* value = target.val;
        if (value != nullptr && value->node_case == PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF) {
            if (value->multi_assign_ref->colno > 1 && !result.empty()) {
                result.back().columns.emplace_back(target.name);
                continue;
            }
            value = value->multi_assign_ref->source;
        }
        result.push_back({{target.name}, expression(context, value), context.at(target.location)});
    }
    return result;
}

ConflictTarget conflict_target(Context& context, PgQuery__InferClause const& node) {
    ConflictTarget result;
    for (auto const* element : Nodes(node.index_elems, node.n_index_elems)) {
        auto const& index = *element->index_elem;
        if (index.n_collation > 0 || index.n_opclass > 0) {
            context.refuse("ON CONFLICT with a collation or an operator class", node.location);
        }
        result.elements.push_back(index.expr != nullptr ? expression(context, index.expr)
                                                        : column(index.name));
    }
    result.where = optional_expression(context, node.where_clause);
    result.constraint = node.conname;
    return result;
}

std::optional<OnConflict> on_conflict(Context& context, PgQuery__OnConflictClause const* node) {
    if (node == nullptr) return std::nullopt;
    OnConflict result;
    if (node->infer != nullptr) result.target = conflict_target(context, *node->infer);
    result.update = node->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE;
    result.assignments = assignments(context, {node->target_list, node->n_target_list});
    result.where = optional_expression(context, node->where_clause);
    result.location = context.at(node->location);
    return result;
}

}  // namespace

Insert insert(Context& context, PgQuery__InsertStmt const& node) {
    Insert result;
    result.with = with(context, node.with_clause);
    result.table = relation(context, *node.relation);
    for (auto const* column : Nodes(node.cols, node.n_cols)) {
        refuse_part_of_column(context, *column->res_target);
        result.columns.push_back({column->res_target->name, context.at(column->res_target->location)});
    }
    if (node.override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE)
        result.overriding = Overriding::user_value;
    if (node.override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_SYSTEM_VALUE) {
        result.overriding = Overriding::system_value;
    }
    if (node.select_stmt != nullptr) result.source = SelectBox(select(context, node.select_stmt));
    result.on_conflict = on_conflict(context, node.on_conflict_clause);
    result.returning = targets(context, {node.returning_list, node.n_returning_list});
    return result;
}

Update update(Context& context, PgQuery__UpdateStmt const& node) {
    Update result;
    result.with = with(context, node.with_clause);
    result.table = relation(context, *node.relation);
    result.assignments = assignments(context, {node.target_list, node.n_target_list});
    result.from = from_items(context, {node.from_clause, node.n_from_clause});
    result.where = optional_expression(context, node.where_clause);
    result.returning = targets(context, {node.returning_list, node.n_returning_list});
    return result;
}

Delete delete_from(Context& context, PgQuery__DeleteStmt const& node) {
    Delete result;
    result.with = with(context, node.with_clause);
    result.table = relation(context, *node.relation);
    result.using_items = from_items(context, {node.using_clause, node.n_using_clause});
    result.where = optional_expression(context, node.where_clause);
    result.returning = targets(context, {node.returning_list, node.n_returning_list});
    return result;
}

}  // namespace backstay::sql::reading
