#pragma once

// What a run of migrations can be told. Names and defaults are Flyway's
// (https://documentation.red-gate.com/fd/flyway-namespace-277579035.html); set_option takes them by its
// names.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "migrate/flyway/scan.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {

struct RunnerOptions {
    std::vector<std::string> folders = {"migrations"};
    std::vector<flyway::SourceFile> files = {};  // in place of folders, where the program brings its own
    ForEngine engine = ForEngine::postgres;

    std::vector<std::string> schemas = {};  // the first has the history; none: where the connection stands
    std::string table = "flyway_schema_history";
    bool create_schemas = true;
    std::string installed_by = {};  // empty: the connection's user

    flyway::ResolveOptions resolve = {};  // placeholders, encoding, names
    std::vector<std::string> ignore = {"*:future"};

    Target target = {};
    bool fail_on_missing_target = false;
    bool out_of_order = false;
    bool validate = true;              // before anything is run
    bool group = false;                // all that is pending in one transaction, or nothing
    bool mixed = false;                // scripts may mix what runs in a transaction and what cannot
    bool skip_executing = false;       // write the history only
    bool record_failures = false;      // of what ran outside a transaction, as a row that says failed
    bool adopt = false;                // what is there without a history is taken as it is
    bool baseline_on_migrate = false;  // of a database that was there before its migrations
    std::string baseline_version = "1";
    std::string baseline_description = "<< Flyway Baseline >>";
    std::chrono::seconds patience{50};  // for the lock
};

// set_option(options, "outOfOrder", "true"), with or without "flyway." before it. A name that there is not,
// or a value of another kind, is an error.
Result<void> set_option(RunnerOptions& options, std::string_view name, std::string const& value);

// A file of such settings, in the form of Java's properties: flyway.conf. Settings of the connection
// (flyway.url, user, password, driver) are passed over: --database says where.
Result<void> read_options(RunnerOptions& options, std::string const& path);

}  // namespace backstay::migrate
