// Functions, aggregates and window functions of sql/builtin/.

#include <algorithm>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "sql/resolve/call.hpp"

namespace backstay::sql::resolving {
namespace {

// The builtin's parameters as this call would fill them; nothing when it cannot.
struct Fit {
    Builtin const* function = nullptr;
    std::vector<Type> types;
    std::vector<std::size_t> order;  // the argument of each parameter
};

std::optional<std::vector<std::size_t>> places(Builtin const& function, Given const& given) {
    std::vector<std::size_t> order(given.values.size());
    for (std::size_t i = 0; i < given.values.size(); ++i) {
        std::size_t place = i;
        if (!given.names[i].empty()) {
            auto const found = std::ranges::find(function.argument_names, std::string_view(given.names[i]));
            if (found == function.argument_names.end()) return std::nullopt;
            place = static_cast<std::size_t>(found - function.argument_names.begin());
        }
        if (place >= order.size()) return std::nullopt;
        order[place] = i;
    }
    return order;
}

// make_interval(days => 3): the numbers left out before a named one are 0.
void fill_gaps(Builtin const& function, Given& given) {
    auto const& names = function.argument_names;
    bool const all_optional = static_cast<std::size_t>(function.optional) == function.args.size() &&
                              names.size() == function.args.size();
    if (!all_optional) return;
    std::vector<bool> present(names.size());
    std::size_t end = 0;
    for (std::size_t i = 0; i < given.names.size(); ++i) {
        auto const found = given.names[i].empty()
                               ? names.begin() + static_cast<std::ptrdiff_t>(std::min(i, names.size()))
                               : std::ranges::find(names, std::string_view(given.names[i]));
        if (found == names.end()) return;
        auto const place = static_cast<std::size_t>(found - names.begin());
        present[place] = true;
        end = std::max(end, place + 1);
    }
    for (std::size_t place = 0; place < end; ++place) {
        if (present[place]) continue;
        given.names.emplace_back(names[place]);
        given.types.push_back(function.args[place]);
        given.values.push_back(
            {.node = typed::Constant{.null = false, .text = "0"}, .type = function.args[place]});
    }
}

std::optional<Fit> fit(Builtin const& function, Call const& c, Given const& given) {
    auto const count = given.values.size();
    auto const most = function.args.size();
    auto const least = most - static_cast<std::size_t>(function.optional);
    if (c.star)
        return function.args.empty() || function.name == "count" ? std::optional<Fit>({&function, {}, {}})
                                                                 : std::nullopt;
    if (function.name == "count" && count == 0) return std::nullopt;
    bool const repeats = function.variadic && !c.variadic;
    if (repeats ? count < most : count < least || count > most) return std::nullopt;
    auto order = places(function, given);
    if (!order) return std::nullopt;
    Fit result{.function = &function, .types = {}, .order = *std::move(order)};
    for (std::size_t i = 0; i < count; ++i) result.types.push_back(function.args[std::min(i, most - 1)]);
    return result;
}

Result<typed::Expressions> coerced(State& state, Fit const& fit, std::vector<Type> const& declared,
                                   Given& given) {
    typed::Expressions args;
    for (std::size_t i = 0; i < fit.order.size(); ++i) {
        auto& value = given.values[fit.order[i]];
        TRY(auto argument, declared[i].base == BaseType::any
                               ? settle(state, std::move(value))
                               : coerce(state, std::move(value), declared[i], CastContext::implicit));
        args.push_back(std::move(argument));
    }
    return args;
}

Result<void> check_window(State& state, Call const& c, Builtin const& function) {
    if (function.kind == BuiltinKind::window && !c.over)
        return failure("42809", "window function " + c.name.name + " requires an OVER clause");
    if (c.over && function.kind != BuiltinKind::window && function.kind != BuiltinKind::aggregate)
        return failure("42809", "OVER specified, but " + c.name.name +
                                    " is not a window function nor an aggregate function");
    if (c.over && !state.scope().clause.windows)
        return failure("42P20",
                       "window functions are not allowed in " + std::string(state.scope().clause.name));
    return {};
}

Result<typed::Expression> aggregate(State& state, Call const& c, Builtin const& function,
                                    typed::Expressions args, Type type) {
    if (state.scopes.empty()) return failure("42803", "aggregate functions are not allowed in this context");
    TRY_VOID(check_window(state, c, function));
    typed::AggregateCall call{.function = &function,
                              .args = std::move(args),
                              .star = c.star,
                              .distinct = c.distinct,
                              .within_group = c.within_group};
    if (c.distinct)
        for (auto const& arg : call.args) TRY_VOID(operator_of(state, "=", arg.type));
    TRY(call.order_by, order_by(state, c.order_by, false));
    auto const listed = [&](typed::SortKey const& key) {
        return std::ranges::find(call.args, key.expression) != call.args.end();
    };
    if (c.distinct && !c.within_group && !std::ranges::all_of(call.order_by, listed))
        return failure("42P10",
                       "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list");
    if (c.filter) {
        TRY(auto filter, condition(state, **c.filter, "FILTER"));
        call.filter = typed::ExpressionBox(std::move(filter));
    }
    if (c.over) {
        TRY(call.over, window(state, *c.over));
    } else {
        state.scope().has_aggregates = true;
    }
    return typed::Expression{.node = std::move(call), .type = type};
}

// percentile_cont(0.5) within group (order by x): what is sorted is an argument of its signature.
Result<void> add_sorted(State& state, Call const& c, Given& given) {
    if (!c.within_group) return {};
    for (auto const& key : c.order_by) {
        TRY(auto value, expression(state, key.expression));
        given.types.push_back(value.type);
        given.values.push_back(std::move(value));
        given.names.emplace_back();
    }
    return {};
}

// concat(variadic array['a', 'b']): the array's elements are the arguments.
Result<typed::Expressions> spread(Builtin const& function, typed::Expressions args) {
    auto* const array = std::get_if<typed::ArrayConstructor>(&args.back().node);
    if (array == nullptr) return not_supported(Limitation::variadic_array, function.name);
    auto elements = std::move(array->elements);
    args.pop_back();
    for (auto& element : elements) args.push_back(std::move(element));
    return args;
}

Result<typed::Expression> make_call(State& state, Call const& c, Fit const& fit, Given& given) {
    auto const& function = *fit.function;
    auto declared = fit.types;
    std::vector<Type> actual;
    for (auto const index : fit.order) actual.push_back(given.types[index]);
    TRY(auto const result, unify(state, declared, actual, function.result));
    TRY(auto args, coerced(state, fit, declared, given));
    if (c.variadic && function.variadic) {
        TRY(args, spread(function, std::move(args)));
    }
    if (function.kind == BuiltinKind::aggregate || function.kind == BuiltinKind::window) {
        if (c.within_group) args.resize(args.size() - c.order_by.size());
        return aggregate(state, c, function, std::move(args), result);
    }
    if (c.over || c.distinct || c.filter || !c.order_by.empty())
        return failure("42809", (c.over       ? "OVER"
                                 : c.distinct ? "DISTINCT"
                                 : c.filter   ? "FILTER"
                                              : "ORDER BY") +
                                    std::string(" specified, but ") + c.name.name +
                                    " is not an aggregate function");
    if (function.kind == BuiltinKind::table && !state.scopes.empty() && !state.scope().clause.sets)
        return failure(
            "0A000", "set-returning functions are not allowed in " + std::string(state.scope().clause.name));
    return typed::Expression{.node = typed::BuiltinCall{&function, std::move(args)}, .type = result};
}

}  // namespace

bool is_aggregate(Call const& c) {
    if (c.over || (!c.name.schema.empty() && c.name.schema != "pg_catalog")) return false;
    return std::ranges::any_of(builtin_functions(), [&](Builtin const& f) {
        return f.name == c.name.name && f.kind == BuiltinKind::aggregate;
    });
}

Result<void> enter_aggregate(State& state, Call const&) {
    auto& scope = state.scope();
    if (scope.in_aggregate) return failure("42803", "aggregate function calls cannot be nested");
    if (!scope.clause.aggregates)
        return failure("42803", "aggregate functions are not allowed in " + std::string(scope.clause.name));
    scope.in_aggregate = true;
    return {};
}

Result<std::optional<typed::Expression>> builtin_call(State& state, Call const& c, Given& given,
                                                      bool& ambiguous) {
    TRY_VOID(add_sorted(state, c, given));
    std::vector<Fit> fits;
    std::vector<Candidate> candidates;
    for (auto const& function : builtin_functions()) {
        if (function.name != c.name.name) continue;
        fill_gaps(function, given);
        if (auto one = fit(function, c, given)) {
            candidates.push_back({one->types, static_cast<int>(fits.size())});
            fits.push_back(*std::move(one));
        }
    }
    if (c.star) {
        if (fits.empty()) return std::nullopt;
        TRY(auto counted, make_call(state, c, fits.front(), given));
        return counted;
    }
    auto const chosen = choose(state, candidates, given.types, false, ambiguous);
    if (!chosen) return std::nullopt;
    TRY(auto made, make_call(state, c, fits[*chosen], given));
    return made;
}

}  // namespace backstay::sql::resolving
