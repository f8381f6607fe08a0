#pragma once

// The objects of the catalog as JSON: what the table backstay_catalog_object holds, one row an object.
//
//     {"name":{"schema":"public","name":"task"},"kind":0,"owner":1000,"columns":[{"name":"id", ...}], ...}
//
// Expressions and queries stand in it as PostgreSQL text. Fields that are missing keep their default, so that
// an older file opens under a newer program.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sql/catalog.hpp"

namespace backstay::engine::sqlite {

// What of the catalog belongs to no object: ids, default privileges, extensions.
struct CatalogState {
    std::uint64_t version = 0;
    sql::ObjectId next_id = 0;
    sql::ObjectId owner_role = 0;
    std::vector<sql::DefaultPrivilege> default_privileges;
    std::map<std::string, std::string> extensions;
};

std::string to_json(sql::SchemaEntry const& schema);
std::string to_json(sql::CatalogRelation const& relation);
std::string to_json(sql::EnumType const& type);
std::string to_json(sql::DomainType const& type);
std::string to_json(sql::CatalogFunction const& function);
std::string to_json(sql::Role const& role);
std::string to_json(CatalogState const& state);

// XX001 where the text is not what to_json() gave.
Result<void> from_json(std::string_view text, sql::SchemaEntry& schema);
Result<void> from_json(std::string_view text, sql::CatalogRelation& relation);
Result<void> from_json(std::string_view text, sql::EnumType& type);
Result<void> from_json(std::string_view text, sql::DomainType& type);
Result<void> from_json(std::string_view text, sql::CatalogFunction& function);
Result<void> from_json(std::string_view text, sql::Role& role);
Result<void> from_json(std::string_view text, CatalogState& state);

}  // namespace backstay::engine::sqlite
