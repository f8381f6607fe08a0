#pragma once

// The description of the API at /openapi.json: OpenAPI 3.1, whose schemas are JSON Schema 2020-12. It has
// what the caller may use, with exact types, what can be embedded in what, functions, errors and examples.
//
// https://spec.openapis.org/oas/v3.1.0

#include <string>

#include "api/rest/openapi_parts.hpp"
#include "api/rest/service.hpp"
#include "engine/engine.hpp"

namespace backstay::api::rest {

std::string describe_api_31(Options const& options, sql::Schema const& catalog, std::string const& schema,
                            engine::Visible const& visible);

namespace openapi31 {

using swagger::Members;

// {"type":["integer","null"],"format":"int32"}; `nullable`: null is a value of it.
struct TypeText {
    std::string data_type;  // "character varying", "integer[]"
    bool nullable = false;
    std::vector<std::string> enum_labels = {};
    std::optional<int> max_length = {};
    std::string description = {}, default_value = {};
};
std::string schema_of(TypeText const& type);
TypeText type_of_column(sql::Column const& column);
// A value of the type, as JSON.
std::string example_of(sql::Column const& column);

// The component's name of a relation's rows; names that OpenAPI does not allow are written with '_'.
std::string component(std::string_view name);

// ---- openapi31_relation.cpp ----
// Components: the row, what may be embedded in it, and what an insert and an update take.
void add_schemas(sql::Schema const& catalog, sql::Relation const& relation, engine::Visible const& visible,
                 Members& schemas);
std::string path_item(sql::Schema const& catalog, sql::Relation const& relation);

// ---- openapi31_function.cpp ----
using Overloads = std::vector<sql::Function const*>;  // of one name, at least one
std::string path_item(Overloads const& functions, std::string const& schema, engine::Visible const& visible);

// What every operation has: the errors.
void add_errors(Members& responses);
std::string json_content(std::string schema);
std::string parameter_reference(std::string_view name);

}  // namespace openapi31
}  // namespace backstay::api::rest
