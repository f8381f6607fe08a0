#include <unistd.h>

#include <chrono>
#include <iostream>

#include "auth/issue.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"
#include "server/postgrest_config.hpp"
#include "server/project_secret.hpp"
#include "server/serve.hpp"
#include "server/settings.hpp"

extern char** environ;

namespace backstay::cli {
namespace {

std::vector<std::pair<std::string, std::string>> environment(std::string_view prefix) {
    std::vector<std::pair<std::string, std::string>> found;
    for (char** at = environ; *at != nullptr; ++at) {
        auto const pair = split_once(*at, '=');
        if (pair && pair->first.starts_with(prefix)) found.emplace_back(pair->first, pair->second);
    }
    return found;
}

// A secret of the settings, or one that is made on the first start and kept.
Result<void> settle_secret(server::Options& options) {
    if (!options.auth.jwt_secret.empty()) return {};
    TRY(options.auth.jwt_secret, server::project_secret(options.project + "/data"));
    return {};
}

void greet(server::Options const& options, std::string const& prefix, int port, Output const& output) {
    auto const now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    auto const& secret = options.auth.jwt_secret;
    auto const anon = auth::project_key("anon", secret, now);
    auto const url = "http://127.0.0.1:" + std::to_string(port);
    output.out << "Backstay listens on " << url << '\n'
               << "  API          " << url << prefix << '\n'
               << "  anon key     " << anon << '\n';
    // The key that passes every policy is shown to a person, not to a log.
    if (isatty(STDOUT_FILENO) == 1)
        output.out << "  service key  " << auth::project_key("service_role", secret, now) << '\n';
    output.out << "Try: curl -H 'apikey: " << anon << "' " << url << prefix << "/\n" << std::flush;
}

// The project's folder of migrations, as `backstay migrate up` runs it.
Result<void> migrate_project(server::Options const& options, Output const& output) {
    TRY(auto const session, server::open_session(options.database.url));
    TRY_VOID(migrate::prepare_database(*session));
    migrate::Runner runner(
        *session, {.folder = options.project + "/" + options.migrations.folder,
                   .engine = options.database.url.starts_with("sqlite:") ? migrate::ForEngine::sqlite
                                                                         : migrate::ForEngine::postgres});
    TRY_VOID(runner.up([&](migrate::Migration const& migration) {
        output.error << "migrating: " << migration.script << '\n';
    }));
    return {};
}

Result<void> serve_project(ServeArguments const& arguments, Output const& output) {
    server::SettingSources sources{
        .project = arguments.project, .environment = environment("BACKSTAY_"), .flags = {}};
    if (!arguments.listen.empty()) sources.flags.emplace_back("listen", arguments.listen);
    if (!arguments.database.empty()) sources.flags.emplace_back("database.url", arguments.database);
    TRY(auto loaded, server::load_settings(sources));
    auto& options = loaded.options;
    options.project = arguments.project;
    TRY_VOID(settle_secret(options));
    if (arguments.migrate) TRY_VOID(migrate_project(options, output));
    auto const shown = options;
    auto service = server::service_of(std::move(options));
    auto const prefix = service.rest.prefix;
    return server::serve(std::move(service), [&](int port) { greet(shown, prefix, port, output); });
}

Result<void> serve_postgrest(PostgrestArguments const& arguments, Output const& output) {
    server::PostgrestSources sources{
        .file = arguments.file, .environment = [](std::string const& name) -> std::optional<std::string> {
            auto const* const value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
        }};
    for (auto const& [name, value] : environment("PGRST_")) sources.variables.push_back(name);
    TRY(auto const config, server::load_postgrest_config(sources));
    if (arguments.dump_config) {
        output.out << server::dump_postgrest_config(config);
        return {};
    }
    TRY(auto service, server::service_of(config));
    return server::serve(std::move(service), [&](int port) {
        output.out << "Listening on port " << port << '\n' << std::flush;
    });
}

}  // namespace

int run_serve(ServeArguments const& arguments, Output const& output) {
    auto const done = serve_project(arguments, output);
    return done ? 0 : report(output, done.error());
}

int run_postgrest(PostgrestArguments const& arguments, Output const& output) {
    auto const done = serve_postgrest(arguments, output);
    return done ? 0 : report(output, done.error());
}

}  // namespace backstay::cli
