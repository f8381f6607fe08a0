#pragma once

// The statements that read the catalog of a PostgreSQL: each a part of it, as rows of values whose places
// introspect.cpp and catalog_types.cpp name. System schemas are left out.
// https://www.postgresql.org/docs/15/catalogs.html

#include <cstdint>
#include <string_view>

namespace backstay::engine::postgres {

// In the order in which they can be read: columns need to know of types, keys of columns.
enum class CatalogPart : std::uint8_t {
    types,
    relations,
    defaults,
    sequences,  // of identity columns
    column_notes,
    columns,
    keys,
    unique_indexes,
    foreign_keys,
    functions,
    media_handlers,
    representations,
    descriptions,  // of schemas
    timezones,
    role_settings,
    count
};

// Names come without a schema for what is in pg_catalog, with it for all else: search_path has to be empty.
char const* catalog_query(CatalogPart part);

// What the current role may use of the schema $1: rows of (schema, name, null) for relations and of (null,
// null, oid) for functions.
std::string_view visible_query();

}  // namespace backstay::engine::postgres
