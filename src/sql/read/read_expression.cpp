#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

Expression literal(Context& context, PgQuery__AConst const& node) {
    auto const location = context.at(node.location);
    if (node.isnull != 0) return Literal{LiteralKind::null, {}, location};
    switch (node.val_case) {
        case PG_QUERY__A__CONST__VAL_IVAL:
            return Literal{LiteralKind::integer, std::to_string(node.ival->ival), location};
        case PG_QUERY__A__CONST__VAL_FVAL: {
            // Integers beyond 32 bits come as "floats" too; only a point or an exponent makes a decimal.
            std::string text = node.fval->fval;
            bool const decimal = text.find_first_of(".eE") != std::string::npos;
            return Literal{decimal ? LiteralKind::decimal : LiteralKind::integer, std::move(text), location};
        }
        case PG_QUERY__A__CONST__VAL_BOOLVAL:
            return Literal{LiteralKind::boolean, node.boolval->boolval != 0 ? "true" : "false", location};
        case PG_QUERY__A__CONST__VAL_BSVAL:
            return Literal{LiteralKind::bit_string, node.bsval->bsval, location};
        default: return Literal{LiteralKind::string, node.sval->sval, location};
    }
}

Expression column_ref(Context& context, PgQuery__ColumnRef const& node) {
    ColumnRef result;
    result.location = context.at(node.location);
    for (auto const* field : Nodes(node.fields, node.n_fields)) {
        if (field->node_case == PG_QUERY__NODE__NODE_A_STAR) {
            result.star = true;
        } else {
            result.names.push_back(text_of(field));
        }
    }
    return result;
}

Expression indirection(Context& context, PgQuery__AIndirection const& node) {
    Indirection result{.base = expression(context, node.arg)};
    for (auto const* step : Nodes(node.indirection, node.n_indirection)) {
        if (step->node_case == PG_QUERY__NODE__NODE_A_INDICES) {
            auto const& indices = *step->a_indices;
            result.steps.emplace_back(Subscript{.lower = optional_box(context, indices.lidx),
                                                .index = optional_box(context, indices.uidx),
                                                .slice = indices.is_slice != 0});
        } else {
            result.steps.emplace_back(FieldAccess{text_of(step)});
        }
    }
    return result;
}

Expression logic(Context& context, PgQuery__BoolExpr const& node) {
    auto kind = LogicKind::not_;
    if (node.boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR) kind = LogicKind::and_;
    if (node.boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR) kind = LogicKind::or_;
    return Logic{kind, expressions(context, {node.args, node.n_args})};
}

Expression truth(Context& context, PgQuery__BooleanTest const& node) {
    auto test = TruthTest::is_true;
    switch (node.booltesttype) {
        case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_TRUE: test = TruthTest::is_not_true; break;
        case PG_QUERY__BOOL_TEST_TYPE__IS_FALSE: test = TruthTest::is_false; break;
        case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_FALSE: test = TruthTest::is_not_false; break;
        case PG_QUERY__BOOL_TEST_TYPE__IS_UNKNOWN: test = TruthTest::is_unknown; break;
        case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_UNKNOWN: test = TruthTest::is_not_unknown; break;
        default: break;
    }
    return IsTruth{expression(context, node.arg), test};
}

Expression case_expression(Context& context, PgQuery__CaseExpr const& node) {
    Case result{.arg = optional_box(context, node.arg)};
    for (auto const* branch : Nodes(node.args, node.n_args)) {
        auto const& when = *branch->case_when;
        result.branches.push_back({expression(context, when.expr), expression(context, when.result)});
    }
    result.otherwise = optional_box(context, node.defresult);
    return result;
}

Expression subquery(Context& context, PgQuery__SubLink const& node) {
    Subquery result{.select = select(context, node.subselect)};
    result.location = context.at(node.location);
    switch (node.sub_link_type) {
        case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK: result.kind = SubqueryKind::exists; break;
        case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK: result.kind = SubqueryKind::array; break;
        case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK: result.kind = SubqueryKind::any; break;
        case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK: result.kind = SubqueryKind::all; break;
        default: break;
    }
    if (node.testexpr != nullptr) {
        result.test = optional_box(context, node.testexpr);
        auto const op = qualified_name(context, {node.oper_name, node.n_oper_name});
        result.op = op.name.empty() ? "=" : op.name;
    }
    return result;
}

