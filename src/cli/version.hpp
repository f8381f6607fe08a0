#pragma once

#include <string>
#include <utility>
#include <vector>

namespace backstay::cli {

// The libraries that run, by name: {"sqlite", "3.40.1"}, ...
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace backstay::cli
