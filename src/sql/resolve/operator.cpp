// Operators, by their names and the types beside them.
// https://www.postgresql.org/docs/15/typeconv-oper.html

#include <algorithm>

#include "base/box.hpp"
#include "sql/resolve/types.hpp"

namespace backstay::sql::resolving {
namespace {

struct Found {
    BuiltinOperator const* op = nullptr;
    std::vector<Type> args;
    Type result;
};

Failure no_operator(State const& state, std::string const& op, std::vector<Type> const& types) {
    auto const text = types.size() == 1 ? op + " " + state.shown(types[0])
                                        : state.shown(types[0]) + " " + op + " " + state.shown(types[1]);
    return failure("42883", "operator does not exist: " + text)
        .hint(types.size() == 1
                  ? "No operator matches the given name and argument type. You might need to add an explicit "
                    "type cast."
                  : "No operator matches the given name and argument types. You might need to add explicit "
                    "type casts.");
}

Failure not_unique(State const& state, std::string const& op, std::vector<Type> const& types) {
    auto const text = types.size() == 1 ? op + " " + state.shown(types[0])
                                        : state.shown(types[0]) + " " + op + " " + state.shown(types[1]);
    return failure("42725", "operator is not unique: " + text)
        .hint("Could not choose a best candidate operator. You might need to add explicit type casts.");
}

Result<Found> find(State& state, std::string const& name, std::vector<Type> const& types) {
    auto const op = name == "!=" ? std::string("<>") : name;
    bool const prefix = types.size() == 1;
    std::vector<BuiltinOperator const*> operators;
    std::vector<Candidate> candidates;
    for (auto const& one : builtin_operators()) {
        if (one.name != op || one.prefix != prefix) continue;
        candidates.push_back({prefix ? std::vector{one.right} : std::vector{one.left, one.right},
                              static_cast<int>(operators.size())});
        operators.push_back(&one);
    }
    bool ambiguous = false;
    auto const chosen = choose(state, candidates, types, true, ambiguous);
    if (ambiguous) return not_unique(state, op, types);
    // PostgreSQL has anyelement <@ anyrange and anyelement <@ anymultirange as well.
    bool const in_a_range = op == "<@" && !prefix && types.back().base == BaseType::unknown;
    if (!chosen && in_a_range) return not_unique(state, op, types);
    if (!chosen) return no_operator(state, op, types);
    Found found{.op = operators[*chosen], .args = candidates[*chosen].args};
    TRY(found.result, unify(state, found.args, types, found.op->result));
    return found;
}

// (a, b) = (c, d): pair by pair.
Result<typed::Expression> compare_rows(State& state, std::string const& op, typed::RowConstructor left,
                                       typed::RowConstructor right) {
    if (left.elements.size() != right.elements.size())
        return failure("42601", "unequal number of entries in row expressions");
    typed::RowComparison comparison{.op = op == "!=" ? "<>" : op};
    for (std::size_t i = 0; i < left.elements.size(); ++i) {
        TRY(auto pair, compare(state, op, std::move(left.elements[i]), std::move(right.elements[i])));
        comparison.left.push_back(std::move(pair.left));
        comparison.right.push_back(std::move(pair.right));
        comparison.operators.push_back(pair.op);
    }
    return typed::Expression{.node = std::move(comparison), .type = {BaseType::boolean}};
}

}  // namespace

Result<Comparison> compare(State& state, std::string const& op, typed::Expression left,
                           typed::Expression right) {
    TRY(auto const found, find(state, op, {left.type, right.type}));
    Comparison result{.op = found.op};
    TRY(result.left, coerce(state, std::move(left), found.args[0], CastContext::implicit));
    TRY(result.right, coerce(state, std::move(right), found.args[1], CastContext::implicit));
    return result;
}

Result<typed::Expression> operate(State& state, std::string const& op, std::optional<typed::Expression> left,
                                  typed::Expression right) {
    if (left) {
        auto* const left_row = std::get_if<typed::RowConstructor>(&left->node);
        auto* const right_row = std::get_if<typed::RowConstructor>(&right.node);
        if (left_row != nullptr && right_row != nullptr)
            return compare_rows(state, op, std::move(*left_row), std::move(*right_row));
    }
    auto const types = left ? std::vector{left->type, right.type} : std::vector{right.type};
    TRY(auto const found, find(state, op, types));
    typed::OperatorCall call{.op = found.op};
    if (left) {
        TRY(auto argument, coerce(state, *std::move(left), found.args[0], CastContext::implicit));
        call.args.push_back(std::move(argument));
    }
    TRY(auto argument, coerce(state, std::move(right), found.args.back(), CastContext::implicit));
    call.args.push_back(std::move(argument));
    return typed::Expression{.node = std::move(call), .type = found.result};
}

Result<BuiltinOperator const*> operator_of(State& state, std::string_view op, Type type) {
    auto const found = find(state, std::string(op), {type, type});
    if (found) return found->op;
    auto const kind = op == "=" ? "an equality" : "an ordering";
    return failure("42883",
                   "could not identify " + std::string(kind) + " operator for type " + state.shown(type))
        .hint("Use an explicit ordering operator or modify the query.");
}

}  // namespace backstay::sql::resolving
