#pragma once

// The configuration file of the `postgrest` program, as its names and values in their order:
//
//     # a comment
//     db-uri      = "postgres://$(USER)@localhost/shop"    # $(NAME): an earlier name, or the environment
//     db-schemas  = "api,tenant"
//     db-max-rows = 1000
//     db-config   = off
//     app { settings { host = "localhost" } }              # app.settings.host
//
//     file     = *( binding / group )
//     binding  = name "=" value
//     group    = name "{" *( binding / group ) "}"
//     name     = letter *( letter / digit / "_" / "-" / "." )
//     value    = string / number / "true" / "false" / "on" / "off" / "[" [ value *( "," value ) ] "]"
//     string   = DQUOTE *( character / "\" ( DQUOTE / "\" / "n" / "t" / "r" / "uXXXX" ) / "$$" / "$(" name
//     ")" ) DQUOTE
//
// Source: https://docs.postgrest.org/en/stable/references/configuration.html, and the form of configuration
// files that it names (configurator).

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace backstay::server {

enum class PostgrestValueKind : std::uint8_t { text, number, boolean };

struct PostgrestValue {
    PostgrestValueKind kind = PostgrestValueKind::text;
    std::string text;  // without its quotes; "true" or "false"; a list's items with commas between
};

struct PostgrestBinding {
    std::string name;
    PostgrestValue value;
    int line = 0;
};

using Environment = std::function<std::optional<std::string>(std::string const& name)>;

// F0000 with the place where it cannot be read on. `file` is for that place.
Result<std::vector<PostgrestBinding>> parse_postgrest_file(std::string_view text, std::string const& file,
                                                           Environment const& environment);

}  // namespace backstay::server
