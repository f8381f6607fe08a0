// A_Expr, PostgreSQL's node for everything written with an operator: a + b, a = any (b), a in (b, c),
// a between b and c, a like b escape c, a is distinct from b, nullif(a, b).

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

Nodes items(Node const* node) {
    if (node == nullptr || node->node_case != PG_QUERY__NODE__NODE_LIST) return {};
    return {node->list->items, node->list->n_items};
}

Expression plain(Context& context, PgQuery__AExpr const& node) {
    auto op = qualified_name(context, {node.name, node.n_name});
    return Operation{.op = std::move(op.name),
                     .left = optional_box(context, node.lexpr),
                     .right = expression(context, node.rexpr),
                     .op_schema = std::move(op.schema),
                     .location = context.at(node.location)};
}

Expression quantified(Context& context, PgQuery__AExpr const& node, Quantifier quantifier) {
    auto op = qualified_name(context, {node.name, node.n_name});
    return QuantifiedOperation{.left = expression(context, node.lexpr),
                               .op = std::move(op.name),
                               .quantifier = quantifier,
                               .array = expression(context, node.rexpr),
                               .location = context.at(node.location)};
}

Expression between(Context& context, PgQuery__AExpr const& node, bool negated, bool symmetric) {
    auto const bounds = items(node.rexpr);
    auto const bound = [&](std::size_t index) {
        return index < bounds.size() ? expression(context, bounds[index]) : null_literal();
    };
    return Between{.arg = expression(context, node.lexpr),
                   .low = bound(0),
                   .high = bound(1),
                   .negated = negated,
                   .symmetric = symmetric,
                   .location = context.at(node.location)};
}

// PostgreSQL writes `like b escape c` as `~~ like_escape(b, c)` and `similar to b` as
// `~ similar_to_escape(b)`.
PgQuery__FuncCall const* escape_call(Node const* pattern, std::string_view name) {
    if (pattern == nullptr || pattern->node_case != PG_QUERY__NODE__NODE_FUNC_CALL) return nullptr;
    auto const* function = pattern->func_call;
    bool const matches = function->n_funcname == 2 && text_of(function->funcname[0]) == "pg_catalog" &&
                         text_of(function->funcname[1]) == name;
    return matches ? function : nullptr;
}

Expression pattern(Context& context, PgQuery__AExpr const& node, PatternKind kind) {
    auto const* escape =
        escape_call(node.rexpr, kind == PatternKind::similar ? "similar_to_escape" : "like_escape");
    auto const* written = escape != nullptr && escape->n_args > 0 ? escape->args[0] : node.rexpr;
    auto const op = node.n_name > 0 ? text_of(node.name[node.n_name - 1]) : "";
    PatternMatch result{.kind = kind,
                        .arg = expression(context, node.lexpr),
                        .pattern = expression(context, written),
                        .negated = op.starts_with('!'),
                        .location = context.at(node.location)};
    if (escape != nullptr && escape->n_args > 1) result.escape = optional_box(context, escape->args[1]);
    return result;
}

}  // namespace

Expression operator_expression(Context& context, PgQuery__AExpr const& node) {
    auto const location = context.at(node.location);
    switch (node.kind) {
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY: return quantified(context, node, Quantifier::any);
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL: return quantified(context, node, Quantifier::all);
        case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
            return IsDistinct{expression(context, node.lexpr), expression(context, node.rexpr), false,
                              location};
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
            return IsDistinct{expression(context, node.lexpr), expression(context, node.rexpr), true,
                              location};
        case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
            return NullIf{expression(context, node.lexpr), expression(context, node.rexpr), location};
        case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
            return InList{expression(context, node.lexpr), expressions(context, items(node.rexpr)),
                          node.n_name > 0 && text_of(node.name[0]) == "<>", location};
        case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE: return pattern(context, node, PatternKind::like);
        case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE: return pattern(context, node, PatternKind::ilike);
        case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR: return pattern(context, node, PatternKind::similar);
        case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN: return between(context, node, false, false);
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN: return between(context, node, true, false);
        case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM: return between(context, node, false, true);
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM: return between(context, node, true, true);
        default: return plain(context, node);
    }
}

}  // namespace backstay::sql::reading
