#pragma once

// `backstay migrate new add_task`: the file of the next migration, V7__add_task.sql after V6.

#include <string>

#include "cli/command.hpp"

namespace backstay::cli {

// Makes the folder, too, and says the path.
Result<void> make_migration(std::string const& folder, std::string const& name, Output const& output);

}  // namespace backstay::cli
