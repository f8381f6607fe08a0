#include <cstdlib>
#include <ostream>

#include "cli/command.hpp"
#include "cli/project.hpp"
#include "cli/usage.hpp"
#include "engine/engine.hpp"
#include "http/listen_address.hpp"
#include "server/database_settings.hpp"
#include "server/open_database.hpp"
#include "server/postgrest_config.hpp"
#include "server/serve.hpp"

namespace backstay::cli {
namespace {

struct PostgrestArguments {
    std::string file = {};
    bool dump_config = false;
};

// The file, the variables and, unless db-config says no, the database.
Result<server::PostgrestConfig> load(PostgrestArguments const& arguments) {
    server::PostgrestSources sources{
        .file = arguments.file, .environment = [](std::string const& name) -> std::optional<std::string> {
            auto const* const value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
        }};
    for (auto const& [name, value] : environment("PGRST_")) sources.variables.push_back(name);
    TRY(auto config, server::load_postgrest_config(sources));
    auto const& url = config.text("db-uri");
    if (!config.boolean("db-config") || !server::is_postgres_url(url)) return config;
    TRY(auto const session, server::open_session(url));
    TRY(sources.database, server::read_database_settings(*session, config.text("db-pre-config")));
    return server::load_postgrest_config(sources);
}

Result<server::Service> postgrest_service(PostgrestArguments const& arguments) {
    TRY(auto const config, load(arguments));
    return server::service_of(config);
}

Result<void> serve_postgrest(PostgrestArguments const& arguments, Output const& output) {
    TRY(auto const config, load(arguments));
    if (arguments.dump_config) {
        output.out << server::dump_postgrest_config(config);
        return {};
    }
    TRY(auto service, server::service_of(config));
    for (auto const& listen : {service.options.http.listen, service.admin_listen}) {
        if (listen.empty()) continue;
        TRY(auto const address, http::parse_listen(listen));
        if (address.port != 0) TRY_VOID(http::check_free(address));
    }
    service.reload = [arguments] { return postgrest_service(arguments); };
    return server::serve(std::move(service), [&](int port, engine::Database&) {
        output.out << "Listening on port " << port << '\n' << std::flush;
    });
}

}  // namespace

void add_postgrest(Usage program) {
    auto const arguments = std::make_shared<PostgrestArguments>();
    auto const sub =
        program.command("postgrest", "Serve as the postgrest program does, by its configuration");
    sub.option("file", arguments->file, "A configuration file; PGRST_... variables are stronger");
    sub.flag("--dump-config", arguments->dump_config, "Print the effective configuration and end");
    sub.footer(
        "Examples:\n"
        "  backstay postgrest shop.conf\n"
        "  PGRST_DB_URI=sqlite:shop.db PGRST_DB_ANON_ROLE=anon backstay postgrest");
    sub.runs([arguments](Output const& output) { return serve_postgrest(*arguments, output); });
}

}  // namespace backstay::cli
