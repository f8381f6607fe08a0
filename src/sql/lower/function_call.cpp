// A LANGUAGE sql function that is one SELECT stands in the text as a subquery; any other is called.

#include <algorithm>

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

constexpr int deepest = 32;

bool simple(typed::Expression const& e) {
    return std::holds_alternative<typed::Constant>(e.node) ||
           std::holds_alternative<typed::Variable>(e.node) ||
           std::holds_alternative<typed::Parameter>(e.node) ||
           std::holds_alternative<typed::SettingValue>(e.node);
}

}  // namespace

Result<FunctionBody> inline_body(State& state, typed::FunctionCall const& call) {
    FunctionBody body;
    std::string computed;
    auto const alias = state.new_alias();
    bool const once = !std::ranges::all_of(call.args, simple);
    std::vector<std::string> inner;
    for (auto const& arg : call.args) {
        TRY(auto text, expression(state, arg));
        auto const name = "c" + std::to_string(inner.size() + 1);
        computed += (computed.empty() ? "" : ", ") + text + " as " + name;
        inner.push_back(once ? alias + "." + name : text);
        body.arguments.push_back(std::move(text));
    }
    if (!state.options.function_body || state.inlined >= deepest) return body;
    TRY(auto const query, state.options.function_body(call.function));
    if (!query) return body;
    auto const known = [&](typed::Expression const& e) {
        bool const given = std::holds_alternative<typed::Parameter>(e.node);
        return std::holds_alternative<typed::Constant>(e.node) ||
               std::holds_alternative<typed::SettingValue>(e.node) || (given && !state.arguments_outside);
    };
    bool const outside = !std::ranges::all_of(call.args, known);
    if (outside && orders_by_parameters(*query)) return body;
    // Argument 0 is never asked for: it marks that parameters are a function's, not the request's.
    if (inner.empty()) inner.emplace_back("null");
    auto outer_arguments = std::exchange(state.arguments, std::move(inner));
    bool const outside_before = std::exchange(state.arguments_outside, outside);
    ++state.inlined;
    auto text = select(state, *query);
    --state.inlined;
    state.arguments_outside = outside_before;
    state.arguments = std::move(outer_arguments);
    if (!text) return std::unexpected(std::move(text).error());
    body.text = *std::move(text);
    if (once) body.wrapped = " from (select " + computed + ") as " + alias;
    return body;
}

std::string argument_list(std::vector<std::string> const& arguments) {
    std::string out;
    for (auto const& a : arguments) out += ", " + a;
    return out;
}

std::string some_null(std::vector<std::string> const& arguments) {
    std::string out;
    for (auto const& a : arguments) out += (out.empty() ? "" : " or ") + a + " is null";
    return out;
}

Text function_call(State& state, typed::FunctionCall const& call) {
    TRY(auto const body, inline_body(state, call));
    auto const found = state.catalog().functions.find(call.function);
    if (found == state.catalog().functions.end()) return internal_error("a function that is gone");
    if (!body.text)
        return "backstay_call(" + std::to_string(call.function) + argument_list(body.arguments) + ")";
    auto text = *body.text;
    if (!text.contains(" limit ")) text += " limit 1";
    text = body.wrapped.empty() ? "(" + text + ")" : "(select (" + text + ")" + body.wrapped + ")";
    if (!found->second.strict || body.arguments.empty()) return text;
    return "(case when " + some_null(body.arguments) + " then null else " + text + " end)";
}

}  // namespace backstay::sql::lowering
