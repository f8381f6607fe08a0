// Functions of the description.

#include <algorithm>

#include "api/rest/openapi31.hpp"
#include "base/text.hpp"

namespace backstay::api::rest::openapi31 {
namespace {

using namespace swagger;

std::string plain_type(std::string const& name) {
    auto type = name.substr(0, name.find('('));
    if (name.ends_with("[]") && !type.ends_with("[]")) type += "[]";
    return type;
}

std::string result_schema(sql::Function const& function, std::string const& schema,
                          engine::Visible const& visible) {
    std::string one;
    auto const& relation = function.result_relation;
    if (relation && relation->schema == schema && visible.relations.contains(*relation)) {
        one = reference("components/schemas/" + component(relation->name));
    } else if (!function.result_columns.empty()) {
        Members properties;
        for (auto const& column : function.result_columns)
            properties.emplace_back(column.name, schema_of(type_of_column(column)));
        one = object({{"type", text("object")}, {"properties", object(properties)}});
    } else {
        one = schema_of({.data_type = plain_type(function.result_name), .nullable = true});
    }
    return function.returns_set ? R"({"type":"array","items":)" + one + "}" : one;
}

// The only parameter of a function that takes the body as it is.
sql::FunctionParameterInfo const* whole_body(sql::Function const& function) {
    bool const one = function.parameters.size() == 1 && function.parameters.front().name.empty();
    return one ? &function.parameters.front() : nullptr;
}

std::string media_type(sql::FunctionParameterInfo const& body) {
    if (body.type_name == "text") return "text/plain";
    if (body.type_name == "xml") return "text/xml";
    return body.type_name == "bytea" ? "application/octet-stream" : "application/json";
}

// Which of several functions is called is decided by the names of the arguments: other names than a
// function's own are none of its arguments.
std::string arguments_of(sql::Function const& function, bool closed) {
    Members properties;
    std::vector<std::string> required;
    for (auto const& parameter : function.parameters) {
        properties.emplace_back(parameter.name, schema_of({.data_type = plain_type(parameter.type_name)}));
        if (parameter.required) required.push_back(parameter.name);
    }
    return object({{"type", text("object")},
                   {"properties", if_any(properties)},
                   {"required", required.empty() ? "" : texts(required)},
                   {"additionalProperties", closed ? "false" : ""}});
}

std::string one_of(std::vector<std::string> const& schemas) {
    return schemas.size() == 1 ? schemas.front() : object({{"oneOf", array(schemas)}});
}

// What is true of at least one of them, each said once.
std::string any_of(std::vector<std::string> schemas) {
    std::ranges::sort(schemas);
    schemas.erase(std::ranges::unique(schemas).begin(), schemas.end());
    return schemas.size() == 1 ? schemas.front() : object({{"anyOf", array(schemas)}});
}

std::string body_of(Overloads const& functions) {
    std::vector<std::string> objects;
    Members content;
    bool required = true;
    for (auto const* function : functions) {
        if (auto const* const whole = whole_body(*function); whole != nullptr) {
            auto const type = media_type(*whole);
            if (type != "application/json")
                content.emplace_back(type, object({{"schema", R"({"type":"string"})"}}));
            else
                objects.emplace_back("{}");
            continue;
        }
        objects.push_back(arguments_of(*function, functions.size() > 1));
        required =
            required && std::ranges::any_of(function->parameters, &sql::FunctionParameterInfo::required);
    }
    if (!objects.empty())
        content.emplace(content.begin(), "application/json", object({{"schema", one_of(objects)}}));
    return object({{"required", required ? "true" : ""}, {"content", object(content)}});
}

// A parameter of several functions is required where each of them needs it.
std::string query_of(Overloads const& functions) {
    struct Sent {
        std::vector<std::string> types;
        std::size_t required = 0;
    };
    std::vector<std::pair<std::string, Sent>> sent;
    for (auto const* function : functions)
        for (auto const& parameter : function->parameters) {
            auto at = std::ranges::find(sent, parameter.name, &std::pair<std::string, Sent>::first);
            if (at == sent.end()) at = sent.insert(sent.end(), {parameter.name, {}});
            bool const list = parameter.variadic || parameter.type_name.ends_with("[]");
            at->second.types.push_back(list ? R"({"type":"string"})"
                                            : schema_of({.data_type = plain_type(parameter.type_name)}));
            at->second.required += parameter.required ? 1 : 0;
        }
    std::vector<std::string> parameters;
    for (auto const& [name, one] : sent)
        parameters.push_back(object({{"name", text(name)},
                                     {"in", text("query")},
                                     {"required", one.required == functions.size() ? "true" : ""},
                                     {"schema", any_of(one.types)}}));
    return parameters.empty() ? "" : array(parameters);
}

Members responses_of(Overloads const& functions, std::string const& schema, engine::Visible const& visible) {
    Members responses;
    std::vector<std::string> results;
    for (auto const* function : functions)
        if (!function->returns_void) results.push_back(result_schema(*function, schema, visible));
    if (!results.empty())
        responses.emplace_back("200", object({{"description", text("The result.")},
                                              {"content", json_content(any_of(results))}}));
    if (results.size() < functions.size()) responses.emplace_back("204", R"({"description":"Done."})");
    add_errors(responses);
    return responses;
}

struct Call {
    std::string_view verb;
    std::string parameters;
    std::string body;
};

std::string operation(Overloads const& functions, std::string const& schema, engine::Visible const& visible,
                      Call const& call) {
    auto const& name = functions.front()->name.name;
    auto const told = std::ranges::find_if(functions, [](auto const* f) { return !f->description.empty(); });
    auto const [summary, description] =
        summary_and_description(told == functions.end() ? std::string() : (*told)->description);
    return object({{"operationId", text(std::string(call.verb) + "_rpc_" + component(name))},
                   {"summary", text(summary.empty() ? "Call " + name : summary)},
                   {"description", if_any(description)},
                   {"tags", texts({"Functions"})},
                   {"parameters", call.parameters},
                   {"requestBody", call.body},
                   {"responses", object(responses_of(functions, schema, visible))}});
}

}  // namespace

std::string path_item(Overloads const& functions, std::string const& schema, engine::Visible const& visible) {
    Members methods;
    methods.emplace_back(
        "post", operation(functions, schema, visible,
                          {"call", array({parameter_reference("idempotencyKey")}), body_of(functions)}));
    Overloads by_get;
    for (auto const* function : functions)
        if (function->volatility != sql::Volatility::volatile_ && whole_body(*function) == nullptr)
            by_get.push_back(function);
    if (!by_get.empty())
        methods.emplace_back("get", operation(by_get, schema, visible, {"get", query_of(by_get), ""}));
    return object(methods);
}

}  // namespace backstay::api::rest::openapi31
