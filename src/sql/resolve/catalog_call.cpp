// LANGUAGE sql functions of the catalog: named arguments, defaults, VARIADIC.

#include <algorithm>
#include <utility>

#include "base/box.hpp"
#include "sql/resolve/call.hpp"

namespace backstay::sql::resolving {
namespace {

// Where each parameter's value comes from: an argument, several (VARIADIC), or its default.
struct Fit {
    CatalogFunction const* function = nullptr;
    std::vector<CatalogParameter const*> inputs;
    std::vector<int> argument;  // of each input; -1: the default
    bool spread = false;        // the last inputs are elements of the variadic array
};

std::vector<CatalogParameter const*> inputs_of(CatalogFunction const& function) {
    std::vector<CatalogParameter const*> inputs;
    for (auto const& parameter : function.parameters)
        if (parameter.mode != ParameterMode::out && parameter.mode != ParameterMode::table)
            inputs.push_back(&parameter);
    return inputs;
}

std::optional<Fit> fit(CatalogFunction const& function, Call const& c, Given const& given) {
    Fit result{.function = &function, .inputs = inputs_of(function)};
    auto const count = result.inputs.size();
    bool const variadic = count > 0 && result.inputs.back()->mode == ParameterMode::variadic;
    result.spread = variadic && !c.variadic && given.values.size() >= count;
    result.argument.assign(count, -1);
    for (std::size_t i = 0; i < given.values.size(); ++i) {
        std::size_t place = i;
        if (!given.names[i].empty()) {
            auto const found = std::ranges::find(result.inputs, given.names[i],
                                                 [](CatalogParameter const* p) { return p->name; });
            if (found == result.inputs.end()) return std::nullopt;
            place = static_cast<std::size_t>(found - result.inputs.begin());
        }
        if (result.spread && place >= count - 1) {
            if (result.argument[count - 1] < 0) result.argument[count - 1] = static_cast<int>(i);
            continue;
        }
        if (place >= count || result.argument[place] >= 0) return std::nullopt;
        result.argument[place] = static_cast<int>(i);
    }
    for (std::size_t i = 0; i < count; ++i)
        if (result.argument[i] < 0 && !result.inputs[i]->default_value) return std::nullopt;
    return result;
}

// The types that the given arguments are compared with, in their order.
std::vector<Type> declared_types(Fit const& fit, Given const& given) {
    std::vector<Type> types(given.values.size());
    auto const last = fit.inputs.size() - 1;
    for (std::size_t i = 0; i < fit.inputs.size(); ++i)
        if (fit.argument[i] >= 0)
            types[static_cast<std::size_t>(fit.argument[i])] = unmodified(fit.inputs[i]->type);
    if (fit.spread)
        for (auto i = static_cast<std::size_t>(fit.argument[last]); i < types.size(); ++i)
            types[i] = element_of(unmodified(fit.inputs[last]->type));
    return types;
}

Result<typed::Expression> make_call(State& state, Fit const& fit, Given& given) {
    if (fit.function->returns_set && !state.scopes.empty() && !state.scope().clause.sets)
        return failure(
            "0A000", "set-returning functions are not allowed in " + std::string(state.scope().clause.name));
    typed::FunctionCall call{.function = fit.function->id};
    auto declared = declared_types(fit, given);
    TRY(auto const result, unify(state, declared, given.types, fit.function->result));
    auto const value = [&](std::size_t index) {
        return coerce(state, std::move(given.values[index]), declared[index], CastContext::implicit);
    };
    for (std::size_t i = 0; i < fit.inputs.size(); ++i) {
        auto const& input = *fit.inputs[i];
        if (fit.argument[i] < 0) {
            auto* const binding = std::exchange(state.binding, nullptr);
            auto resolved = expression(state, *input.default_value);
            state.binding = binding;
            TRY(auto standard, std::move(resolved));
            TRY(standard, coerce(state, std::move(standard), input.type, CastContext::assignment));
            call.args.push_back(std::move(standard));
        } else if (fit.spread && i + 1 == fit.inputs.size()) {
            typed::ArrayConstructor array;
            for (auto at = static_cast<std::size_t>(fit.argument[i]); at < given.values.size(); ++at) {
                TRY(auto element, value(at));
                array.elements.push_back(std::move(element));
            }
            call.args.push_back({.node = std::move(array), .type = unmodified(input.type)});
        } else {
            TRY(auto argument, value(static_cast<std::size_t>(fit.argument[i])));
            call.args.push_back(std::move(argument));
        }
    }
    return typed::Expression{.node = std::move(call), .type = result};
}

}  // namespace

Result<std::optional<typed::Expression>> catalog_call(State& state, Call const& c, Given& given,
                                                      bool& ambiguous) {
    std::vector<Fit> fits;
    std::vector<Candidate> candidates;
    for (auto const* function : state.catalog().find_functions(c.name, state.with.search_path))
        if (auto one = fit(*function, c, given)) {
            candidates.push_back({declared_types(*one, given), static_cast<int>(fits.size())});
            fits.push_back(*std::move(one));
        }
    auto const chosen = choose(state, candidates, given.types, false, ambiguous);
    if (!chosen) return std::nullopt;
    note_function(state, c, *fits[*chosen].function);
    TRY(auto made, make_call(state, fits[*chosen], given));
    return made;
}

}  // namespace backstay::sql::resolving
