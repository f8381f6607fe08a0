#pragma once

// The whole command line: all commands.

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace backstay::cli {

// Runs the command that the line names. `arguments` without the program's name; output.json is set by them.
int run(std::vector<std::string> const& arguments, Output output);

}  // namespace backstay::cli
