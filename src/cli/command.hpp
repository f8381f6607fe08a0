#pragma once

// The commands of the program, one file each. A command gets its arguments as plain values and an Output, and
// gives the exit code: 0 done, 1 failed, 2 used wrongly (given by main.cpp alone).

#include <iosfwd>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace backstay::cli {

// Where a command writes: results to `out`, all else to `error`. With `json` the result is one JSON value.
struct Output {
    std::ostream& out;
    std::ostream& error;
    bool json = false;
    bool colour = false;  // `error` is a terminal
};

// Tells the error as a person would want it, or as {"error": {...}} with --json. Gives the exit code 1.
//     error: relation "a" does not exist (42P01)
//       at V1__init.sql:3:5
//       hint: Perhaps you meant "b".
int report(Output const& output, Error const& error);

// {"code":"42P01","message":"...","details":null,"hint":null}
std::string error_json(Error const& error);

struct SqlArguments {
    std::string database;
    std::string text;
    std::string role = {};
    std::string claims = {};
};
int run_sql(SqlArguments const& arguments, Output const& output);

enum class MigrateAction : std::uint8_t { up, info, validate, repair, baseline, undo };
struct MigrateArguments {
    MigrateAction action = MigrateAction::up;
    std::string database;
    std::string folder;
    std::string target = {};
    bool out_of_order = false;
    std::string version = "1";  // of a baseline
    std::string description = "<< Flyway Baseline >>";
    std::vector<std::string> placeholders = {};  // name=value
};
int run_migrate(MigrateArguments const& arguments, Output const& output);
// Makes V<time>__NAME.sql in the folder and says its path.
int run_migrate_new(std::string const& folder, std::string const& name, Output const& output);

struct ServeArguments {
    std::string project = ".";
    std::string listen = {};  // empty: what the settings say
    bool migrate = false;     // run the project's migrations first
    std::string database = {};
};
int run_serve(ServeArguments const& arguments, Output const& output);

struct PostgrestArguments {
    std::string file = {};
    bool dump_config = false;
};
int run_postgrest(PostgrestArguments const& arguments, Output const& output);

int run_version(Output const& output);

}  // namespace backstay::cli
