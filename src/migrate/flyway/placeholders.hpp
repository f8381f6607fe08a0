#pragma once

// ${name} in a script becomes its value: of the options' placeholders, whose names do not mind case, or one
// of
// ${flyway:defaultSchema|user|database|timestamp|filename|table}. One that has no value is an error, wherever
// it stands; values are not looked into again.

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::migrate::flyway {

// REQUIRES: the names in `values` are in lower case.
Result<std::string> replace_placeholders(std::string_view text,
                                         std::map<std::string, std::string> const& values,
                                         std::string_view file);

}  // namespace backstay::migrate::flyway
