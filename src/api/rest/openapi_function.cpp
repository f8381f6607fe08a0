#include "api/rest/openapi_parts.hpp"
#include "base/text.hpp"

namespace backstay::api::rest::swagger {
namespace {

using sql::FunctionParameterInfo;

// The length that char and bit have in a signature counts for nothing.
std::string type_name(FunctionParameterInfo const& parameter, std::vector<std::string> const& search_path) {
    for (auto const& schema : search_path) {
        auto const prefix = quote_identifier(schema) + ".";
        if (parameter.type_name.starts_with(prefix)) return parameter.type_name.substr(prefix.size());
    }
    return parameter.type_name;
}

std::string query_parameter(FunctionParameterInfo const& parameter, std::string const& type) {
    auto const of_value = type_of(type);
    Members members = {{"in", text("query")},
                       {"name", text(parameter.name)},
                       {"required", parameter.required ? "true" : "false"}};
    if (parameter.variadic) {
        auto const element = type.substr(0, type.size() - 2);
        members.emplace_back("collectionFormat", text("multi"));
        members.emplace_back("items",
                             object({{"format", text(element)}, {"type", if_any(type_of(element))}}));
        members.emplace_back("type", text(of_value.empty() ? "string" : of_value));
        return object(members);
    }
    // An array is written {a,b}; json has no type of its own in a query.
    members.emplace_back("format", text(format_of(type)));
    members.emplace_back("type", text(of_value.empty() || of_value == "array" ? "string" : of_value));
    return object(members);
}

std::string body_schema(sql::Function const& function, std::vector<std::string> const& search_path) {
    Members properties;
    std::vector<std::string> required;
    for (auto const& parameter : function.parameters) {
        auto const type = type_name(parameter, search_path);
        properties.emplace_back(parameter.name, object({{"format", text(format_of(type))},
                                                        {"items", items_of(type)},
                                                        {"type", if_any(type_of(type))}}));
        if (parameter.required) required.push_back(parameter.name);
    }
    return object({{"description", if_any(function.description)},
                   {"properties", if_any(properties)},
                   {"required", required.empty() ? "" : texts(required)},
                   {"type", text("object")}});
}

std::string operation(sql::Function const& function, std::vector<std::string> const& parameters) {
    auto const [summary, description] = summary_and_description(function.description);
    return object({{"description", if_any(description)},
                   {"parameters", parameters.empty() ? "" : array(parameters)},
                   {"produces", texts({"application/json", "application/vnd.pgrst.object+json;nulls=stripped",
                                       "application/vnd.pgrst.object+json"})},
                   {"responses", object({{"200", object({{"description", text("OK")}})}})},
                   {"summary", if_any(summary)},
                   {"tags", texts({"(rpc) " + function.name.name})}});
}

}  // namespace

std::string path_item(sql::Function const& function, std::vector<std::string> const& search_path) {
    auto const body = object({{"in", text("body")},
                              {"name", text("args")},
                              {"required", "true"},
                              {"schema", body_schema(function, search_path)}});
    Members methods;
    if (function.volatility != sql::Volatility::volatile_) {
        std::vector<std::string> parameters;
        for (auto const& parameter : function.parameters)
            parameters.push_back(query_parameter(parameter, type_name(parameter, search_path)));
        methods.emplace_back("get", operation(function, parameters));
    }
    methods.emplace_back("post", operation(function, {body, reference("parameters/preferParams")}));
    return object(methods);
}

}  // namespace backstay::api::rest::swagger
