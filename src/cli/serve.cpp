#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <ostream>

#include "auth/issue.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"
#include "server/project_secret.hpp"
#include "server/serve.hpp"

namespace backstay::cli {
namespace {

struct Arguments {
    ProjectArguments project = {};
    bool migrate = false;  // run the project's migrations first
};

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
    if (output.terminal)
        output.out << "  service key  " << auth::project_key("service_role", secret, now) << '\n';
    output.out << "Try: curl -H 'apikey: " << anon << "' " << url << prefix << "/\n" << std::flush;
}

// A project may have no migrations; but a folder that was named has to be there.
bool has_migrations(server::Options const& options, std::string const& folder) {
    return options.migrations.folder != server::Options().migrations.folder ||
           std::filesystem::exists(folder);
}

// The project's folder of migrations: run as `backstay migrate up` runs it, or looked at.
Result<void> settle_migrations(Arguments const& arguments, server::Options const& options,
                               Output const& output) {
    auto const engine = engine_of(options.database.url);
    TRY(auto const session, server::open_session(options.database.url));
    auto const folder = migrations_folder(arguments.project, options);
    auto const scripts = has_migrations(options, folder) ? migrate::folder_options(engine, folder)
                                                         : migrate::own_options(engine);
    if (!arguments.migrate) return migrate::check_ready(*session, scripts);
    TRY_VOID(migrate::prepare_database(*session, engine));
    TRY_VOID(migrate::Runner(*session, scripts).up([&](migrate::Migration const& migration) {
        output.error << "migrating: " << migration.script << '\n';
    }));
    return {};
}

Result<void> serve_project(Arguments const& arguments, Output const& output) {
    TRY(auto loaded, load_project(arguments.project));
    auto& options = loaded.options;
    TRY_VOID(settle_secret(options));
    TRY_VOID(settle_migrations(arguments, options, output));
    auto const shown = options;
    auto service = server::service_of(std::move(options));
    auto const prefix = service.rest.prefix;
    return server::serve(std::move(service), [&](int port) { greet(shown, prefix, port, output); });
}

}  // namespace

void add_serve(CLI::App& app, Command& command) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const sub = app.add_subcommand("serve", "Serve the API over a database");
    add_project_options(*sub, arguments->project);
    sub->add_option("--listen", arguments->project.listen, "HOST:PORT, in place of the setting listen")
        ->type_name("HOST:PORT");
    sub->add_flag("--migrate", arguments->migrate, "Run the project's migrations first");
    sub->footer(
        "Examples:\n"
        "  backstay serve --migrate\n"
        "  backstay serve --listen 127.0.0.1:9000 --database postgres://localhost/shop");
    when_named(*sub, command,
               [arguments](Output const& output) { return serve_project(*arguments, output); });
}

}  // namespace backstay::cli
