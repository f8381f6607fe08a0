#pragma once

// Where the catalog is kept: two tables in the same file, written in the transaction of the definitions
// themselves, so that neither is ever there without the other.
//
//     backstay_catalog_object(kind TEXT, id INTEGER, definition TEXT, PRIMARY KEY (kind, id))
//     backstay_sequence(id INTEGER PRIMARY KEY, last_value INTEGER, is_called INTEGER)
//
// `definition` is the object as JSON (catalog_json.hpp). Only objects whose JSON changed are written.

#include <map>
#include <string>
#include <utility>

#include "engine/sqlite/stmt.hpp"
#include "sql/catalog.hpp"

namespace backstay::engine::sqlite {

class CatalogStore {
public:
    // Makes the tables in a new file, and puts the initial catalog into it.
    static Result<void> prepare(Connection& connection);

    // The catalog as it is stored. To be called in a transaction, which sees one state of it.
    static Result<sql::Catalog> load(Connection& connection);

    // The stored catalog's version, to see whether another process changed it; 0 in a file without one.
    static Result<std::uint64_t> stored_version(Connection& connection);

    // What is stored, for save() to write only what differs from it.
    Result<void> remember(Connection& connection);

    // Writes what differs from what was last remembered or saved.
    Result<void> save(Connection& connection, sql::Catalog const& catalog);

private:
    using Key = std::pair<std::string, std::int64_t>;  // kind and id
    std::map<Key, std::string> stored_;
};

}  // namespace backstay::engine::sqlite
