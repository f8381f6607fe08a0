#include <memory>

#include "cli/command.hpp"
#include "cli/serving.hpp"
#include "cli/usage.hpp"
#include "migrate/own.hpp"
#include "server/open_database.hpp"
#include "server/serve.hpp"

namespace backstay::cli {
namespace {

struct ServeArguments {
    ProjectArguments project = {};
    bool migrate = false;  // run the project's migrations first
};

// That nothing is pending, and that what was run is what the files say.
Result<void> check_migrations(ServeArguments const& arguments, server::Options const& options) {
    auto const engine = engine_of(options.database.url);
    auto const folder = migrations_folder(arguments.project, options);
    auto const scripts = has_migrations(options, folder) ? migrate::folder_options(engine, folder)
                                                         : migrate::own_options(engine);
    TRY(auto const session, server::open_session(options.database.url));
    return migrate::check_ready(*session, scripts);
}

Result<void> serve_project(ServeArguments const& arguments, Output const& output) {
    TRY(auto loaded, load_project(arguments.project));
    auto& options = loaded.options;
    TRY_VOID(check_listener(options));
    TRY_VOID(settle_secret(options, output));
    if (arguments.migrate) {
        TRY_VOID(run_migrations(arguments.project, options, output));
    } else {
        TRY_VOID(check_migrations(arguments, options));
    }
    auto const shown = options;
    return server::serve(server::service_of(std::move(options)),
                         [&](int port, engine::Database& database) { greet(shown, port, database, output); });
}

}  // namespace

void add_serve(Usage program) {
    auto const arguments = std::make_shared<ServeArguments>();
    auto const sub = program.command("serve", "Serve the API over a database");
    add_project_options(sub, arguments->project);
    add_listen_options(sub, arguments->project);
    sub.flag("--migrate", arguments->migrate, "Run the project's migrations first");
    sub.footer(
        "Examples:\n"
        "  backstay serve --migrate\n"
        "  backstay serve --listen 127.0.0.1:9000 --database postgres://localhost/shop\n"
        "SIGTERM ends it once requests under way are answered; SIGHUP reads the certificate again, SIGUSR1 "
        "the schema.");
    sub.runs([arguments](Output const& output) { return serve_project(*arguments, output); });
}

}  // namespace backstay::cli
