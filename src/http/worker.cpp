#include "http/worker.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>

#include "http/connection.hpp"

namespace backstay::http {

namespace asio = boost::asio;

namespace {

constexpr asio::use_awaitable_t<Executor> use_awaitable;
constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

bool Shared::add(std::string const& address) {
    if (connections.fetch_add(1) >= options.connections) {
        connections.fetch_sub(1);
        return false;
    }
    std::scoped_lock const lock(mutex_);
    auto& count = per_address_[address];
    if (count >= options.connections_per_address) {
        connections.fetch_sub(1);
        return false;
    }
    ++count;
    return true;
}

void Shared::remove(std::string const& address) {
    connections.fetch_sub(1);
    std::scoped_lock const lock(mutex_);
    auto const found = per_address_.find(address);
    if (found != per_address_.end() && --found->second == 0) per_address_.erase(found);
}

TlsContext Shared::tls_context() {
    std::scoped_lock const lock(mutex_);
    return tls_;
}

void Shared::tls_context(TlsContext context) {
    std::scoped_lock const lock(mutex_);
    tls_ = std::move(context);
}

Worker::Worker(Shared& shared, std::uint64_t seed) : shared_(shared), ids_(seed) { render_common_fields(); }

Worker::~Worker() = default;

Result<std::uint16_t> Worker::listen(std::string const& address, std::uint16_t port) {
    boost::system::error_code error;
    auto const parsed = asio::ip::make_address(address, error);
    if (error) return failure("F0000", "\"" + address + "\" is not an address to listen on");
    asio::ip::tcp::endpoint const endpoint(parsed, port);
    acceptor_.open(endpoint.protocol(), error);
    int const one = 1;
    if (!error) ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) acceptor_.non_blocking(true, error);
    if (error) {
        return failure("F0000",
                       "cannot listen on " + address + ":" + std::to_string(port) + ": " + error.message());
    }
    return acceptor_.local_endpoint().port();
}

void Worker::run() {
    asio::co_spawn(context_, accept(), asio::detached);
    asio::co_spawn(context_, sweep(), asio::detached);
    auto const guard = asio::make_work_guard(context_);
    context_.run();
    handler_.reset();
}

Awaitable<void> Worker::accept() {
    while (!draining_) {
        boost::system::error_code error;
        co_await acceptor_.async_wait(Acceptor::wait_read, asio::redirect_error(use_awaitable, error));
        if (error || draining_) co_return;
        accept_all_waiting();
    }
}

void Worker::accept_all_waiting() {
    while (true) {
        boost::system::error_code error;
        Socket socket(context_);
        acceptor_.accept(socket, error);
        if (error == asio::error::connection_aborted || error == asio::error::interrupted) continue;
        if (error) return;  // none waiting, or no descriptors left: the next wait tries again
        admit(std::move(socket));
    }
}

void Worker::admit(Socket socket) {
    boost::system::error_code error;
    auto const peer = socket.remote_endpoint(error);
    if (error) return;
    socket.non_blocking(true, error);
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    auto address = peer.address().to_string();
    if (!shared_.add(address)) {
        ::send(socket.native_handle(), too_many.data(), too_many.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::shutdown(socket.native_handle(), SHUT_WR);
        shared_.observer.on(observe::RequestRefused{503, "too many connections", address});
        return;
    }
    shared_.observer.on(observe::ConnectionOpened{});
    auto const tls = shared_.tls_context();
    auto connection =
        std::make_unique<Connection>(*this, Stream(std::move(socket), tls.get()), std::move(address));
    auto* const borrowed = connection.get();
    connections_.insert(borrowed);
    auto ended = [this, owned = std::move(connection)](std::exception_ptr const& thrown) {
        if (thrown) shared_.observer.on(observe::Failed{"serving a connection", "an exception", {}});
        gone(owned.get(), owned->address());
    };
    asio::co_spawn(context_, borrowed->run(), std::move(ended));
}

void Worker::gone(Connection* connection, std::string const& address) {
    connections_.erase(connection);
    shared_.remove(address);
    shared_.observer.on(observe::ConnectionClosed{});
    stop_when_drained();
}

void Worker::stop_when_drained() {
    if (draining_ && connections_.empty()) context_.stop();
}

Awaitable<void> Worker::sweep() {
    while (true) {
        boost::system::error_code error;
        timer_.expires_after(shared_.options.timeouts.sweep);
        co_await timer_.async_wait(asio::redirect_error(use_awaitable, error));
        now_ = Clock::now();
        render_common_fields();
        auto const late = draining_ && now_ >= drain_end_;
        for (auto* connection : connections_) late ? connection->abort() : connection->check(now_);
        if (draining_) accept_all_waiting();
    }
}

void Worker::drain(std::chrono::milliseconds within) {
    asio::post(context_, [this, within] { begin_drain(within); });
}

void Worker::begin_drain(std::chrono::milliseconds within) {
    if (!draining_) {
        // Those whom the system has already let in are served; then the socket is closed.
        accept_all_waiting();
        draining_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    }
    now_ = Clock::now();
    drain_end_ = now_ + within;
    for (auto* connection : connections_) {
        within.count() == 0 ? connection->abort() : connection->drain();
    }
    stop_when_drained();
}

void Worker::request_started() {
    if (turn_ends_) return;
    turn_ends_ = true;
    asio::post(context_, [this] {
        turn_ends_ = false;
        if (handler_) handler_->before_poll();
    });
}

std::string_view Worker::common_fields() { return common_fields_; }

void Worker::render_common_fields() {
    auto const now = std::time(nullptr);
    if (now == rendered_) return;
    rendered_ = now;
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 64> date{};
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const rest = std::strftime(date.data(), date.size(), "%Y %H:%M:%S GMT", &utc);
    auto const day = std::to_string(utc.tm_mday);
    common_fields_ = std::string("Date: ") + days.at(static_cast<std::size_t>(utc.tm_wday)) + ", " +
                     (day.size() == 1 ? "0" : "") + day + " " +
                     months.at(static_cast<std::size_t>(utc.tm_mon)) + " " + std::string(date.data(), rest) +
                     "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";
    if (!shared_.options.tls_certificate.empty()) {
        common_fields_ += "Strict-Transport-Security: max-age=31536000\r\n";
    }
}

}  // namespace backstay::http
