#pragma once

// JSON text in parts, for openapi*.cpp: members whose value is empty are left out.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/schema.hpp"

namespace backstay::api::rest::swagger {

using Members = std::vector<std::pair<std::string, std::string>>;  // key, JSON

std::string text(std::string_view value);    // "value"
std::string if_any(std::string_view value);  // the same; nothing for an empty one
std::string object(Members const& members);  // {"key":...}
std::string if_any(Members const& members);  // nothing for none
std::string array(std::vector<std::string> const& items);
std::string texts(std::vector<std::string> const& values);
std::string reference(std::string_view to);  // {"$ref":"#/to"}

// "integer" of "bigint"; nothing for json, whose values may be anything.
std::string type_of(std::string_view data_type);
// "int64" of "bigint"; PostgreSQL's own name for most.
std::string format_of(std::string_view data_type);
// {"type":"integer"}, of "integer[]"; nothing of types that are no arrays.
std::string items_of(std::string_view data_type);

// The first line, and what follows it without the empty lines between.
std::pair<std::string, std::string> summary_and_description(std::string_view comment);

// ---- relations (openapi_relation.cpp) ----
std::string definition(sql::Schema const& catalog, sql::Relation const& relation);
std::string path_item(sql::Relation const& relation);
void add_parameters(sql::Relation const& relation, Members& parameters);

// ---- functions (openapi_function.cpp) ----
// Types of these schemas are called by their names alone.
std::string path_item(sql::Function const& function, std::vector<std::string> const& search_path);

}  // namespace backstay::api::rest::swagger
