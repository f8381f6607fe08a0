#include "cli/project.hpp"

#include <filesystem>

#include "base/text.hpp"
#include "cli/usage.hpp"

extern char** environ;

namespace backstay::cli {

void add_project_options(Usage command, ProjectArguments& arguments) {
    command.option("--project", arguments.folder, "The folder with backstay.toml, migrations/ and data/")
        .type_name("DIR")
        .show_default();
    command
        .option("--database", arguments.database,
                "sqlite:FILE or postgres://..., in place of the setting database.url")
        .type_name("URL");
}

void add_listen_options(Usage command, ProjectArguments& arguments) {
    command.option("--listen", arguments.listen, "HOST:PORT, in place of the setting listen")
        .type_name("HOST:PORT");
    command.flag("--insecure-http", arguments.insecure_http,
                 "Serve without TLS on other addresses than loopback, too");
}

void add_migrations_option(Usage command, ProjectArguments& arguments) {
    command
        .option("--migrations", arguments.migrations,
                "The folder of V1__name.sql, R__name.sql, ..., in place of migrations/ in the project")
        .type_name("DIR");
}

Result<server::LoadedSettings> load_project(ProjectArguments const& arguments) {
    server::SettingSources sources{
        .project = arguments.folder, .environment = environment("BACKSTAY_"), .flags = {}};
    if (!arguments.listen.empty()) sources.flags.emplace_back("listen", arguments.listen);
    if (!arguments.database.empty()) sources.flags.emplace_back("database.url", arguments.database);
    if (arguments.insecure_http) sources.flags.emplace_back("insecure_http", "true");
    return server::load_settings(sources);
}

std::string migrations_folder(ProjectArguments const& arguments, server::Options const& options) {
    if (!arguments.migrations.empty()) return arguments.migrations;
    auto const folder = std::filesystem::path(options.project) / options.migrations.folder;
    return folder.lexically_normal().string();
}

migrate::ForEngine engine_of(std::string_view database_url) {
    return database_url.starts_with("sqlite:") ? migrate::ForEngine::sqlite : migrate::ForEngine::postgres;
}

std::vector<std::pair<std::string, std::string>> environment(std::string_view prefix) {
    std::vector<std::pair<std::string, std::string>> found;
    for (char** at = environ; *at != nullptr; ++at) {
        auto const pair = split_once(*at, '=');
        if (pair && pair->first.starts_with(prefix)) found.emplace_back(pair->first, pair->second);
    }
    return found;
}

}  // namespace backstay::cli