Expression row(Context& context, PgQuery__RowExpr const& node) {
    return RowConstructor{expressions(context, {node.args, node.n_args}), context.at(node.location)};
}

Expression extreme(Context& context, PgQuery__MinMaxExpr const& node) {
    return GreatestLeast{node.op == PG_QUERY__MIN_MAX_OP__IS_LEAST ? Extreme::least : Extreme::greatest,
                         expressions(context, {node.args, node.n_args})};
}

Expression refused(Context& context, std::string_view construct, int location = -1) {
    context.refuse(construct, location);
    return null_literal();
}

}  // namespace

Expression expression(Context& context, Node const* node) {
    if (node == nullptr) return null_literal();
    switch (node->node_case) {
        case PG_QUERY__NODE__NODE_A_CONST: return literal(context, *node->a_const);
        case PG_QUERY__NODE__NODE_PARAM_REF:
            return Parameter{node->param_ref->number, context.at(node->param_ref->location)};
        case PG_QUERY__NODE__NODE_COLUMN_REF: return column_ref(context, *node->column_ref);
        case PG_QUERY__NODE__NODE_A_INDIRECTION: return indirection(context, *node->a_indirection);
        case PG_QUERY__NODE__NODE_A_EXPR: return operator_expression(context, *node->a_expr);
        case PG_QUERY__NODE__NODE_BOOL_EXPR: return logic(context, *node->bool_expr);
        case PG_QUERY__NODE__NODE_NULL_TEST:
            return IsNull{expression(context, node->null_test->arg),
                          node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL};
        case PG_QUERY__NODE__NODE_BOOLEAN_TEST: return truth(context, *node->boolean_test);
        case PG_QUERY__NODE__NODE_TYPE_CAST:
            return Cast{expression(context, node->type_cast->arg),
                        type_name(context, *node->type_cast->type_name),
                        context.at(node->type_cast->location)};
        case PG_QUERY__NODE__NODE_CASE_EXPR: return case_expression(context, *node->case_expr);
        case PG_QUERY__NODE__NODE_COALESCE_EXPR:
            return Coalesce{expressions(context, {node->coalesce_expr->args, node->coalesce_expr->n_args})};
        case PG_QUERY__NODE__NODE_MIN_MAX_EXPR: return extreme(context, *node->min_max_expr);
        case PG_QUERY__NODE__NODE_FUNC_CALL: return call(context, *node->func_call);
        case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION: return sql_value(context, *node->sqlvalue_function);
        case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
            return ArrayConstructor{
                expressions(context, {node->a_array_expr->elements, node->a_array_expr->n_elements}),
                context.at(node->a_array_expr->location)};
        case PG_QUERY__NODE__NODE_ROW_EXPR: return row(context, *node->row_expr);
        case PG_QUERY__NODE__NODE_SUB_LINK: return subquery(context, *node->sub_link);
        case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
            return Collate{expression(context, node->collate_clause->arg),
                           collation(context, node->collate_clause).value_or(QualifiedName{}),
                           context.at(node->collate_clause->location)};
        case PG_QUERY__NODE__NODE_SET_TO_DEFAULT:
            return DefaultValue{context.at(node->set_to_default->location)};
        case PG_QUERY__NODE__NODE_GROUPING_FUNC:
            return Grouping{expressions(context, {node->grouping_func->args, node->grouping_func->n_args})};
        case PG_QUERY__NODE__NODE_XML_EXPR:
            return refused(context, "XML functions", node->xml_expr->location);
        case PG_QUERY__NODE__NODE_XML_SERIALIZE: return refused(context, "XMLSERIALIZE");
        case PG_QUERY__NODE__NODE_CURRENT_OF_EXPR: return refused(context, "WHERE CURRENT OF");
        default: return refused(context, "an expression of this form");
    }
}

Expressions expressions(Context& context, Nodes nodes) {
    Expressions result;
    result.reserve(nodes.size());
    for (auto const* node : nodes) result.push_back(expression(context, node));
    return result;
}

std::optional<Expression> optional_expression(Context& context, Node const* node) {
    if (node == nullptr) return std::nullopt;
    return expression(context, node);
}

std::optional<ExpressionBox> optional_box(Context& context, Node const* node) {
    if (node == nullptr) return std::nullopt;
    return ExpressionBox(expression(context, node));
}

}  // namespace backstay::sql::reading
