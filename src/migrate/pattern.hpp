#pragma once

// Flyway's ignoreMigrationPatterns: what validate and repair pass over.
//
//     "*:future"   "repeatable:missing"   "versioned:*"
//     kind:  * | versioned | repeatable
//     state: * | missing | pending | ignored | future

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {

// "*:pending, *:future", between commas; an unknown kind or state is an error that names it.
Result<std::vector<std::string>> parse_patterns(std::string_view text);

// Whether one of the patterns covers the line in the state it is in.
bool is_ignored(std::vector<std::string> const& patterns, InfoLine const& line);
// Whether a line of this kind would be covered if it were in `state` ("pending").
bool is_ignored(std::vector<std::string> const& patterns, InfoLine const& line, std::string_view state);

}  // namespace backstay::migrate
