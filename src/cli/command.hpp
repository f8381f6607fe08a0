#pragma once

// The commands of the program, one file each. A command's file declares its part of the command line and what
// it does; command_line.cpp puts them together.
//
//     void add_version(Usage program);    adds `version` to the program's commands, and says what it does
//
// Exit codes: 0 done, 1 failed, 2 used wrongly (what the line itself says; given by usage.cpp alone).

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "base/result.hpp"

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

class Usage;  // cli/usage.hpp

// Gives the exit code.
using Command = std::function<int(Output const&)>;

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

void add_init(Usage program);
void add_dev(Usage program);
void add_serve(Usage program);
void add_migrate(Usage program);
void add_check(Usage program);
void add_policy(Usage program);
void add_import(Usage program);
void add_keys(Usage program);
void add_auth(Usage program);
void add_audit(Usage program);
void add_sql(Usage program);
void add_admin(Usage program);
void add_doctor(Usage program);
void add_postgrest(Usage program);
void add_completion(Usage program);
void add_version(Usage program);

}  // namespace backstay::cli
