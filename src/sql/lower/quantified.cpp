// x = any (array), x op all (array). An array written out is a list; any other is read by json_each(), whose
// values are what is stored in it.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

bool is(BuiltinOperator const& op, std::string_view name) { return op.native && op.name == name; }

Text as_list(State& state, typed::Quantified const& q, std::string const& list) {
    TRY(auto const left, comparable(state, *q.left));
    return "(" + left + (q.quantifier == Quantifier::any ? " in (" : " not in (") + list + "))";
}

// 1 if some comparison is true, null if none is but one is null, else 0; `all` is its mirror image.
Text each(State& state, typed::Quantified const& q, std::string const& array) {
    auto const alias = state.new_alias();
    TRY(auto const left, q.op->native ? comparable(state, *q.left) : expression(state, *q.left));
    auto const condition = operate(state, *q.op, left, alias + ".value");
    bool const any = q.quantifier == Quantifier::any;
    auto const found = std::string(any ? "1" : "0"), none = std::string(any ? "0" : "1");
    auto const a = state.new_alias();
    return "(select case when " + array + " is null then null when " + (any ? "max(" : "min(") + a +
           ".r) = " + found + " then " + found + " when count(*) > count(" + a + ".r) then null else " +
           none + " end from (select " + condition + " as r from json_each(" + array + ") as " + alias +
           ") as " + a + ")";
}

}  // namespace

Text quantified(State& state, typed::Quantified const& q) {
    bool const any = q.quantifier == Quantifier::any;
    bool const listable = (any && is(*q.op, "=")) || (!any && is(*q.op, "<>"));
    if (auto const* list = std::get_if<typed::ArrayConstructor>(&q.array->node);
        list != nullptr && listable) {
        if (list->elements.empty()) return std::string(any ? "0" : "1");
        TRY(auto const text, expressions(state, list->elements));
        return as_list(state, q, text);
    }
    TRY(auto const array, expression(state, *q.array));
    if (any && listable) {
        TRY(auto const text, as_list(state, q, "select value from json_each(" + array + ")"));
        return text;
    }
    return each(state, q, array);
}

}  // namespace backstay::sql::lowering
