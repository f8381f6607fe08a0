#pragma once

// The Schema that requests are planned against, made of the embedded engine's catalog: what introspection is
// on PostgreSQL.

#include "sql/catalog.hpp"
#include "sql/schema.hpp"

namespace backstay::engine::sqlite {

sql::Schema schema_of(sql::Catalog const& catalog);

}  // namespace backstay::engine::sqlite
