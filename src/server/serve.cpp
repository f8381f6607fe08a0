#include "server/serve.hpp"

#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <thread>
#include <tuple>

#include "api/auth/service.hpp"
#include "api/console/service.hpp"
#include "api/rest/reference_page.hpp"
#include "api/rest/schema_json.hpp"
#include "api/rest/status.hpp"
#include "auth/audit_keeper.hpp"
#include "auth/column_vault.hpp"
#include "auth/secret_file.hpp"
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

// What requests are answered by, and changes when the configuration is read again.
struct Settings {
    std::uint64_t version = 0;
    api::rest::Options rest;
    std::optional<api::auth::Options> users;
    auth::Authenticator authenticator;
    EdgeOptions edge;
    std::string shown_config;
};

EdgeOptions edge_of(Service const& service) {
    EdgeOptions edge{.api_keys = service.options.auth.accept_apikey,
                     .origins = service.origins,
                     .trace_header = service.trace_header};
    if (service.rest.additions) edge.exposed += ", ETag, Link, Idempotent-Replayed";
    return edge;
}

// With the signing keys of the file, as they are now.
Result<auth::Options> with_key_file(auth::Options options) {
    if (!options.signing_keys.empty() || options.keys_file.empty()) return options;
    TRY(auto const text, auth::read_secret_file(options.keys_file));
    options.signing_keys = text.value_or("");
    return options;
}

Result<std::shared_ptr<Settings const>> settings_of(Service const& service, std::uint64_t version) {
    TRY(auto const options, with_key_file(service.options.auth));
    TRY(auto authenticator, auth::Authenticator::make(options));
    auto rest = service.rest;
    if (auto const& encryption_keys = service.options.encryption_keys; !encryption_keys.empty()) {
        TRY(auto vault, auth::ColumnVault::parse(encryption_keys));
        rest.vault = std::make_shared<auth::ColumnVault const>(std::move(vault));
    }
    return std::make_shared<Settings const>(Settings{.version = version,
                                                     .rest = std::move(rest),
                                                     .users = service.users,
                                                     .authenticator = std::move(authenticator),
                                                     .edge = edge_of(service),
                                                     .shown_config = service.shown_config});
}

class LiveSettings {
public:
    static Result<std::unique_ptr<LiveSettings>> make(Service service) {
        TRY(auto settings, settings_of(service, 0));
        return std::make_unique<LiveSettings>(std::move(service), std::move(settings));
    }
    LiveSettings(Service service, std::shared_ptr<Settings const> settings)
        : service_(std::move(service)), settings_(std::move(settings)) {}

    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    std::shared_ptr<Settings const> load() const {
        std::scoped_lock const lock(mutex_);
        return settings_;
    }
    // What is wrong with the new configuration leaves the old one in place.
    Result<void> reload() {
        std::scoped_lock const one_at_a_time(reloading_);
        if (!service_.reload) return {};
        TRY(auto service, service_.reload());
        service.reload = service_.reload;
        TRY_VOID(use(service));
        service_ = std::move(service);
        return {};
    }
    Result<void> reload_keys() {
        std::scoped_lock const one_at_a_time(reloading_);
        return use(service_);
    }

private:
    Result<void> use(Service const& service) {
        TRY(auto settings, settings_of(service, version() + 1));
        std::scoped_lock const lock(mutex_);
        settings_ = std::move(settings);
        version_.store(settings_->version, std::memory_order_release);
        return {};
    }

    std::mutex reloading_;
    Service service_;  // as it was read last; under reloading_
    mutable std::mutex mutex_;
    std::shared_ptr<Settings const> settings_;
    std::atomic<std::uint64_t> version_{0};
};

// One for each event loop: the engine lives as long as the services that use it, and a service as long as the
// requests that it answers.
class RestHandler : public http::Handler {
public:
    RestHandler(LiveSettings const& live, std::unique_ptr<engine::Engine> engine)
        : live_(live), engine_(std::move(engine)) {}

    bool try_handle(http::Request const& request, http::ResponseWriter& out) override {
        return current().try_handle(request, out);
    }
    boost::asio::awaitable<http::Response> handle(http::Request const& request) override {
        current();
        auto const service = service_;
        co_return co_await service->handle(request);
    }
    std::uint64_t largest_body(http::Request const& request) override {
        return current().largest_body(request);
    }
    void before_poll() override { current().before_poll(); }

private:
    http::Handler& current() {
        if (service_ == nullptr || version_ != live_.version()) {
            auto const settings = live_.load();
            version_ = settings->version;
            service_ = std::make_shared<Edge>(
                settings->edge,
                std::make_unique<api::rest::Service>(settings->rest, *engine_, settings->authenticator));
        }
        return *service_;
    }

    LiveSettings const& live_;
    std::unique_ptr<engine::Engine> engine_;
    std::uint64_t version_ = 0;
    std::shared_ptr<http::Handler> service_;
};

