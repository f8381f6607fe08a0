#pragma once

// The whole command line: reads it (CLI11), and runs the command that it names.

#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace backstay::cli {

// With every command and --json. `command` and `json` are set by parsing.
std::unique_ptr<CLI::App> make_app(Command& command, bool& json);

// `arguments` without the program's name. output.json is set by the line.
int run(std::vector<std::string> const& arguments, Output output);

}  // namespace backstay::cli
