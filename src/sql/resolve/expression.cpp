// The visitor of expressions, and the nodes that are a few lines each.

#include <charconv>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "sql/resolve/expression.hpp"

namespace backstay::sql::resolving {
namespace {

using Made = Result<typed::Expression>;

typed::ExpressionBox boxed(typed::Expression e) { return typed::ExpressionBox(std::move(e)); }
constexpr Type boolean{BaseType::boolean};

// The least of integer, bigint and numeric that holds it.
Type integer_type(std::string const& digits) {
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return {BaseType::numeric};
    return {value <= INT32_MAX && value >= INT32_MIN ? BaseType::int4 : BaseType::int8};
}

Made literal(Literal const& l) {
    typed::Constant constant{.null = l.kind == LiteralKind::null, .text = l.text};
    switch (l.kind) {
        case LiteralKind::null:
        case LiteralKind::string: return typed::Expression{.node = std::move(constant), .type = {}};
        case LiteralKind::boolean: return typed::Expression{.node = std::move(constant), .type = boolean};
        case LiteralKind::integer: {
            auto const type = integer_type(l.text);
            return typed::Expression{.node = std::move(constant), .type = type};
        }
        case LiteralKind::decimal:
            return typed::Expression{.node = std::move(constant), .type = {BaseType::numeric}};
        case LiteralKind::bit_string:  // b101, x1F: its digits are checked as the type's input is
            return typed::Expression{.node = std::move(constant), .type = {BaseType::bit}};
    }
    return internal_error("a literal of an unknown kind");
}

Made parameter(State& state, Parameter const& p) {
    auto const index = static_cast<std::size_t>(p.number - 1);
    if (p.number < 1) return failure("42P02", "there is no parameter $" + std::to_string(p.number));
    if (auto const* const function = state.with.function) {
        std::vector<Type> inputs;
        for (auto const& one : function->parameters)
            if (one.mode != ParameterMode::out && one.mode != ParameterMode::table)
                inputs.push_back(unmodified(one.type));
        if (index >= inputs.size())
            return failure("42P02", "there is no parameter $" + std::to_string(p.number));
        return typed::Expression{.node = typed::Parameter{p.number}, .type = inputs[index]};
    }
    auto const type = index < state.parameters.size() ? state.parameters[index] : Type{};
    return typed::Expression{.node = typed::Parameter{p.number}, .type = type};
}

Made logic(State& state, Logic const& l) {
    typed::Logic made{.kind = l.kind};
    auto const word = l.kind == LogicKind::and_ ? "AND" : l.kind == LogicKind::or_ ? "OR" : "NOT";
    for (auto const& arg : l.args) {
        TRY(auto value, condition(state, arg, word));
        made.args.push_back(std::move(value));
    }
    return typed::Expression{.node = std::move(made), .type = boolean};
}

Made is_null(State& state, IsNull const& n) {
    TRY(auto arg, expression(state, *n.arg));
    TRY(arg, settle(state, std::move(arg)));
    return typed::Expression{.node = typed::IsNull{boxed(std::move(arg)), n.negated}, .type = boolean};
}

Made is_truth(State& state, IsTruth const& t) {
    constexpr std::string_view words[] = {"IS TRUE",      "IS NOT TRUE", "IS FALSE",
                                          "IS NOT FALSE", "IS UNKNOWN",  "IS NOT UNKNOWN"};
    TRY(auto arg, condition(state, *t.arg, words[static_cast<std::size_t>(t.test)]));
    return typed::Expression{.node = typed::IsTruth{boxed(std::move(arg)), t.test}, .type = boolean};
}

// Rows whose columns are at hand, as old.* and new.* are: some column is distinct.
Made rows_distinct(State& state, typed::RowConstructor const& left, typed::RowConstructor const& right,
                   bool negated) {
    if (left.elements.size() != right.elements.size())
        return failure("42601", "unequal number of entries in row expressions");
    typed::Logic any{.kind = negated ? LogicKind::and_ : LogicKind::or_, .args = {}};
    for (std::size_t i = 0; i < left.elements.size(); ++i) {
        auto const& one = left.elements[i];
        // What has no equality is compared by its text: json.
        auto const type = one.type.base == BaseType::json ? Type{BaseType::text} : one.type;
        TRY(auto a, coerce(state, one, type, CastContext::explicit_));
        TRY(auto b, coerce(state, right.elements[i], type, CastContext::explicit_));
        TRY(auto pair, compare(state, "=", std::move(a), std::move(b)));
        any.args.push_back({.node = typed::IsDistinct{boxed(std::move(pair.left)),
                                                      boxed(std::move(pair.right)), pair.op, negated},
                            .type = boolean});
    }
    if (any.args.empty())
        return typed::Expression{.node = typed::Constant{.null = false, .text = negated ? "true" : "false"},
                                 .type = boolean};
    return typed::Expression{.node = std::move(any), .type = boolean};
}

bool is_null_row(typed::Expression const& e) {
    auto const* constant = std::get_if<typed::Constant>(&e.node);
    return constant != nullptr && constant->null && e.type.base == BaseType::composite;
}

Made is_distinct(State& state, IsDistinct const& d) {
    TRY(auto left, expression(state, *d.left));
    TRY(auto right, expression(state, *d.right));
    auto const* left_row = std::get_if<typed::RowConstructor>(&left.node);
    auto const* right_row = std::get_if<typed::RowConstructor>(&right.node);
    if (left_row != nullptr && right_row != nullptr)
        return rows_distinct(state, *left_row, *right_row, d.negated);
    // new and old where one of them is NULL.
    if (is_null_row(left) || is_null_row(right))
        if (bool const one = left_row != nullptr || right_row != nullptr;
            one || is_null_row(left) == is_null_row(right))
            return typed::Expression{
                .node = typed::Constant{.null = false, .text = one != d.negated ? "true" : "false"},
                .type = boolean};
    TRY(auto pair, compare(state, "=", std::move(left), std::move(right)));
    return typed::Expression{.node = typed::IsDistinct{boxed(std::move(pair.left)),
                                                       boxed(std::move(pair.right)), pair.op, d.negated},
                             .type = boolean};
}

Made null_if(State& state, NullIf const& n) {
    TRY(auto left, expression(state, *n.left));
    TRY(auto right, expression(state, *n.right));
    TRY(auto pair, compare(state, "=", std::move(left), std::move(right)));
    auto const type = pair.left.type;
    return typed::Expression{
        .node = typed::NullIf{boxed(std::move(pair.left)), boxed(std::move(pair.right)), pair.op},
        .type = type};
}

// ARRAY[...]::type: each element is cast, whatever they are to each other.
Made array_of_type(State& state, ArrayConstructor const& a, Type type) {
    typed::ArrayConstructor made;
    for (auto const& written : a.elements) {
        if (auto const* nested = std::get_if<ArrayConstructor>(&written.node)) {
            TRY(auto element, array_of_type(state, *nested, type));
            made.elements.push_back(std::move(element));
            continue;
        }
        TRY(auto element, expression(state, written));
        auto const to = element.type.array ? type : element_of(type);
        TRY(element, coerce(state, std::move(element), to, CastContext::explicit_));
        made.elements.push_back(std::move(element));
    }
    return typed::Expression{.node = std::move(made), .type = type};
}

Made cast(State& state, Cast const& c) {
    TRY(auto const type, find_type(state, c.type));
    auto const* array = std::get_if<ArrayConstructor>(&c.arg->node);
    if (auto const base = without_domain(state, type); array != nullptr && base.array) {
        TRY(auto made, array_of_type(state, *array, base));
        return coerce(state, std::move(made), type, CastContext::explicit_);
    }
    TRY(auto arg, expression(state, *c.arg));
    return coerce(state, std::move(arg), type, CastContext::explicit_);
}

Made coalesce(State& state, Coalesce const& c) {
    TRY(auto together, alike(state, c.args, "COALESCE"));
    auto& [args, type] = together;
    return typed::Expression{.node = typed::Coalesce{std::move(args)}, .type = type};
}

Made greatest_least(State& state, GreatestLeast const& g) {
    bool const greatest = g.kind == Extreme::greatest;
    TRY(auto together, alike(state, g.args, greatest ? "GREATEST" : "LEAST"));
    auto& [args, type] = together;
    TRY(auto const* const comparison, operator_of(state, greatest ? ">" : "<", type));
    return typed::Expression{.node = typed::GreatestLeast{g.kind, comparison, std::move(args)}, .type = type};
}

Made array(State& state, ArrayConstructor const& a) {
    if (a.elements.empty())
        return failure("42P18", "cannot determine type of empty array")
            .hint("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
    TRY(auto together, alike(state, a.elements, "ARRAY"));
    auto& [elements, type] = together;
    return typed::Expression{.node = typed::ArrayConstructor{std::move(elements)}, .type = array_of(type)};
}

Made row(State& state, RowConstructor const& r) {
    typed::RowConstructor made;
    for (auto const& element : r.elements) {
        TRY(auto value, expression(state, element));
        made.elements.push_back(std::move(value));
        made.names.push_back("f" + std::to_string(made.elements.size()));
    }
    return typed::Expression{.node = std::move(made), .type = {BaseType::record}};
}

Made operation(State& state, Operation const& o) {
    std::optional<typed::Expression> left;
    if (o.left) {
        TRY(left, expression(state, **o.left));
    }
    TRY(auto right, expression(state, *o.right));
    auto const* const number = std::get_if<typed::Constant>(&right.node);
    // -1 is a constant, so that an index or a default may hold it.
    bool const digits = number != nullptr && !number->text.empty() && number->text.front() >= '0' &&
                        number->text.front() <= '9';
    if (!left && o.op == "-" && digits && category_of(right.type) == Category::number &&
        right.type.base != BaseType::oid)
        return typed::Expression{.node = typed::Constant{.null = false, .text = "-" + number->text},
                                 .type = right.type};
    return operate(state, o.op, std::move(left), std::move(right));
}

Made value_function(State& state, SqlValueFunction const& f) {
    using enum SqlValue;
    auto const name = [&]() -> std::string {
        switch (f.value) {
            case current_date: return "current_date";
            case current_time: return "current_time";
            case current_timestamp: return "current_timestamp";
            case localtime: return "localtime";
            case localtimestamp: return "localtimestamp";
            case current_role:
            case current_user:
            case user: return "current_user";
            case session_user: return "session_user";
            case current_catalog: return "current_database";
            case current_schema: return "current_schema";
        }
        return {};
    }();
    TRY(auto made, call(state, Call{.name = {"pg_catalog", name}, .args = {}}));
    if (f.precision < 0) return made;
    auto type = made.type;
    type.modifier = f.precision;
    return coerce(state, std::move(made), type, CastContext::explicit_);
}

Made collate(State& state, Collate const& c) {
    TRY(auto arg, expression(state, *c.arg));
    TRY(arg, settle(state, std::move(arg)));
    if (category_of(arg.type) != Category::string)
        return failure("42804", "collations are not supported by type " + state.shown(arg.type));
    arg.collation = c.collation.name;
    return arg;
}

}  // namespace

Result<std::pair<typed::Expressions, Type>> alike(State& state, Expressions const& list,
                                                  std::string_view what) {
    typed::Expressions values;
    std::vector<Type> types;
    for (auto const& e : list) {
        TRY(auto value, expression(state, e));
        types.push_back(value.type);
        values.push_back(std::move(value));
    }
    TRY(auto const type, common_type(state, types, what));
    for (auto& value : values) {
        TRY(value, coerce(state, std::move(value), type, CastContext::implicit));
    }
    return std::pair{std::move(values), type};
}

Made condition(State& state, Expression const& e, std::string_view what) {
    TRY(auto value, expression(state, e));
    if (!can_coerce(state, value.type, boolean, CastContext::implicit))
        return failure("42804", "argument of " + std::string(what) + " must be type boolean, not type " +
                                    state.shown(value.type));
    return coerce(state, std::move(value), boolean, CastContext::implicit);
}

Made expression(State& state, Expression const& e) {
    auto const misplaced = [](DefaultValue const&) -> Made {
        return failure("42601", "DEFAULT is not allowed in this context");
    };
    auto const grouping = [](Grouping const&) -> Made {
        return not_supported(Limitation::grouping_function);
    };
    return std::visit(Overloaded{[](Literal const& n) { return literal(n); },
                                 [&](Parameter const& n) { return parameter(state, n); },
                                 [&](ColumnRef const& n) { return column(state, n); },
                                 [&](Indirection const& n) { return indirection(state, n); },
                                 [&](Operation const& n) { return operation(state, n); },
                                 [&](QuantifiedOperation const& n) { return quantified(state, n); },
                                 [&](Logic const& n) { return logic(state, n); },
                                 [&](IsNull const& n) { return is_null(state, n); },
                                 [&](IsTruth const& n) { return is_truth(state, n); },
                                 [&](IsDistinct const& n) { return is_distinct(state, n); },
                                 [&](InList const& n) { return in_list(state, n); },
                                 [&](Between const& n) { return between(state, n); },
                                 [&](PatternMatch const& n) { return pattern(state, n); },
                                 [&](Cast const& n) { return cast(state, n); },
                                 [&](Case const& n) { return searched_case(state, n); },
                                 [&](Coalesce const& n) { return coalesce(state, n); },
                                 [&](GreatestLeast const& n) { return greatest_least(state, n); },
                                 [&](NullIf const& n) { return null_if(state, n); },
                                 [&](Call const& n) { return call(state, n); },
                                 [&](SqlValueFunction const& n) { return value_function(state, n); },
                                 [&](ArrayConstructor const& n) { return array(state, n); },
                                 [&](RowConstructor const& n) { return row(state, n); },
                                 [&](Subquery const& n) { return subquery(state, n); },
                                 [&](Collate const& n) { return collate(state, n); },
                                 misplaced,
                                 grouping},
                      e.node);
}

}  // namespace backstay::sql::resolving
