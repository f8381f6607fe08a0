#include "server/serve.hpp"

#include <csignal>
#include <memory>

#include "api/rest/status.hpp"
#include "http/router.hpp"
#include "observe/event_metrics.hpp"
#include "server/edge.hpp"
#include "server/open_database.hpp"
#include "server/readiness.hpp"

namespace backstay::server {
namespace {

http::Response plain(int status, std::string text) {
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = std::move(text)};
}

// One for each event loop: the engine lives as long as the service that uses it.
class RestHandler : public http::Handler {
public:
    RestHandler(api::rest::Options options, std::unique_ptr<engine::Engine> engine, auth::Authenticator who)
        : engine_(std::move(engine)), service_(std::move(options), *engine_, std::move(who)) {}

    bool try_handle(http::Request const& request, http::ResponseWriter& out) override {
        return service_.try_handle(request, out);
    }
    boost::asio::awaitable<http::Response> handle(http::Request const& request) override {
        return service_.handle(request);
    }
    void before_poll() override { service_.before_poll(); }

private:
    std::unique_ptr<engine::Engine> engine_;
    api::rest::Service service_;
};

// What answers while an engine could not be opened.
class BrokenHandler : public http::Handler {
public:
    explicit BrokenHandler(Error error) : error_(std::move(error)) {}
    boost::asio::awaitable<http::Response> handle(http::Request const&) override {
        co_return api::rest::error_response(error_, false, true);
    }

private:
    Error error_;
};

struct Running {
    Service service;
    engine::Database& database;
    auth::Authenticator authenticator;
    observe::Metrics& metrics;
    Readiness& readiness;

    void add_admin(http::Router& router, bool postgrest_names) const {
        auto const live = [](http::Request const&) { return plain(200, "live\n"); };
        auto const ready = [this](http::Request const&) {
            auto const trouble = readiness.trouble();
            return trouble ? plain(503, trouble->message + "\n") : plain(200, "ready\n");
        };
        router.add("GET", "/health/live", live);
        router.add("GET", "/health/ready", ready);
        router.add("GET", "/metrics",
                   [this](http::Request const&) { return plain(200, metrics.to_prometheus()); });
        if (!postgrest_names) return;
        router.add("GET", "/live", live);
        router.add("GET", "/ready", ready);
    }

    std::unique_ptr<http::Handler> rest(boost::asio::io_context& io) const {
        auto engine = database.open_engine(io);
        if (!engine) return std::make_unique<BrokenHandler>(engine.error());
        auto handler = std::make_unique<RestHandler>(service.rest, *std::move(engine), authenticator);
        return std::make_unique<Edge>(EdgeOptions{service.origins, service.trace_header}, std::move(handler));
    }

    std::unique_ptr<http::Handler> api(boost::asio::io_context& io) const {
        if (service.rest.prefix.empty() && !service.admin_listen.empty()) return rest(io);
        auto router = std::make_unique<http::Router>();
        if (service.admin_listen.empty()) add_admin(*router, false);
        std::shared_ptr<http::Handler> handler = rest(io);
        router->add("*", service.rest.prefix.empty() ? "/" : service.rest.prefix, handler);
        router->add("*", service.rest.prefix + "/*", handler);
        return router;
    }
};

// Signals are taken by this thread alone: the others inherit the mask.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        for (int const signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&set_, signal);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    int wait() const {
        int signal = 0;
        return sigwait(&set_, &signal) == 0 ? signal : SIGTERM;
    }

private:
    sigset_t set_{};
};

void until_stopped(Signals const& signals, http::Server& server, engine::Database& database,
                   observe::Observer& observer) {
    auto const tell = [&](std::string_view doing, Result<void> const& done) {
        if (!done) observer.on(observe::Failed{.doing = doing, .message = done.error().message});
    };
    for (;;) {
        int const signal = signals.wait();
        if (signal == SIGHUP) {
            tell("reading the certificate again", server.reload_tls());
        } else if (signal == SIGUSR1) {
            tell("reading the schema again", database.reload_schema());
        } else {
            return;
        }
    }
}

}  // namespace

Result<void> serve(Service service, std::function<void(int port, engine::Database&)> const& ready) {
    Signals const signals;
    auto const& options = service.options;
    observe::Log log(options.log);
    observe::Metrics metrics;
    observe::EventMetrics events(metrics);
    observe::Observers observers({&log, &events});
    TRY(auto const database, open_database(options.database));
    TRY(auto authenticator, auth::Authenticator::make(options.auth));
    Readiness readiness(*database);
    auto const drain = options.drain;
    auto const http_options = options.http;
    auto const admin_listen = service.admin_listen;
    Running const running{std::move(service), *database, std::move(authenticator), metrics, readiness};
    http::Server server(
        http_options, [&](boost::asio::io_context& io, int) { return running.api(io); }, observers);
    TRY_VOID(server.start());
    std::unique_ptr<http::Server> admin;
    if (!admin_listen.empty()) {
        auto const make = [&](boost::asio::io_context&, int) -> std::unique_ptr<http::Handler> {
            auto router = std::make_unique<http::Router>();
            running.add_admin(*router, true);
            return router;
        };
        admin = std::make_unique<http::Server>(http::Options{.listen = admin_listen, .threads = 1}, make,
                                               observers);
        TRY_VOID(admin->start());
    }
    ready(server.port(), *database);
    until_stopped(signals, server, *database, observers);
    server.stop(drain);
    server.wait();
    return {};
}

}  // namespace backstay::server
