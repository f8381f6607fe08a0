#pragma once

// The file V1__a.sql.conf beside the script V1__a.sql, in the form of Java's properties:
//
//     executeInTransaction=false
//     placeholderReplacement=false
//     encoding=ISO-8859-1
//     shouldExecute=false

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate::flyway {

// name=value, name: value; # and ! begin comments.
std::vector<std::pair<std::string, std::string>> parse_properties(std::string_view text);

// A name that there is not is an error.
Result<ScriptConfig> parse_script_config(std::string_view text, std::string const& file);

}  // namespace backstay::migrate::flyway
