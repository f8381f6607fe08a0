#pragma once

// ${name} in a script becomes its value: of the options' placeholders, or one of
// ${flyway:defaultSchema|user|database|timestamp|filename|workingDirectory|table|environment}. Names do not
// mind case. One that has no value is an error, wherever it stands; values are not looked into again.

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::migrate::flyway {

struct PlaceholderRules {
    std::string prefix = "${";
    std::string suffix = "}";
    std::string separator = ":";  // after "flyway"
    bool replace = true;
};

// REQUIRES: the names in `values` are in lower case.
Result<std::string> replace_placeholders(std::string_view text,
                                         std::map<std::string, std::string> const& values,
                                         std::string_view file, PlaceholderRules const& rules = {});

}  // namespace backstay::migrate::flyway
