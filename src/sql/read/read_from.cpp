#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

std::optional<Alias> alias(PgQuery__Alias const* node) {
    if (node == nullptr) return std::nullopt;
    return Alias{node->aliasname, strings({node->colnames, node->n_colnames})};
}

FromItem from_item(Context& context, Node const& node);

FromItem join(Context& context, PgQuery__JoinExpr const& node) {
    Join result{.left = from_item(context, *node.larg), .right = from_item(context, *node.rarg)};
    result.natural = node.is_natural != 0;
    result.using_columns = strings({node.using_clause, node.n_using_clause});
    result.on = optional_box(context, node.quals);
    result.alias = alias(node.alias);
    if (node.join_using_alias != nullptr) context.refuse("JOIN ... USING (...) AS alias");
    switch (node.jointype) {
        case PG_QUERY__JOIN_TYPE__JOIN_LEFT: result.kind = JoinKind::left; break;
        case PG_QUERY__JOIN_TYPE__JOIN_RIGHT: result.kind = JoinKind::right; break;
        case PG_QUERY__JOIN_TYPE__JOIN_FULL: result.kind = JoinKind::full; break;
        default: {
            bool const has_condition = result.on || result.natural || !result.using_columns.empty();
            result.kind = has_condition ? JoinKind::inner : JoinKind::cross;
        }
    }
    return result;
}

FromItem table_function(Context& context, PgQuery__RangeFunction const& node) {
    TableFunction result;
    result.lateral = node.lateral != 0;
    result.ordinality = node.ordinality != 0;
    result.alias = alias(node.alias);
    for (auto const* function : Nodes(node.functions, node.n_functions)) {
        // Each is a list: the call, and the column definitions it has of its own in ROWS FROM.
        Nodes const parts(function->list->items, function->list->n_items);
        result.calls.push_back(expression(context, parts.front()));
        bool const has_columns = parts.size() > 1 && parts[1]->node_case == PG_QUERY__NODE__NODE_LIST;
        if (has_columns) context.refuse("ROWS FROM with column definitions");
    }
    for (auto const* column : Nodes(node.coldeflist, node.n_coldeflist)) {
        result.column_definitions.push_back(
            {column->column_def->colname, type_name(context, *column->column_def->type_name)});
    }
    return result;
}

FromItem sample(Context& context, PgQuery__RangeTableSample const& node) {
    auto result = relation(context, *node.relation->range_var);
    result.sample_method = qualified_name(context, {node.method, node.n_method}).name;
    result.sample_args = expressions(context, {node.args, node.n_args});
    if (node.repeatable != nullptr) context.refuse("TABLESAMPLE ... REPEATABLE", node.location);
    return result;
}

FromItem from_item(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_RANGE_VAR: return relation(context, *node.range_var);
        case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
            return DerivedTable{.select = select(context, node.range_subselect->subquery),
                                .alias = alias(node.range_subselect->alias),
                                .lateral = node.range_subselect->lateral != 0};
        case PG_QUERY__NODE__NODE_RANGE_FUNCTION: return table_function(context, *node.range_function);
        case PG_QUERY__NODE__NODE_JOIN_EXPR: return join(context, *node.join_expr);
        case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE: return sample(context, *node.range_table_sample);
        case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
            context.refuse("XMLTABLE", node.range_table_func->location);
            return RelationRef{};
        default: context.refuse("a FROM item of this form"); return RelationRef{};
    }
}

}  // namespace

RelationRef relation(Context& context, PgQuery__RangeVar const& node) {
    RelationRef result;
    result.name = qualified_name(context, node);
    result.alias = alias(node.alias);
    result.only = node.inh == 0;
    result.location = context.at(node.location);
    return result;
}

std::vector<FromItem> from_items(Context& context, Nodes nodes) {
    std::vector<FromItem> result;
    result.reserve(nodes.size());
    for (auto const* node : nodes) result.push_back(from_item(context, *node));
    return result;
}

}  // namespace backstay::sql::reading
