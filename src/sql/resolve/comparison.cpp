// x = any (array), x in (a, b), x between a and b, x like p, case.

#include "base/box.hpp"
#include "sql/resolve/expression.hpp"

namespace backstay::sql::resolving {
namespace {

using Made = Result<typed::Expression>;

typed::ExpressionBox boxed(typed::Expression e) { return typed::ExpressionBox(std::move(e)); }
constexpr Type boolean{BaseType::boolean};

typed::Expression both(LogicKind kind, typed::Expression a, typed::Expression b) {
    typed::Logic made{.kind = kind};
    made.args.push_back(std::move(a));
    made.args.push_back(std::move(b));
    return {.node = std::move(made), .type = boolean};
}

typed::Expression negated(typed::Expression e) {
    typed::Logic made{.kind = LogicKind::not_};
    made.args.push_back(std::move(e));
    return {.node = std::move(made), .type = boolean};
}

typed::Expression null_of(Type type) {
    return {.node = typed::Constant{.null = true, .text = {}}, .type = type};
}

// Rows, or values that have no one type: x = a or x = b.
Made any_of_pairs(State& state, InList const& in) {
    std::optional<typed::Expression> all;
    for (auto const& item : in.list) {
        TRY(auto left, expression(state, *in.arg));
        TRY(auto right, expression(state, item));
        TRY(auto equal, operate(state, "=", std::move(left), std::move(right)));
        all = all ? both(LogicKind::or_, *std::move(all), std::move(equal)) : std::move(equal);
    }
    if (!all) return internal_error("an empty list");
    return in.negated ? negated(*std::move(all)) : *std::move(all);
}

Made half(State& state, Expression const& arg, std::string const& op, Expression const& bound) {
    TRY(auto left, expression(state, arg));
    TRY(auto right, expression(state, bound));
    return operate(state, op, std::move(left), std::move(right));
}

Made within(State& state, Between const& b, Expression const& low, Expression const& high) {
    TRY(auto first, half(state, *b.arg, b.negated ? "<" : ">=", low));
    TRY(auto second, half(state, *b.arg, b.negated ? ">" : "<=", high));
    return both(b.negated ? LogicKind::or_ : LogicKind::and_, std::move(first), std::move(second));
}

}  // namespace

Made quantified(State& state, QuantifiedOperation const& q) {
    TRY(auto left, expression(state, *q.left));
    TRY(auto array, expression(state, *q.array));
    if (array.type.base == BaseType::unknown) {
        // The operator is chosen as if beside a literal, and says what array the text is of.
        TRY(left, settle(state, std::move(left)));
        TRY(auto const beside, compare(state, q.op, left, null_of({})));
        auto const element = without_domain(state, unmodified(beside.right.type));
        if (element.array)
            return failure("42704", "could not find array type for data type " + state.shown(element));
        TRY(array, coerce(state, std::move(array), array_of(element), CastContext::implicit));
    }
    array.type = without_domain(state, array.type);
    if (!array.type.array) return failure("42809", "op ANY/ALL (array) requires array on right side");
    TRY(auto pair, compare(state, q.op, std::move(left), null_of(element_of(array.type))));
    TRY(array, coerce(state, std::move(array), array_of(unmodified(pair.right.type)), CastContext::implicit));
    return typed::Expression{.node = typed::Quantified{boxed(std::move(pair.left)), pair.op, q.quantifier,
                                                       boxed(std::move(array))},
                             .type = boolean};
}

Made in_list(State& state, InList const& in) {
    if (std::holds_alternative<RowConstructor>(in.arg->node)) return any_of_pairs(state, in);
    Expressions all;
    all.push_back(*in.arg);
    all.insert(all.end(), in.list.begin(), in.list.end());
    auto together = alike(state, all, "IN");
    if (!together) return any_of_pairs(state, in);
    auto& [values, type] = *together;
    TRY(auto const* const equality, operator_of(state, "=", type));
    typed::InList made{.arg = boxed(std::move(values.front())), .equality = equality, .negated = in.negated};
    for (std::size_t i = 1; i < values.size(); ++i) made.list.push_back(std::move(values[i]));
    return typed::Expression{.node = std::move(made), .type = boolean};
}

Made between(State& state, Between const& b) {
    TRY(auto straight, within(state, b, *b.low, *b.high));
    if (!b.symmetric) return straight;
    TRY(auto turned, within(state, b, *b.high, *b.low));
    return both(b.negated ? LogicKind::and_ : LogicKind::or_, std::move(straight), std::move(turned));
}

Made pattern(State& state, PatternMatch const& p) {
    TRY(auto arg, expression(state, *p.arg));
    Expressions given;
    given.push_back(*p.pattern);
    if (p.escape) given.push_back(**p.escape);
    bool const similar = p.kind == PatternKind::similar;
    auto written = *p.pattern;
    if (similar || p.escape)
        written = sql::call({"pg_catalog", similar ? "similar_to_escape" : "like_escape"}, std::move(given));
    TRY(auto text, expression(state, written));
    std::string op = similar ? "~" : p.kind == PatternKind::ilike ? "~~*" : "~~";
    if (p.negated) op = "!" + op;
    return operate(state, op, std::move(arg), std::move(text));
}

Made searched_case(State& state, Case const& c) {
    Expressions results;
    for (auto const& branch : c.branches) results.push_back(branch.then);
    results.push_back(c.otherwise ? **c.otherwise : null_literal());
    TRY(auto together, alike(state, results, "CASE"));
    auto& [values, type] = together;
    typed::Case made;
    for (std::size_t i = 0; i < c.branches.size(); ++i) {
        auto when = c.branches[i].when;
        if (c.arg) when = sql::operation("=", **c.arg, std::move(when));
        TRY(auto test, condition(state, when, "CASE/WHEN"));
        made.branches.push_back({std::move(test), std::move(values[i])});
    }
    if (c.otherwise) made.otherwise = boxed(std::move(values.back()));
    return typed::Expression{.node = std::move(made), .type = type};
}

}  // namespace backstay::sql::resolving
