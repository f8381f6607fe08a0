#pragma once

// The commands of the program, one file each. A command's file declares its part of the command line and what
// it does; command_line.cpp puts them together.
//
//     void add_version(CLI::App& app, Command& command);    adds `version` to the app; when the line names
//     it,
//                                                           `command` is what has to be run
//
// Exit codes: 0 done, 1 failed, 2 used wrongly (what the line itself says; given by command_line.cpp alone).

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "base/result.hpp"

namespace CLI {
class App;
}

namespace backstay::cli {

// Where a command writes: results to `out`, all else to `error`. With `json` the result is one JSON value.
struct Output {
    std::ostream& out;
    std::ostream& error;
    bool json = false;
    bool terminal = false;  // `out` is one: results are for a person
    bool progress = false;  // `error` is a terminal: what takes long says how far it is
    bool colour = false;    // and shows colours
};

// Gives the exit code.
using Command = std::function<int(Output const&)>;

// When the line names `sub`, `work` is what is run; its error is reported.
void when_named(CLI::App& sub, Command& command, std::function<Result<void>(Output const&)> work);

// Tells the error as a person would want it, or as {"error": {...}} with --json. Gives the exit code 1.
//     error: relation "a" does not exist (42P01)
//       at V1__init.sql:3:5
//       hint: Perhaps you meant "b".
int report(Output const& output, Error const& error);

// The line of a file below `folder` that the position names, with a mark below its column.
//     create tabel a (id int)
//            ^
void show_source(Output const& output, std::string const& folder, Position const& position);

// {"code":"42P01","message":"...","details":null,"hint":null}
std::string error_json(Error const& error);

void add_init(CLI::App& app, Command& command);
void add_dev(CLI::App& app, Command& command);
void add_serve(CLI::App& app, Command& command);
void add_migrate(CLI::App& app, Command& command);
void add_check(CLI::App& app, Command& command);
void add_policy(CLI::App& app, Command& command);
void add_import(CLI::App& app, Command& command);
void add_keys(CLI::App& app, Command& command);
void add_auth(CLI::App& app, Command& command);
void add_audit(CLI::App& app, Command& command);
void add_sql(CLI::App& app, Command& command);
void add_admin(CLI::App& app, Command& command);
void add_doctor(CLI::App& app, Command& command);
void add_postgrest(CLI::App& app, Command& command);
void add_completion(CLI::App& app, Command& command);
void add_version(CLI::App& app, Command& command);

}  // namespace backstay::cli