// Users and sign-in, on an engine of its own for each event loop as RestHandler has one.
class UsersHandler : public http::Handler {
public:
    UsersHandler(LiveSettings const& live, std::unique_ptr<engine::Engine> engine, api::auth::Shared& shared,
                 observe::Observer& observer)
        : live_(live), engine_(std::move(engine)), shared_(shared), observer_(observer) {}

    boost::asio::awaitable<http::Response> handle(http::Request const& request) override {
        current();
        auto const service = service_;
        co_return co_await service->handle(request);
    }
    void before_poll() override { engine_->before_poll(); }

private:
    void current() {
        if (service_ != nullptr && version_ == live_.version()) return;
        auto const settings = live_.load();
        version_ = settings->version;
        auto edge = settings->edge;
        edge.exposed = "X-Total-Count, Link, X-Supabase-Api-Version, x-sb-error-code";
        service_ = std::make_shared<Edge>(edge, std::make_unique<api::auth::Service>(
                                                    settings->users.value_or(api::auth::Options{}), *engine_,
                                                    settings->authenticator.keys(), shared_, observer_));
    }

    LiveSettings const& live_;
    std::unique_ptr<engine::Engine> engine_;
    api::auth::Shared& shared_;
    observe::Observer& observer_;
    std::uint64_t version_ = 0;
    std::shared_ptr<http::Handler> service_;
};

// The console, on an engine of its own for each event loop. No other site's pages may read it, so no edge
// stands around it.
class ConsoleHandler : public http::Handler {
public:
    ConsoleHandler(api::console::Options options, std::unique_ptr<engine::Engine> engine,
                   api::console::Shared& shared, observe::Observer& observer)
        : engine_(std::move(engine)), service_(std::move(options), *engine_, shared, observer) {}

    boost::asio::awaitable<http::Response> handle(http::Request const& request) override {
        return service_.handle(request);
    }
    void before_poll() override { service_.before_poll(); }

private:
    std::unique_ptr<engine::Engine> engine_;
    api::console::Service service_;
};

// Without users there is nothing to keep in it.
Result<auth::Vault> vault_of(Service const& service) {
    auto const& keys = service.options.encryption_keys;
    if (!service.users) return auth::Vault::parse(auth::Vault::new_key());
    return auth::Vault::parse(keys);
}

struct Outboxes {
    std::unique_ptr<auth::Outbox> mails, texts;  // nothing where none can be sent
};
Result<Outboxes> open_outboxes(Service const& service, auth::Vault const& vault, engine::Database& database,
                               observe::Observer& observer) {
    using auth::Channel;
    auto const& mail = service.options.mail;
    auto const& sms = service.options.sms;
    auto const open = [&database] { return database.open_session(); };
    Outboxes outboxes;
    if (!service.users) return outboxes;
    if (!mail.url.empty()) {
        TRY(auto carrier, auth::mail_carrier(mail));
        outboxes.mails = auth::Outbox::start(Channel::mail, std::move(carrier), vault, open, observer);
    }
    if (!sms.url.empty()) {
        TRY(auto carrier, auth::sms_carrier(sms));
        outboxes.texts = auth::Outbox::start(Channel::sms, std::move(carrier), vault, open, observer);
    }
    return outboxes;
}

// Without users nothing is written into the audit log.
Result<std::unique_ptr<auth::AuditKeeper>> keep_audit_log(Service const& service, engine::Database& database,
                                                          observe::Observer& observer) {
    if (!service.users) return std::unique_ptr<auth::AuditKeeper>();
    TRY(auto keys, auth::AuditKeys::parse(service.options.encryption_keys));
    return auth::AuditKeeper::start(
        std::move(keys), service.users->audit_retention, [&database] { return database.open_session(); },
        observer);
}

// How many messages of each kind users may have.
void set_limits(api::auth::RateLimits& limits, api::auth::Options const& users) {
    using api::auth::Bucket;
    constexpr std::chrono::seconds hour{3600};
    limits.set(Bucket::mail, {static_cast<double>(users.mails_per_hour), hour});
    limits.set(Bucket::text, {static_cast<double>(users.texts_per_hour), hour});
    limits.set(Bucket::silence, {1, users.mail_spacing});
    limits.set(Bucket::quiet, {1, users.text_spacing});
}

// What the users' services share: at most half of the cores hash passwords.
constexpr std::size_t hashes_waiting = 64;
constexpr std::size_t calling_threads = 2, calls_waiting = 64;
constexpr std::size_t hook_threads = 4, hooks_waiting = 64;  // each may take five seconds

