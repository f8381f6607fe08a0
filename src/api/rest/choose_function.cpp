#include "api/rest/choose_function.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "query/plan/nearest.hpp"

namespace backstay::api::rest {
namespace {

using sql::BaseType;
using sql::Function;

bool takes_one_unnamed(Function const& function, BodyType type) {
    if (function.parameters.size() != 1 || !function.parameters.front().name.empty()) return false;
    auto const& parameter = function.parameters.front().type;
    if (parameter.array) return false;
    switch (type) {
        case BodyType::json: return parameter.base == BaseType::json || parameter.base == BaseType::jsonb;
        case BodyType::text: return parameter.base == BaseType::text;
        case BodyType::bytes: return parameter.base == BaseType::bytea;
        case BodyType::xml: return function.parameters.front().type_name == "xml";
        default: return false;
    }
}

bool is_raw(Sought const& sought) {
    return sought.by_post &&
           (sought.type == BodyType::text || sought.type == BodyType::bytes || sought.type == BodyType::xml);
}

// Every required parameter is given, and nothing that it does not take.
bool matches(Function const& function, std::set<std::string> const& arguments) {
    std::size_t met = 0;
    for (auto const& parameter : function.parameters) {
        bool const given = arguments.contains(parameter.name);
        if (given) ++met;
        if (!given && parameter.required && !parameter.variadic) return false;
        if (!given && parameter.variadic && parameter.required && arguments.empty() &&
            function.parameters.size() == 1)
            continue;
    }
    return met == arguments.size();
}

std::string listed(std::vector<std::string> const& names) { return join(names, ", "); }

std::string signature(Function const& function) {
    std::vector<std::string> parts;
    for (auto const& p : function.parameters) parts.push_back(p.name + " => " + p.type_name);
    return function.name.schema + "." + function.name.name + "(" + listed(parts) + ")";
}

// "(a, b)", sorted.
std::string shape_of(std::vector<std::string> names) {
    std::ranges::sort(names);
    return "(" + listed(names) + ")";
}

std::string suggestion(sql::Schema const& schema, Sought const& sought) {
    std::vector<std::string> names;
    auto const [first, last] = schema.functions.equal_range(sought.name);
    for (auto at = first; at != last; ++at) {
        if (!is_callable(at->second)) continue;
        std::vector<std::string> parameters;
        for (auto const& p : at->second.parameters) parameters.push_back(p.name);
        names.push_back(shape_of(std::move(parameters)));
    }
    if (!names.empty()) {
        auto const best = query::nearest(names, shape_of(sought.arguments), query::least_of_parts);
        return best.empty() ? std::string() : sought.name.schema + "." + sought.name.name + best;
    }
    for (auto const& [name, function] : schema.functions)
        if (name.schema == sought.name.schema && is_callable(function)) names.push_back(name.name);
    auto const best = query::nearest(names, sought.name.name, query::least_of_names);
    return best.empty() ? std::string() : sought.name.schema + "." + best;
}

Failure missing(sql::Schema const& schema, Sought const& sought) {
    auto const name = sought.name.schema + "." + sought.name.name;
    auto const& args = sought.arguments;
    std::string const none = " without parameters";
    auto details = "Searched for the function " + name;
    auto const named =
        args.empty() ? none : (args.size() > 1 ? " with parameters " : " with parameter ") + listed(args);
    std::string message = "Could not find the function " + name;
    if (is_raw(sought)) {
        details += sought.type == BodyType::text  ? " with a single unnamed text parameter"
                   : sought.type == BodyType::xml ? " with a single unnamed xml parameter"
                                                  : " with a single unnamed bytea parameter";
    } else {
        message += args.empty() ? none : "(" + listed(args) + ")";
        details += named;
        if (sought.by_post && sought.type == BodyType::json)
            details += " or with a single unnamed json/jsonb parameter";
    }
    auto error = failure("PGRST202", message + " in the schema cache")
                     .detail(details + ", but no matches were found in the schema cache.");
    if (is_raw(sought)) return error;
    if (auto const hint = suggestion(schema, sought); !hint.empty())
        return std::move(error).hint("Perhaps you meant to call the function " + hint);
    return error;
}

Failure ambiguous(std::vector<Function const*> const& functions) {
    std::vector<std::string> parts;
    for (auto const* function : functions) parts.push_back(signature(*function));
    return failure("PGRST203", "Could not choose the best candidate function between: " + listed(parts))
        .hint(
            "Try renaming the parameters or the function itself in the database so function overloading "
            "can be resolved");
}

}  // namespace

bool is_callable(Function const& function) {
    auto const unnamed =
        std::ranges::count_if(function.parameters, [](auto const& p) { return p.name.empty(); });
    if (unnamed == 0) return true;
    auto const& only = function.parameters.front();
    if (function.parameters.size() > 1 || only.type.array) return false;
    return only.type_name == "json" || only.type_name == "jsonb" || only.type_name == "text" ||
           only.type_name == "xml" || only.type_name == "bytea";
}

Result<Chosen> choose_function(sql::Schema const& schema, Sought const& sought) {
    std::set<std::string> const arguments(sought.arguments.begin(), sought.arguments.end());
    std::vector<Function const*> named, unnamed;
    auto const [first, last] = schema.functions.equal_range(sought.name);
    for (auto at = first; at != last; ++at) {
        auto const& function = at->second;
        if (!is_callable(function)) continue;
        bool const alone = function.parameters.size() == 1 && function.parameters.front().name.empty();
        if (sought.by_post && alone && takes_one_unnamed(function, sought.type))
            unnamed.push_back(&function);
        else if (!is_raw(sought) && !alone && matches(function, arguments))
            named.push_back(&function);
    }
    auto& found = named.empty() ? unnamed : named;
    if (found.empty()) return missing(schema, sought);
    if (found.size() > 1) return ambiguous(found);
    return Chosen{found.front(), named.empty()};
}

}  // namespace backstay::api::rest
