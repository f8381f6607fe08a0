// x = any (array), x op all (array). An array written out is a list; any other is read by pg_unnest().

#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

bool is(BuiltinOperator const& op, std::string_view name) { return op.native && op.name == name; }

Text as_list(State& state, typed::Quantified const& q, std::string const& list) {
    TRY(auto const left, comparable(state, *q.left));
    return "(" + left + (q.quantifier == Quantifier::any ? " in (" : " not in (") + list + "))";
}

std::string elements(State& state, typed::Expression const& array, std::string const& text) {
    return "pg_unnest(" + text + ", '" + type_argument(state, array.type) + "')";
}

// 1 if some comparison is true, null if none is but one is null, else 0; `all` is its mirror image.
Text each(State& state, typed::Quantified const& q, std::string const& array) {
    auto const rows = elements(state, *q.array, array);
    auto const alias = state.new_alias();
    TRY(auto const left, q.op->native ? comparable(state, *q.left) : expression(state, *q.left));
    auto const condition = operate(state, *q.op, left, alias + ".c1");
    bool const any = q.quantifier == Quantifier::any;
    auto const found = std::string(any ? "1" : "0"), none = std::string(any ? "0" : "1");
    auto const a = state.new_alias();
    return "(select case when " + array + " is null then null when " + (any ? "max(" : "min(") + a +
           ".r) = " + found + " then " + found + " when count(*) > count(" + a + ".r) then null else " +
           none + " end from (select " + condition + " as r from " + rows + " as " + alias + ") as " + a +
           ")";
}

// The comparison of one value with every element by one call; where no subquery may stand, or where an index
// on the value would serve nothing.
std::string by_call(State& state, typed::Quantified const& q, std::string const& left,
                    std::string const& array) {
    auto const call = "pg_array_any(" + left + ", " + array + ", '" + type_argument(state, q.left->type) +
                      "," + type_argument(state, q.array->type) + "')";
    return q.quantifier == Quantifier::any ? call : "(not " + call + ")";
}

// A NULL array makes the comparison NULL, as a NULL in the list does.
std::string list_of(State& state, typed::Quantified const& q, std::string const& array) {
    auto const rows = "select c1 from " + elements(state, *q.array, array);
    if (auto const* constant = std::get_if<typed::Constant>(&q.array->node);
        constant != nullptr && !constant->null)
        return rows;
    return rows + " union all select null where " + array + " is null";
}

}  // namespace

Text quantified(State& state, typed::Quantified const& q) {
    bool const any = q.quantifier == Quantifier::any;
    bool const listable = (any && is(*q.op, "=")) || (!any && is(*q.op, "<>"));
    if (auto const* list = std::get_if<typed::ArrayConstructor>(&q.array->node);
        list != nullptr && listable && !(list->elements.empty() || list->elements.front().type.array)) {
        TRY(auto const text, expressions(state, list->elements));
        return as_list(state, q, text);
    }
    TRY(auto const array, expression(state, *q.array));
    if (listable && (state.definition || std::holds_alternative<typed::Variable>(q.array->node))) {
        TRY(auto const left, expression(state, *q.left));
        return by_call(state, q, left, array);
    }
    if (listable) return as_list(state, q, list_of(state, q, array));
    if (state.definition) return not_supported(Limitation::quantified_in_definition);
    return each(state, q, array);
}

}  // namespace backstay::sql::lowering
