#include "http/server.hpp"

#include <random>
#include <thread>

#include "base/text.hpp"
#include "http/listen_address.hpp"
#include "http/worker.hpp"

namespace backstay::http {

struct Server::State {
    State(Options options, HandlerFactory make, observe::Observer& observer)
        : shared(std::move(options), observer), factory(std::move(make)) {}

    Shared shared;
    HandlerFactory factory;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    std::uint16_t port = 0;
};

Server::Server(Options options, HandlerFactory factory, observe::Observer& observer)
    : state_(std::make_unique<State>(std::move(options), std::move(factory), observer)) {}

Server::~Server() {
    if (state_->threads.empty()) return;
    stop(std::chrono::milliseconds(0));
    wait();
}

Result<void> Server::start() {
    auto& shared = state_->shared;
    TRY(auto const address, parse_listen(shared.options.listen));
    for (auto const& text : shared.options.trusted_proxies) {
        TRY(auto network, Network::parse(text));
        shared.trusted.push_back(network);
    }
    if (!shared.options.tls_certificate.empty()) TRY_VOID(reload_tls());
    auto const cores = std::max(1U, std::thread::hardware_concurrency());
    auto const count = shared.options.threads > 0 ? shared.options.threads : static_cast<int>(cores);
    std::random_device random;
    state_->port = address.port;
    for (int i = 0; i < count; ++i) {
        auto const seed = (static_cast<std::uint64_t>(random()) << 32U) | random();
        auto& worker = *state_->workers.emplace_back(std::make_unique<Worker>(shared, seed));
        TRY(state_->port, worker.listen(address.host, state_->port));
    }
    for (int i = 0; i < count; ++i) {
        auto& worker = *state_->workers[static_cast<std::size_t>(i)];
        worker.handler(state_->factory(worker.context(), i));
    }
    for (auto& worker : state_->workers) state_->threads.emplace_back([&worker] { worker->run(); });
    auto const where = address.host + ":" + std::to_string(state_->port);
    shared.observer.on(observe::ServerStarted{where, count, !shared.options.tls_certificate.empty()});
    return {};
}

void Server::stop(std::chrono::milliseconds drain) {
    state_->shared.observer.on(observe::ServerStopping{});
    for (auto& worker : state_->workers) worker->drain(drain);
}

void Server::wait() {
    for (auto& thread : state_->threads) thread.join();
    if (!state_->threads.empty()) state_->shared.observer.on(observe::ServerStopped{});
    state_->threads.clear();
}

Result<void> Server::reload_tls() {
    auto& shared = state_->shared;
    TRY(auto context, make_tls_context(shared.options.tls_certificate, shared.options.tls_key));
    shared.tls_context(std::move(context));
    return {};
}

std::uint16_t Server::port() const { return state_->port; }

ServerFigures Server::figures() const {
    return {.connections = state_->shared.connections.load(), .in_flight = state_->shared.in_flight.load()};
}

}  // namespace backstay::http
