#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

GroupItem group_item(Context& context, Node const& node) {
    GroupItem item;
    if (node.node_case != PG_QUERY__NODE__NODE_GROUPING_SET) {
        item.expressions.push_back(expression(context, &node));
        return item;
    }
    auto const& set = *node.grouping_set;
    Nodes const content(set.content, set.n_content);
    switch (set.kind) {
        case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_EMPTY: item.kind = GroupingKind::empty; break;
        case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_ROLLUP: item.kind = GroupingKind::rollup; break;
        case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_CUBE: item.kind = GroupingKind::cube; break;
        case PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_SETS: item.kind = GroupingKind::sets; break;
        default: break;
    }
    if (item.kind == GroupingKind::sets) {
        for (auto const* inner : content) item.sets.push_back(group_item(context, *inner));
    } else {
        item.expressions = expressions(context, content);
    }
    return item;
}

void read_distinct(Context& context, PgQuery__SelectStmt const& node, Select& result) {
    Nodes const clause(node.distinct_clause, node.n_distinct_clause);
    if (clause.empty()) return;
    result.distinct = true;
    // Plain DISTINCT is a list of one empty node.
    if (clause.front()->node_case != PG_QUERY__NODE__NODE__NOT_SET)
        result.distinct_on = expressions(context, clause);
}

void read_locking(Context& context, PgQuery__SelectStmt const& node, Select& result) {
    Nodes const clauses(node.locking_clause, node.n_locking_clause);
    if (clauses.empty()) return;
    if (clauses.size() > 1) context.refuse("more than one FOR UPDATE or FOR SHARE");
    auto const& clause = *clauses.front()->locking_clause;
    switch (clause.strength) {
        case PG_QUERY__LOCK_CLAUSE_STRENGTH__LCS_FORKEYSHARE: result.lock = LockStrength::key_share; break;
        case PG_QUERY__LOCK_CLAUSE_STRENGTH__LCS_FORSHARE: result.lock = LockStrength::share; break;
        case PG_QUERY__LOCK_CLAUSE_STRENGTH__LCS_FORNOKEYUPDATE:
            result.lock = LockStrength::no_key_update;
            break;
        default: result.lock = LockStrength::update; break;
    }
    if (clause.wait_policy == PG_QUERY__LOCK_WAIT_POLICY__LockWaitSkip)
        result.lock_wait = LockWait::skip_locked;
    if (clause.wait_policy == PG_QUERY__LOCK_WAIT_POLICY__LockWaitError) result.lock_wait = LockWait::no_wait;
    for (auto const* locked : Nodes(clause.locked_rels, clause.n_locked_rels)) {
        result.lock_of.push_back(qualified_name(context, *locked->range_var));
    }
}

void read_core(Context& context, PgQuery__SelectStmt const& node, Select& result) {
    if (node.into_clause != nullptr) context.refuse("SELECT INTO");
    read_distinct(context, node, result);
    result.targets = targets(context, {node.target_list, node.n_target_list});
    result.from = from_items(context, {node.from_clause, node.n_from_clause});
    result.where = optional_expression(context, node.where_clause);
    for (auto const* item : Nodes(node.group_clause, node.n_group_clause)) {
        result.group_by.push_back(group_item(context, *item));
    }
    result.group_distinct = node.group_distinct != 0;
    result.having = optional_expression(context, node.having_clause);
    for (auto const* item : Nodes(node.window_clause, node.n_window_clause)) {
        result.windows.push_back(window(context, *item->window_def));
    }
    for (auto const* row : Nodes(node.values_lists, node.n_values_lists)) {
        result.values.push_back(expressions(context, {row->list->items, row->list->n_items}));
    }
}

void read_set_operation(Context& context, PgQuery__SelectStmt const& node, Select& result) {
    auto op = SetOperator::union_;
    if (node.op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT) op = SetOperator::intersect;
    if (node.op == PG_QUERY__SET_OPERATION__SETOP_EXCEPT) op = SetOperator::except;
    result.set_operation = SetOperation{.op = op,
                                        .all = node.all != 0,
                                        .left = select(context, *node.larg),
                                        .right = select(context, *node.rarg)};
}

CommonTable common_table(Context& context, PgQuery__CommonTableExpr const& node) {
    if (node.search_clause != nullptr) context.refuse("WITH ... SEARCH", node.location);
    if (node.cycle_clause != nullptr) context.refuse("WITH ... CYCLE", node.location);
    CommonTable table{.name = node.ctename,
                      .columns = strings({node.aliascolnames, node.n_aliascolnames}),
                      .statement = Box<Statement>(Statement(statement_node(context, *node.ctequery)))};
    if (node.ctematerialized == PG_QUERY__CTEMATERIALIZE__CTEMaterializeAlways) {
        table.materialized = Materialized::always;
    }
    if (node.ctematerialized == PG_QUERY__CTEMATERIALIZE__CTEMaterializeNever) {
        table.materialized = Materialized::never;
    }
    return table;
}

}  // namespace

Select select(Context& context, PgQuery__SelectStmt const& node) {
    Select result;
    result.with = with(context, node.with_clause);
    bool const combines = node.larg != nullptr && node.rarg != nullptr;
    if (combines) {
        read_set_operation(context, node, result);
    } else {
        read_core(context, node, result);
    }
    result.order_by = order_by(context, {node.sort_clause, node.n_sort_clause});
    result.limit = optional_expression(context, node.limit_count);
    result.offset = optional_expression(context, node.limit_offset);
    result.with_ties = node.limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES;
    read_locking(context, node, result);
    return result;
}

Select select(Context& context, Node const* node) {
    if (node != nullptr && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT) {
        return select(context, *node->select_stmt);
    }
    context.refuse("a query of this form");
    return {};
}

std::optional<With> with(Context& context, PgQuery__WithClause const* clause) {
    if (clause == nullptr) return std::nullopt;
    With result{.recursive = clause->recursive != 0};
    for (auto const* node : Nodes(clause->ctes, clause->n_ctes)) {
        result.tables.push_back(common_table(context, *node->common_table_expr));
    }
    return result;
}

std::vector<Target> targets(Context& context, Nodes nodes) {
    std::vector<Target> result;
    result.reserve(nodes.size());
    for (auto const* node : nodes) {
        auto const& target = *node->res_target;
        result.push_back({expression(context, target.val), target.name});
    }
    return result;
}

}  // namespace backstay::sql::reading
