#pragma once

// What a migration is, what the history table says was done, and what follows from both. Files and history
// are Flyway's, so that a database can pass between the two tools in either direction.
// https://documentation.red-gate.com/fd/migrations-184127470.html

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "migrate/version.hpp"

namespace backstay::migrate {

enum class MigrationKind : std::uint8_t { versioned, repeatable, baseline, undo };

// From the file beside it, V1__a.sql.conf; what is absent there is as the options have it.
struct ScriptConfig {
    std::optional<bool> execute_in_transaction = {};
    std::optional<bool> placeholder_replacement = {};
    std::optional<bool> should_execute = {};
    std::optional<std::string> encoding = {};
    bool operator==(ScriptConfig const&) const = default;
};

enum class ForEngine : std::uint8_t { any, sqlite, postgres };

struct Migration {
    MigrationKind kind = MigrationKind::versioned;
    std::optional<Version> version = {};  // none: repeatable
    std::string description = {};
    std::string script = {};        // the path below its location: sub/V1__a.sql
    std::string text = {};          // with its placeholders replaced
    std::int32_t checksum = 0;      // of repeatable ones after replacement
    std::int32_t raw_checksum = 0;  // before
    ScriptConfig config = {};
    ForEngine engine = ForEngine::any;  // a first line `-- engine: postgres`: elsewhere it counts as run
};

// A callback: beforeMigrate.sql, afterMigrate__grants.sql.
struct Callback {
    std::string event = {};
    std::string description = {};
    std::string script = {};
    std::string text = {};
    ScriptConfig config = {};
    ForEngine engine = ForEngine::any;
};

struct HistoryRow {
    int rank = 0;
    std::optional<std::string> version = {};
    std::string description = {};
    std::string type = {};  // SQL, SQL_BASELINE, BASELINE, SCHEMA, DELETE, ...
    std::string script = {};
    std::optional<std::int32_t> checksum = {};
    std::string installed_by = {};
    std::string installed_on = {};
    int execution_time = 0;  // milliseconds
    bool success = true;
    bool operator==(HistoryRow const&) const = default;
};

enum class State : std::uint8_t {
    pending,
    above_target,
    below_baseline,
    baseline_ignored,
    ignored,
    available,
    baseline,
    success,
    failed,
    missing,
    failed_missing,
    future,
    failed_future,
    out_of_order,
    outdated,
    superseded,
    deleted,
    undone
};
// "Below Baseline", "Failed (Missing)"
std::string_view state_name(State state);

struct InfoLine {
    State state = State::pending;
    std::optional<HistoryRow> row = {};
    std::optional<Migration> migration = {};  // the file, where there is one

    std::optional<Version> version() const;
    std::string description() const;
    bool repeatable() const { return !version(); }
};

// "SQL", "SQL_BASELINE", "UNDO_SQL": what the history's column type says of such a file.
std::string_view type_name(MigrationKind kind);

// How far to go: all the way, to a version, to where the database is, or one migration on.
struct Target {
    enum class Kind : std::uint8_t { latest, version, current, next };
    Kind kind = Kind::latest;
    std::optional<Version> version = {};  // of Kind::version
};
// "latest", "current", "next" or a version; nothing otherwise.
std::optional<Target> parse_target(std::string_view text);

struct InfoOptions {
    Target target = {};
    bool out_of_order = false;
};

// REQUIRES: rows are in the order of their ranks.
std::vector<InfoLine> make_info(std::vector<HistoryRow> const& rows, std::vector<Migration> const& migrations,
                                InfoOptions const& options);

struct Finding {
    std::string code;  // CHECKSUM_MISMATCH, ...
    std::string version;
    std::string description;
    std::string message;
    bool operator==(Finding const&) const = default;
};

// `ignore`: patterns such as "*:future", "repeatable:missing".
std::vector<Finding> validate(std::vector<InfoLine> const& info, std::vector<std::string> const& ignore);

// What repair does to the history table.
struct Repair {
    std::vector<HistoryRow> remove = {};  // failed ones
    std::vector<HistoryRow> add = {};     // DELETE rows for what is missing
    std::vector<HistoryRow> align = {};   // the row of that rank, with the file's description, type, checksum
};
// REQUIRES: rows are in the order of their ranks.
Repair make_repair(std::vector<HistoryRow> const& rows, std::vector<Migration> const& migrations,
                   std::vector<std::string> const& ignore);

}  // namespace backstay::migrate
