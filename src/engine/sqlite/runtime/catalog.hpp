#pragma once

// Looks into the catalog of the statement that runs, as SQL functions and as values of regclass and regtype.

#include <string>
#include <string_view>

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

// The relation of a name as SQL writes it; null when there is none, 42601 when it is no name.
Result<sql::CatalogRelation const*> find_relation_named(std::string_view text, StatementState const& state);
// As regclass prints it: with its schema where the search path does not have that.
std::string relation_name(sql::ObjectId id, StatementState const& state);
// As regtype prints it; 42704 when there is no such type.
Result<std::string> type_named(std::string_view text, StatementState const& state);

}  // namespace backstay::engine::sqlite