std::size_t hashing_threads() { return std::max(1U, std::thread::hardware_concurrency() / 2); }

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
    LiveSettings const& settings;
    observe::Metrics& metrics;
    Readiness& readiness;
    api::auth::Shared& shared;
    api::console::Shared& console_shared;
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

    std::unique_ptr<http::Handler> rest(boost::asio::io_context& io) const {
        auto engine = database.open_engine(io);
        if (!engine) return std::make_unique<BrokenHandler>(engine.error());
        return std::make_unique<RestHandler>(settings, *std::move(engine));
    }

    std::unique_ptr<http::Handler> users(boost::asio::io_context& io) const {
        auto engine = database.open_engine(io);
        if (!engine) return std::make_unique<BrokenHandler>(engine.error());
        return std::make_unique<UsersHandler>(settings, *std::move(engine), shared, observer);
    }

    void add_console(http::Router& router, boost::asio::io_context& io) const {
        auto engine = database.open_engine(io);
        std::shared_ptr<http::Handler> handler;
        if (engine)
            handler = std::make_shared<ConsoleHandler>(*service.console, *std::move(engine), console_shared,
                                                       observer);
        else
            handler = std::make_shared<BrokenHandler>(engine.error());
        router.add("*", "/admin", handler);
        router.add("*", "/admin/*", handler);
    }

    std::unique_ptr<http::Handler> api(boost::asio::io_context& io) const {
        if (service.rest.prefix.empty() && !service.admin_listen.empty()) return rest(io);
        auto router = std::make_unique<http::Router>();
        if (service.admin_listen.empty()) add_admin(*router, false);
        std::shared_ptr<http::Handler> handler = rest(io);
        router->add("*", service.rest.prefix.empty() ? "/" : service.rest.prefix, handler);
        router->add("*", service.rest.prefix + "/*", handler);
        if (service.rest.additions && service.rest.openapi_mode != api::rest::OpenApiMode::disabled) {
            router->add("GET", "/openapi.json", handler);
            router->add("GET", "/docs", [](http::Request const&) { return api::rest::reference_page(); });
            router->add("GET", "/docs/redoc.js",
                        [](http::Request const&) { return api::rest::reference_script(); });
        }
        if (service.users) router->add("*", service.users->prefix + "/*", users(io));
        if (service.console && service.console->listen.empty()) add_console(*router, io);
        return router;
    }
};

// Signals are taken by this thread alone: the others inherit the mask.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        for (int const signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&set_, signal);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    // Nothing when none comes for a second.
    std::optional<int> wait() const {
        constexpr timespec second{.tv_sec = 1, .tv_nsec = 0};
        int const signal = sigtimedwait(&set_, nullptr, &second);
        if (signal < 0) return std::nullopt;
        return signal;
    }

private:
    sigset_t set_{};
};

// Whether a file is another one than before, or has been written to.
class WatchedFile {
public:
    explicit WatchedFile(std::string path) : path_(std::move(path)), seen_(look()) {}

    bool has_changed() {
        auto const now = look();
        return std::exchange(seen_, now) != now;
    }

private:
    using Look = std::tuple<ino_t, off_t, time_t, long>;
    Look look() const {
        struct stat status{};
        if (path_.empty() || stat(path_.c_str(), &status) != 0) return {};
        return {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    }

    std::string path_;
    Look seen_;
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

}  // namespace

Result<void> serve(Service service, std::function<void(int port, engine::Database&)> const& ready) {
    Signals const signals;
    auto const& options = service.options;
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
    TRY(auto templates, auth::MailTemplates::read(options.mail.templates));
    TRY(auto vault, vault_of(service));
    TRY(auto const outboxes, open_outboxes(service, vault, *database, observers));
    TRY(auto const audit_keeper, keep_audit_log(service, *database, observers));
    api::auth::Shared shared{.hasher = auth::Hasher(service.users ? hashing_threads() : 0, hashes_waiting),
                             .callers = auth::Workers(service.users ? calling_threads : 0, calls_waiting),
                             .limits = {},
                             .vault = std::move(vault),
                             .hook_callers = auth::Workers(service.users ? hook_threads : 0, hooks_waiting),
                             .mails = outboxes.mails.get(),
                             .texts = outboxes.texts.get(),
                             .mail_sender = options.mail.sender,
                             .templates = std::move(templates)};
    set_limits(shared.limits, options.users);
    api::console::Shared console_shared{.hasher = shared.hasher};
    if (service.console) TRY_VOID(api::console::check_options(*service.console));
    auto const drain = options.drain;
    auto const http_options = options.http;
    auto const admin_listen = service.admin_listen;
    auto const console_listen = service.console ? service.console->listen : std::string();
    Running const running{std::move(service), *database, *live,          metrics,
                          readiness,          shared,    console_shared, observers};
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
    std::unique_ptr<http::Server> console;
    if (!console_listen.empty()) {
        auto const make = [&](boost::asio::io_context& io, int) -> std::unique_ptr<http::Handler> {
            auto router = std::make_unique<http::Router>();
            running.add_console(*router, io);
            return router;
        };
        auto console_options = http_options;
        console_options.listen = console_listen;
        console_options.threads = 1;
        console = std::make_unique<http::Server>(console_options, make, observers);
        TRY_VOID(console->start());
    }
    ready(server.port(), *database);
    until_stopped(signals, server, *database, *live, std::move(keys), observers);
    server.stop(drain);
    server.wait();
    return {};
}

}  // namespace backstay::server
