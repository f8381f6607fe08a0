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
    History(engine::Session& session, std::string schema, std::string table)
        : session_(session), schema_(std::move(schema)), table_(std::move(table)) {}

    // By rank; nothing when the table is not there.
    Result<std::optional<std::vector<HistoryRow>>> read();
    Result<void> create();
    Result<void> add(HistoryRow const& row);  // installed_by, when empty, is the current user
    Result<void> remove(HistoryRow const& row);
    Result<void> align(HistoryRow const& row);  // description, type and checksum of that rank

    // Flyway's advisory lock, so that the two never run at once.
    std::int64_t lock_key() const;
    std::string name() const;  // "public"."flyway_schema_history"

private:
    engine::Session& session_;
    std::string schema_, table_;
};

}  // namespace backstay::migrate
