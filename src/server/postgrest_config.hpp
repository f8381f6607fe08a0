#pragma once

// The configuration of the `postgrest` program: its settings by PostgREST's names, from its file and, the
// stronger, from PGRST_* variables, with its defaults, its older names and its errors.
//
//     PGRST_DB_URI=sqlite:shop.db  PGRST_APP_SETTINGS_HOST=localhost  backstay postgrest shop.conf
//
// As there, a number or a truth value that cannot be read counts as not given, and so does an empty text.
// `jwt-secret` and `db-uri` may be "@FILE". A name that there is not is an error here, with the nearest one.
// Source: https://docs.postgrest.org/en/stable/references/configuration.html, versions 12 to 14.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "server/postgrest_file.hpp"

namespace backstay::server {

enum class PostgrestKind : std::uint8_t { text, number, boolean };

struct PostgrestSetting {
    std::string_view name;  // "db-max-rows"
    PostgrestKind kind;
    std::string_view initial;  // empty: none
    std::string_view help;
    std::string_view alias = {};    // an older name
    std::string_view allowed = {};  // "commit|rollback": nothing else; empty: anything
    std::string_view refusal = {};  // what is said then
};

std::vector<PostgrestSetting> const& postgrest_settings();

class PostgrestConfig {
public:
    // The effective value; empty when there is none. REQUIRES: a name of postgrest_settings().
    std::string const& text(std::string_view name) const;
    bool boolean(std::string_view name) const { return text(name) == "true"; }
    std::optional<std::int64_t> number(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;  // parts between commas, without blanks

    // The names below app.settings and their values.
    std::map<std::string, std::string> const& app_settings() const { return app_settings_; }

private:
    friend class PostgrestConfigReader;
    std::map<std::string, std::string, std::less<>> values_;
    std::map<std::string, std::string> app_settings_;
};

struct PostgrestSources {
    std::string file = {};  // empty: none
    Environment environment;
    std::vector<std::string> variables = {};  // the names PGRST_... that are set
    // What the database says ("db_schemas", "api"); the strongest.
    std::vector<std::pair<std::string, std::string>> database = {};
};

Result<PostgrestConfig> load_postgrest_config(PostgrestSources const& sources);

// "PGRST_DB_MAX_ROWS".
std::string postgrest_variable(std::string_view setting);

// Every setting as a line of a configuration file: what --dump-config prints.
std::string dump_postgrest_config(PostgrestConfig const& config);

// A configuration file that says of each setting what it is for: what --example prints.
std::string postgrest_example();

}  // namespace backstay::server
