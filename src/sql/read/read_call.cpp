// Calls: functions, aggregates, window functions and the functions that are key words.

#include <utility>

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

// FRAMEOPTION_* of PostgreSQL's nodes/parsenodes.h.
enum FrameOption : int {
    non_default = 0x00001,
    rows = 0x00004,
    groups = 0x00008,
    start_unbounded_preceding = 0x00020,
    end_unbounded_following = 0x00100,
    start_current_row = 0x00200,
    end_current_row = 0x00400,
    start_offset_preceding = 0x00800,
    end_offset_preceding = 0x01000,
    start_offset_following = 0x02000,
    exclude_current_row = 0x08000,
    exclude_group = 0x10000,
    exclude_ties = 0x20000,
};

std::optional<Frame> frame(Context& context, PgQuery__WindowDef const& node) {
    int const options = node.frame_options;
    if ((options & non_default) == 0) return std::nullopt;
    Frame result;
    if ((options & rows) != 0) result.mode = FrameMode::rows;
    if ((options & groups) != 0) result.mode = FrameMode::groups;
    if ((options & start_unbounded_preceding) != 0) result.start = FrameBound::unbounded_preceding;
    if ((options & start_current_row) != 0) result.start = FrameBound::current_row;
    if ((options & start_offset_preceding) != 0) result.start = FrameBound::preceding;
    if ((options & start_offset_following) != 0) result.start = FrameBound::following;
    result.end = FrameBound::following;
    if ((options & end_unbounded_following) != 0) result.end = FrameBound::unbounded_following;
    if ((options & end_current_row) != 0) result.end = FrameBound::current_row;
    if ((options & end_offset_preceding) != 0) result.end = FrameBound::preceding;
    if ((options & exclude_current_row) != 0) result.exclusion = FrameExclusion::current_row;
    if ((options & exclude_group) != 0) result.exclusion = FrameExclusion::group;
    if ((options & exclude_ties) != 0) result.exclusion = FrameExclusion::ties;
    result.start_offset = optional_box(context, node.start_offset);
    result.end_offset = optional_box(context, node.end_offset);
    return result;
}

// OVER w: PostgreSQL holds the window's name as its own; ours is a window that only refers to it.
Window over(Context& context, PgQuery__WindowDef const& node) {
    auto result = window(context, node);
    if (!result.name.empty()) {
        result.references = std::exchange(result.name, {});
    }
    return result;
}

}  // namespace

Window window(Context& context, PgQuery__WindowDef const& node) {
    return {.name = node.name,
            .references = node.refname,
            .partition_by = expressions(context, {node.partition_clause, node.n_partition_clause}),
            .order_by = order_by(context, {node.order_clause, node.n_order_clause}),
            .frame = frame(context, node)};
}

Expression call(Context& context, PgQuery__FuncCall const& node) {
    Call result;
    result.name = qualified_name(context, {node.funcname, node.n_funcname});
    for (auto const* arg : Nodes(node.args, node.n_args)) {
        if (arg->node_case == PG_QUERY__NODE__NODE_NAMED_ARG_EXPR) {
            auto const& named = *arg->named_arg_expr;
            result.args.push_back({named.name, expression(context, named.arg)});
        } else {
            result.args.push_back({{}, expression(context, arg)});
        }
    }
    result.star = node.agg_star != 0;
    result.distinct = node.agg_distinct != 0;
    result.variadic = node.func_variadic != 0;
    result.order_by = order_by(context, {node.agg_order, node.n_agg_order});
    result.within_group = node.agg_within_group != 0;
    result.filter = optional_box(context, node.agg_filter);
    if (node.over != nullptr) result.over = over(context, *node.over);
    result.location = context.at(node.location);
    return result;
}

Expression sql_value(Context& context, PgQuery__SQLValueFunction const& node) {
    auto const value = [&] {
        switch (node.op) {
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE: return SqlValue::current_date;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N: return SqlValue::current_time;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N: return SqlValue::localtime;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N: return SqlValue::localtimestamp;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE: return SqlValue::current_role;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER: return SqlValue::current_user;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER: return SqlValue::user;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER: return SqlValue::session_user;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG: return SqlValue::current_catalog;
            case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA: return SqlValue::current_schema;
            default: return SqlValue::current_timestamp;
        }
    }();
    bool const has_precision = node.op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N ||
                               node.op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N ||
                               node.op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N ||
                               node.op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N;
    return SqlValueFunction{value, has_precision ? node.typmod : -1, context.at(node.location)};
}

OrderBy order_by(Context& context, Nodes nodes) {
    OrderBy result;
    for (auto const* node : nodes) {
        if (node->node_case != PG_QUERY__NODE__NODE_SORT_BY) {
            // The arguments of an ordered-set aggregate's ORDER BY may be plain.
            result.push_back({expression(context, node)});
            continue;
        }
        auto const& sort = *node->sort_by;
        SortKey key{expression(context, sort.node)};
        if (sort.sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC) key.direction = SortDirection::descending;
        if (sort.sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_USING) {
            context.refuse("ORDER BY ... USING", sort.location);
        }
        if (sort.sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST) key.nulls = NullsOrder::first;
        if (sort.sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST) key.nulls = NullsOrder::last;
        result.push_back(std::move(key));
    }
    return result;
}

}  // namespace backstay::sql::reading
