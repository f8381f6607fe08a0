// Calls of functions: which function is meant, its arguments, and what its result is answered as.

#include <algorithm>

#include "api/rest/preparing.hpp"

namespace backstay::api::rest {
namespace {

// bytea in its hex form: the one type whose text is not the body itself.
std::string bytes_or_text(Sought const& sought, std::string& json) {
    if (sought.type != BodyType::bytes) return std::move(json);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\\x";
    for (char const c : json) {
        auto const byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string call_key(query::CallOptions const& call) {
    auto out = std::to_string(call.function->id) + (call.single_unnamed ? "1(" : "(");
    for (auto const& [name, number] : call.arguments) out += std::to_string(name.size()) + "=" + name;
    for (auto const& name : call.names) out += std::to_string(name.size()) + ":" + name;
    return out;
}

void sort_unique(std::vector<std::string>& names) {
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
}

}  // namespace

Result<std::string> Preparing::call_body(Sought& sought) const {
    auto const& raw = asked_.request.body;
    if (sought.type == BodyType::text || sought.type == BodyType::bytes || sought.type == BodyType::xml)
        return std::string(raw);
    if (sought.type == BodyType::other || sought.type == BodyType::lines)
        return failure("PGRST102",
                       "Content-Type not acceptable: " + std::string(asked_.request.header("content-type")));
    TRY(auto given, read_body(raw.empty() && sought.type == BodyType::json ? "{}" : raw, sought.type,
                              asked_.query.columns));
    sought.arguments = std::move(given.keys);
    return std::move(given.json);
}

void Preparing::add_arguments(Sought const& sought, query::CallOptions& call, std::string& json,
                              Prepared& prepared) const {
    auto const add = [&](std::string text) {
        prepared.parameters.emplace_back(std::move(text));
        return static_cast<int>(prepared.parameters.size());
    };
    if (asked_.get) {
        for (auto const& [name, value] : asked_.query.arguments)
            call.arguments.emplace_back(name, add(value));
        return;
    }
    if (sought.type == BodyType::form && !call.single_unnamed) {
        for (auto& [name, value] : form_fields(asked_.request.body))
            call.arguments.emplace_back(name, add(std::move(value)));
        return;
    }
    call.names = sought.arguments;
    if (call.single_unnamed) {
        call.body = add(bytes_or_text(sought, json));
    } else if (!call.names.empty()) {
        bool const many = json.find_first_not_of(" \t\r\n") != std::string::npos &&
                          json[json.find_first_not_of(" \t\r\n")] == '[';
        call.body = add(many ? first_element(json) : std::move(json));
    }
}

sql::Format Preparing::call_format(sql::Function const& function) const {
    if (function.returns_void) return sql::Format::none;
    bool const scalar = function.result_columns.empty();
    auto const* const handler = asked_.accepted.handler;
    if (handler != nullptr && !asked_.head)
        return handler->aggregate ? sql::Format::handled : sql::Format::raw;
    auto const media = asked_.accepted.media();
    if (media == Media::csv) return sql::Format::csv;
    if (media == Media::lines && !scalar) return sql::Format::json_lines;
    if (media == Media::geojson) return sql::Format::geojson;
    if (scalar && !function.returns_set) return sql::Format::scalar_json;
    if (media == Media::object || (!scalar && !function.returns_set)) return sql::Format::json_object;
    return scalar ? sql::Format::scalar_array : sql::Format::json_array;
}

Result<query::Compiled> Preparing::compile_call(sql::Function const& function, query::CallOptions const& call,
                                                sql::Format format, std::size_t values) const {
    auto const* const relation =
        function.result_relation ? schema_.find_relation(*function.result_relation) : nullptr;
    TRY(auto const node, plan(relation == nullptr ? function.name : relation->name, relation));
    auto options = compile_options(format, function.returns_set, values);
    if (options.handler) options.handler->scalar = function.result_columns.empty() && !function.returns_set;
    TRY(auto exchange, query::compile_call(node, call, options));
    exchange.read_only = asked_.get || function.volatility != sql::Volatility::volatile_;
    return exchange;
}

Result<Prepared> Preparing::call() const {
    Sought sought{.name = {asked_.schema, asked_.target.name}, .by_post = !asked_.get};
    query::CallOptions call;
    std::string json;
    if (asked_.get) {
        for (auto const& [name, value] : asked_.query.arguments) sought.arguments.push_back(name);
    } else {
        sought.type = body_type(asked_.request.header("content-type"));
        TRY(json, call_body(sought));
    }
    sort_unique(sought.arguments);
    TRY(auto const chosen, choose_function(schema_, sought));
    auto const& function = *chosen.function;
    call.function = &function;
    call.single_unnamed = chosen.single_unnamed;
    Prepared prepared{.void_call = function.returns_void};
    prepared.parameters = asked_.query.values;
    auto const& relation = function.result_relation;
    auto const target = relation ? sql::QualifiedName{function.name.schema, relation->name} : function.name;
    auto const accepted = negotiate_media(target);
    add_arguments(sought, call, json, prepared);
    auto const format = call_format(function);
    // GET may only read, whatever the function may do.
    TRY(prepared.exchange, planned(key(asked_.get ? "g" : "c", format) + call_key(call), [&] {
            return compile_call(function, call, format, prepared.parameters.size());
        }));
    if (!accepted) return std::unexpected(accepted.error());
    if (asked_.accepted.media() == Media::lines && format != sql::Format::json_lines)
        return failure("PGRST107", "None of these media types are available: application/x-ndjson");
    TRY_VOID(check_preferences());
    if (asked_.prefer.max_affected && !function.returns_set)
        return failure("PGRST128",
                       "Function must return SETOF or TABLE when max-affected preference is used with "
                       "handling=strict");
    add_conditions(prepared);
    for (auto const& setting : function.settings)
        if (setting.name == "default_transaction_isolation" || options_.hoists(setting.name))
            prepared.settings[setting.name] = setting.value;
    return prepared;
}

}  // namespace backstay::api::rest
