#include "server/serve.hpp"

#include "api/rest/reference_page.hpp"
#include "api/rest/schema_json.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "observe/event_metrics.hpp"
#include "observe/log.hpp"
#include "server/handlers.hpp"
#include "server/open_database.hpp"
#include "server/readiness.hpp"
#include "server/signals.hpp"
#include "server/user_services.hpp"

namespace backstay::server {
namespace {

http::Response plain(int status, std::string text) {
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = std::move(text)};
}

struct Running {
    Service service;
    engine::Database& database;
    LiveSettings const& settings;
    observe::Metrics& metrics;
    Readiness& readiness;
    UserServices& shared;
    observe::Observer& observer;

    void add_admin(http::Router& router, bool postgrest_names) const {
        auto const live = [](http::Request const&) { return plain(200, "live\n"); };
        auto const ready = [this](http::Request const&) {
            auto const trouble = readiness.trouble();
            return trouble ? plain(503, "the database cannot be reached\n") : plain(200, "ready\n");
        };
        router.add("GET", "/health/live", live);
        router.add("GET", "/health/ready", ready);
        router.add("GET", "/metrics",
                   [this](http::Request const&) { return plain(200, metrics.to_prometheus()); });
        if (!postgrest_names) return;
        router.add("GET", "/live", live);
        router.add("GET", "/ready", ready);
        router.add("GET", "/config",
                   [this](http::Request const&) { return plain(200, settings.load()->shown_config); });
        router.add("GET", "/schema_cache", [this](http::Request const&) {
            return http::Response{.headers = {{"Content-Type", "application/json; charset=utf-8"}},
                                  .body = api::rest::schema_as_json(*database.schema())};
        });
    }

    void add_console(http::Router& router, boost::asio::io_context& io) const {
        std::shared_ptr<http::Handler> const handler =
            console_handler(*service.console, shared.console(), observer, database, io);
        router.add("*", "/admin", handler);
        router.add("*", "/admin/*", handler);
    }

    std::unique_ptr<http::Handler> api(boost::asio::io_context& io) const {
        if (service.rest.prefix.empty() && !service.admin_listen.empty())
            return rest_handler(settings, database, io);
        auto router = std::make_unique<http::Router>();
        if (service.admin_listen.empty()) add_admin(*router, false);
        std::shared_ptr<http::Handler> handler = rest_handler(settings, database, io);
        router->add("*", service.rest.prefix.empty() ? "/" : service.rest.prefix, handler);
        router->add("*", service.rest.prefix + "/*", handler);
        if (service.rest.additions && service.rest.openapi_mode != api::rest::OpenApiMode::disabled) {
            router->add("GET", "/openapi.json", handler);
            router->add("GET", "/docs", [](http::Request const&) { return api::rest::reference_page(); });
            router->add("GET", "/docs/redoc.js",
                        [](http::Request const&) { return api::rest::reference_script(); });
        }
        if (service.users)
            router->add("*", service.users->prefix + "/*",
                        users_handler(settings, shared.users(), observer, database, io));
        if (service.console && console_address().empty()) add_console(*router, io);
        return router;
    }

    // Empty: the console stands beside the API, or there is none.
    std::string console_address() const { return service.console ? service.console->listen : std::string(); }

    std::unique_ptr<http::Handler> admin(boost::asio::io_context&) const {
        auto router = std::make_unique<http::Router>();
        add_admin(*router, true);
        return router;
    }

    std::unique_ptr<http::Handler> console(boost::asio::io_context& io) const {
        auto router = std::make_unique<http::Router>();
        add_console(*router, io);
        return router;
    }
};

void until_stopped(Signals const& signals, http::Server& server, engine::Database& database,
                   LiveSettings& live, WatchedFile keys, observe::Observer& observer) {
    auto const tell = [&](std::string_view doing, Result<void> const& done) {
        if (!done) observer.on(observe::Failed{.doing = doing, .message = done.error()->message});
    };
    for (;;) {
        auto const signal = signals.wait();
        if (signal == SIGHUP) tell("reading the certificate again", server.reload_tls());
        if (keys.has_changed() || signal == SIGHUP) tell("reading the keys again", live.reload_keys());
        if (signal == SIGUSR1) tell("reading the schema again", database.reload_schema());
        if (signal == SIGUSR2) tell("reading the configuration again", live.reload());
        if (signal == SIGTERM || signal == SIGINT) return;
    }
}

using MakeHandler = std::unique_ptr<http::Handler> (Running::*)(boost::asio::io_context&) const;
Result<std::unique_ptr<http::Server>> listen(http::Options const& options, Running const& running,
                                             MakeHandler make) {
    auto server = std::make_unique<http::Server>(
        options, [&running, make](boost::asio::io_context& io, int) { return (running.*make)(io); },
        running.observer);
    TRY_VOID(server->start());
    return server;
}

// What has an address of its own, on one thread; nothing when it has none.
Result<std::unique_ptr<http::Server>> listen_beside(http::Options options, std::string address,
                                                    Running const& running, MakeHandler make) {
    if (address.empty()) return nullptr;
    options.listen = std::move(address);
    options.threads = 1;
    return listen(options, running, make);
}

}  // namespace

Result<void> serve(Service service, std::function<void(int port, engine::Database&)> const& ready) {
    Signals const signals;
    auto const options = service.options;
    observe::Log log(options.log);
    observe::Metrics metrics;
    observe::EventMetrics events(metrics);
    observe::Observers observers({&log, &events});
    WatchedFile keys(options.auth.signing_keys.empty() ? options.auth.keys_file : std::string());
    TRY(auto const live, LiveSettings::make(service));
    auto const on_notice = [&](std::string_view payload) {
        if (payload != "reload config") return;
        if (auto const done = live->reload(); !done)
            observers.on(observe::Failed{.doing = "reading the configuration again",
                                         .message = done.error()->message});
    };
    TRY(auto const database, open_database(options.database, on_notice));
    Readiness readiness(*database);
    TRY(auto const shared, UserServices::start(service, *database, observers));
    Running const running{std::move(service), *database, *live, metrics, readiness, *shared, observers};
    TRY(auto const server, listen(options.http, running, &Running::api));
    TRY(auto const admin, listen_beside({}, running.service.admin_listen, running, &Running::admin));
    TRY(auto const console,
        listen_beside(options.http, running.console_address(), running, &Running::console));
    ready(server->port(), *database);
    until_stopped(signals, *server, *database, *live, std::move(keys), observers);
    server->stop(options.drain);
    server->wait();
    return {};
}

}  // namespace backstay::server
