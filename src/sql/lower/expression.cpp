// The visitor of the typed tree, and the rules that are one line each.

#include <algorithm>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

Text constant(State& state, typed::Constant const& c, Type type) {
    if (c.null) return "null";
    if (type.base == BaseType::unknown) return text_literal(c.text);
    return state.options.literal(c.text, storage_base(type, state.catalog()));
}

Text parameter(State& state, typed::Parameter const& p, Type type) {
    auto const index = static_cast<std::size_t>(p.number - 1);
    if (!state.arguments.empty()) {
        if (index < state.arguments.size()) return state.arguments[index];
        return failure("42P02", "there is no parameter $" + std::to_string(p.number));
    }
    if (state.definition) return failure("42P02", "there is no parameter $" + std::to_string(p.number));
    return state.slot(ParameterSlot{p.number, type});
}

Text logic(State& state, typed::Logic const& l) {
    if (l.kind == LogicKind::not_) {
        TRY(auto const arg, expression(state, l.args.front()));
        return "(not " + arg + ")";
    }
    std::string out = "(";
    for (auto const& arg : l.args) {
        TRY(auto const text, expression(state, arg));
        if (out.size() > 1) out += l.kind == LogicKind::and_ ? " and " : " or ";
        out += text;
    }
    return out + ")";
}

Text is_truth(State& state, typed::IsTruth const& t) {
    TRY(auto const arg, expression(state, *t.arg));
    switch (t.test) {
        case TruthTest::is_true: return "(" + arg + " is true)";
        case TruthTest::is_not_true: return "(" + arg + " is not true)";
        case TruthTest::is_false: return "(" + arg + " is false)";
        case TruthTest::is_not_false: return "(" + arg + " is not false)";
        case TruthTest::is_unknown: return "(" + arg + " is null)";
        case TruthTest::is_not_unknown: return "(" + arg + " is not null)";
    }
    return arg;
}

Text is_distinct(State& state, typed::IsDistinct const& d) {
    TRY(auto const left, comparable(state, *d.left));
    TRY(auto const right, expression(state, *d.right));
    return "(" + left + (d.negated ? " is " : " is not ") + right + ")";
}

Text in_list(State& state, typed::InList const& in) {
    if (in.list.empty()) return std::string(in.negated ? "1" : "0");
    TRY(auto const arg, comparable(state, *in.arg));
    TRY(auto const list, expressions(state, in.list));
    return "(" + arg + (in.negated ? " not in (" : " in (") + list + "))";
}

Text searched_case(State& state, typed::Case const& c) {
    std::string out = "(case";
    for (auto const& branch : c.branches) {
        TRY(auto const when, expression(state, branch.when));
        TRY(auto const then, expression(state, branch.then));
        out += " when ";
        out += when;
        out += " then ";
        out += then;
    }
    if (c.otherwise) {
        TRY(auto const otherwise, expression(state, **c.otherwise));
        out += " else " + otherwise;
    }
    return out + " end)";
}

Text coalesce(State& state, typed::Coalesce const& c) {
    if (c.args.size() == 1) return expression(state, c.args.front());
    TRY(auto const args, expressions(state, c.args));
    return "coalesce(" + args + ")";
}

Text null_if(State& state, typed::NullIf const& n) {
    TRY(auto const left, comparable(state, *n.left));
    TRY(auto const right, expression(state, *n.right));
    return "nullif(" + left + ", " + right + ")";
}

// A row is null when all its columns are, and not null when none is.
Text is_null_row(State& state, typed::RowConstructor const& row, bool negated) {
    std::string out;
    for (auto const& element : row.elements) {
        TRY(auto const value, expression(state, element));
        out += (out.empty() ? "(" : " and ") + value + (negated ? " is not null" : " is null");
    }
    return out.empty() ? std::string("1") : out + ")";
}

Text is_null(State& state, typed::IsNull const& n) {
    if (auto const* row = std::get_if<typed::RowConstructor>(&n.arg->node))
        return is_null_row(state, *row, n.negated);
    TRY(auto const arg, expression(state, *n.arg));
    return "(" + arg + (n.negated ? " is not null)" : " is null)");
}

Text node(State& state, typed::Expression const& e) {
    auto const setting = [&](typed::SettingValue const& s) -> Text {
        if (state.definition) return not_supported(Limitation::setting_in_definition);
        return state.slot(SettingSlot{s.name, s.missing_ok});
    };
    auto const default_of = [](typed::DefaultOf const&) -> Text {
        return failure("42601", "DEFAULT is not allowed in this context");
    };
    return std::visit(Overloaded{
                          [&](typed::Constant const& n) { return constant(state, n, e.type); },
                          [&](typed::Parameter const& n) { return parameter(state, n, e.type); },
                          setting,
                          [&](typed::Variable const& n) { return variable(state, n, e.type); },
                          [&](typed::BuiltinCall const& n) { return builtin_call(state, n, e.type); },
                          [&](typed::OperatorCall const& n) -> Text {
                              if (auto asked = claim(state, e)) return claim_value(state, *std::move(asked));
                              return operator_call(state, n);
                          },
                          [&](typed::CastCall const& n) { return cast_call(state, n, e.type); },
                          [&](typed::FunctionCall const& n) { return function_call(state, n); },
                          [&](typed::Quantified const& n) { return quantified(state, n); },
                          [&](typed::Logic const& n) { return logic(state, n); },
                          [&](typed::IsNull const& n) { return is_null(state, n); },
                          [&](typed::IsTruth const& n) { return is_truth(state, n); },
                          [&](typed::IsDistinct const& n) { return is_distinct(state, n); },
                          [&](typed::InList const& n) { return in_list(state, n); },
                          [&](typed::Case const& n) { return searched_case(state, n); },
                          [&](typed::Coalesce const& n) { return coalesce(state, n); },
                          [&](typed::GreatestLeast const& n) { return greatest_least(state, n); },
                          [&](typed::NullIf const& n) { return null_if(state, n); },
                          [&](typed::AggregateCall const& n) { return aggregate(state, n); },
                          [&](typed::ArrayConstructor const& n) { return array(state, n, e.type); },
                          [&](typed::RowConstructor const& n) { return row(state, n); },
                          [&](typed::RowComparison const& n) { return row_comparison(state, n); },
                          [&](typed::Subscript const& n) { return subscript(state, n, e.type); },
                          [&](typed::FieldAccess const& n) { return field(state, n, e.type); },
                          [&](typed::Subquery const& n) { return subquery(state, n); },
                          default_of,
                          [&](typed::SequenceCall const& n) { return sequence_call(state, n); },
                      },
                      e.node);
}

}  // namespace

Text expression(State& state, typed::Expression const& e) {
    if (state.absent != nullptr && std::ranges::find(*state.absent, e) != state.absent->end()) return "null";
    return node(state, e);
}

Text expressions(State& state, typed::Expressions const& list) {
    std::string out;
    for (auto const& e : list) {
        TRY(auto const text, expression(state, e));
        if (!out.empty()) out += ", ";
        out += text;
    }
    return out;
}

}  // namespace backstay::sql::lowering
