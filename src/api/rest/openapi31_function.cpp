// Functions of the description.

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

std::string operation(sql::Function const& function, std::string const& schema,
                      engine::Visible const& visible, std::string_view verb, std::string const& parameters,
                      std::string const& body) {
    auto const [summary, description] = summary_and_description(function.description);
    Members responses;
    if (function.returns_void)
        responses.emplace_back("204", R"({"description":"Done."})");
    else
        responses.emplace_back("200",
                               object({{"description", text("The result.")},
                                       {"content", json_content(result_schema(function, schema, visible))}}));
    add_errors(responses);
    return object({{"operationId", text(std::string(verb) + "_rpc_" + component(function.name.name))},
                   {"summary", text(summary.empty() ? "Call " + function.name.name : summary)},
                   {"description", if_any(description)},
                   {"tags", texts({"Functions"})},
                   {"parameters", parameters},
                   {"requestBody", body},
                   {"responses", object(responses)}});
}

}  // namespace

std::string path_item(sql::Function const& function, std::string const& schema,
                      engine::Visible const& visible) {
    Members properties;
    std::vector<std::string> required, parameters;
    for (auto const& parameter : function.parameters) {
        auto const type = schema_of({.data_type = plain_type(parameter.type_name)});
        properties.emplace_back(parameter.name, type);
        if (parameter.required) required.push_back(parameter.name);
        parameters.push_back(object(
            {{"name", text(parameter.name)},
             {"in", text("query")},
             {"required", parameter.required ? "true" : ""},
             {"schema",
              parameter.variadic || parameter.type_name.ends_with("[]") ? R"({"type":"string"})" : type}}));
    }
    auto const arguments = object({{"type", text("object")},
                                   {"properties", if_any(properties)},
                                   {"required", required.empty() ? "" : texts(required)}});
    auto const body =
        object({{"required", required.empty() ? "" : "true"}, {"content", json_content(arguments)}});
    Members methods;
    methods.emplace_back("post", operation(function, schema, visible, "call",
                                           array({parameter_reference("idempotencyKey")}), body));
    if (function.volatility != sql::Volatility::volatile_)
        methods.emplace_back("get", operation(function, schema, visible, "get",
                                              parameters.empty() ? "" : array(parameters), ""));
    return object(methods);
}

}  // namespace backstay::api::rest::openapi31
