#pragma once

// Objects of the catalog by name and number: a regtype is stored as the name that it prints, "integer[]"; its
// oid is the catalog's number, or PostgreSQL's own for its types.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/catalog.hpp"

namespace backstay::engine::sqlite {

// a."B c" is {"a", "B c"}; in text_identifier.cpp.
Result<std::vector<std::string>> identifier_parts(std::string_view text, bool strict);

// Nothing when there is no such relation; 42602, 42601 when the text is no name.
Result<sql::CatalogRelation const*> find_relation(sql::Catalog const& catalog, std::string_view text);
Result<sql::CatalogRelation const*> require_relation(sql::Catalog const& catalog, std::string_view text);

std::optional<sql::Type> find_named_type(sql::Catalog const& catalog, std::string_view text);
std::int64_t oid_of(sql::Type type);
std::optional<sql::Type> type_of_oid(sql::Catalog const& catalog, std::int64_t oid);

}  // namespace backstay::engine::sqlite
