#pragma once

// Settings by name, from backstay.toml, the environment and flags, the later the stronger.
//
//     listen = "127.0.0.1:8000"             BACKSTAY_LISTEN            --listen
//     [database]
//     url = "postgres://localhost/shop"     BACKSTAY_DATABASE_URL      --database
//     [auth]
//     jwt_secret = "..."                    BACKSTAY_AUTH_JWT_SECRET   or a file:
//     BACKSTAY_AUTH_JWT_SECRET_FILE
//
// A relative path in the file or the environment (of an embedded database, of PEM files) is below the
// project's folder; in a flag it is where one stands.
//
// A name that there is not, or a value of the wrong type, is an error that says where it stands and which
// name is nearest.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "server/options.hpp"

namespace backstay::server {

enum class SettingKind : std::uint8_t { text, number, boolean, list, seconds };
enum class Secrecy : bool { open, secret };

struct Setting {
    std::string name;  // "rest.max_rows"
    SettingKind kind;
    std::string help;
    // REQUIRES: the text is of the kind: digits for a number, true or false, items between commas.
    std::function<Result<void>(Options&, std::string const&)> set;
    std::function<std::string(Options const&)> get;
    Secrecy secrecy = Secrecy::open;
};

std::vector<Setting> all_settings();

// "BACKSTAY_REST_MAX_ROWS".
std::string environment_name(std::string_view setting);

struct SettingSources {
    std::string project = ".";
    std::vector<std::pair<std::string, std::string>> environment;  // BACKSTAY_...
    std::vector<std::pair<std::string, std::string>> flags;        // by setting name
};

struct LoadedSettings {
    Options options;
    std::map<std::string, std::string> origins;  // where it is not the default: "backstay.toml:3", ...
};

Result<LoadedSettings> load_settings(SettingSources const& sources);

}  // namespace backstay::server
