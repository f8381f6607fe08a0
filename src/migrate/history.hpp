#pragma once

// Flyway's history table in a database: read, made, added to.

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {

class History {
public:
    History(engine::Session& session, ForEngine engine, std::string schema, std::string table)
        : session_(session), engine_(engine), schema_(std::move(schema)), table_(std::move(table)) {}

    // By rank; nothing when the table is not there. A type that is unknown is an error: what such a row did
    // cannot be guessed.
    Result<std::optional<std::vector<HistoryRow>>> read();
    Result<void> create();
    // REQUIRES: row.installed_by is set.
    Result<void> add(HistoryRow const& row);
    Result<void> remove(HistoryRow const& row);
    Result<void> align(HistoryRow const& row);  // description, type and checksum of that rank

    // Flyway's advisory lock, so that the two never run at once.
    std::int64_t lock_key() const;
    std::string name() const;  // "public"."flyway_schema_history", as Flyway's texts have it

private:
    std::string address() const;  // the same for a statement

    engine::Session& session_;
    ForEngine engine_;
    std::string schema_, table_;
};

}  // namespace backstay::migrate
