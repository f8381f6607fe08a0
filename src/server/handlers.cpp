#include "server/handlers.hpp"

#include "api/rest/status.hpp"

namespace backstay::server {
namespace {

// The engine lives as long as the services that use it, and a service as long as the requests that it
// answers.
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

// Users and sign-in.
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

}  // namespace

std::unique_ptr<http::Handler> rest_handler(LiveSettings const& live, engine::Database& database,
                                            boost::asio::io_context& io) {
    auto engine = database.open_engine(io);
    if (!engine) return std::make_unique<BrokenHandler>(engine.error());
    return std::make_unique<RestHandler>(live, *std::move(engine));
}

std::unique_ptr<http::Handler> users_handler(LiveSettings const& live, api::auth::Shared& shared,
                                             observe::Observer& observer, engine::Database& database,
                                             boost::asio::io_context& io) {
    auto engine = database.open_engine(io);
    if (!engine) return std::make_unique<BrokenHandler>(engine.error());
    return std::make_unique<UsersHandler>(live, *std::move(engine), shared, observer);
}

std::unique_ptr<http::Handler> console_handler(api::console::Options options, api::console::Shared& shared,
                                               observe::Observer& observer, engine::Database& database,
                                               boost::asio::io_context& io) {
    auto engine = database.open_engine(io);
    if (!engine) return std::make_unique<BrokenHandler>(engine.error());
    return std::make_unique<ConsoleHandler>(std::move(options), *std::move(engine), shared, observer);
}

}  // namespace backstay::server
