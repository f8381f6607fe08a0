#pragma once

// The project that a command is about: its folder, and its settings as file, environment and flags have them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "migrate/runner.hpp"
#include "server/settings.hpp"

namespace backstay::cli {

class Usage;  // cli/usage.hpp

struct ProjectArguments {
    std::string folder = ".";
    std::string database = {};    // --database; empty: what the settings say
    std::string listen = {};      // --listen, likewise
    std::string migrations = {};  // --migrations: a folder, from where one stands
    bool insecure_http = false;   // --insecure-http: as the setting
};

// --project and --database.
void add_project_options(Usage command, ProjectArguments& arguments);
// --listen and --insecure-http.
void add_listen_options(Usage command, ProjectArguments& arguments);
void add_migrations_option(Usage command, ProjectArguments& arguments);

Result<server::LoadedSettings> load_project(ProjectArguments const& arguments);

// The folder of the project's migrations.
std::string migrations_folder(ProjectArguments const& arguments, server::Options const& options);

migrate::ForEngine engine_of(std::string_view database_url);

// The variables of the environment whose names begin with `prefix`.
std::vector<std::pair<std::string, std::string>> environment(std::string_view prefix);

}  // namespace backstay::cli
