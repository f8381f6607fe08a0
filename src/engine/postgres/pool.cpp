#include "engine/postgres/pool.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace backstay::engine::postgres {

namespace asio = boost::asio;

// Stands in the queue for as long as it lives: a cancelled coroutine leaves it by an exception. One that was
// called and left before it could come passes the call on, or a free connection would wait with the others.
struct Pool::Waiter {
    Pool& pool;
    asio::steady_timer bell;
    bool woken = false, came = false;

    Waiter(Pool& of, std::chrono::steady_clock::time_point deadline) : pool(of), bell(of.io_, deadline) {
        pool.waiters_.push_back(this);
    }
    Waiter(Waiter const&) = delete;
    Waiter& operator=(Waiter const&) = delete;
    ~Waiter() {  // NOLINT(bugprone-exception-escape): to cancel a timer does not throw
        std::erase(pool.waiters_, this);
        if (woken && !came) pool.wake();
    }
};

struct Pool::Opening {
    std::size_t& count;
    explicit Opening(std::size_t& of) : count(of) { ++count; }
    Opening(Opening const&) = delete;
    Opening& operator=(Opening const&) = delete;
    ~Opening() { --count; }
};

Pool::Pool(asio::io_context& io, std::string url, Options options)
    : io_(io), url_(std::move(url)), options_(std::move(options)) {}
Pool::~Pool() = default;

Pool::Lease::Lease(Pool& pool, std::shared_ptr<Connection> connection, Use use)
    : pool_(&pool), connection_(std::move(connection)), use_(use) {
    if (use_ == Use::exclusive) connection_->exclusive = true;
}

Pool::Lease::~Lease() {  // NOLINT(bugprone-exception-escape): as above
    if (!connection_) return;
    if (use_ == Use::exclusive) connection_->exclusive = false;
    pool_->give_back(connection_, discarded_);
}

void Pool::give_back(std::shared_ptr<Connection> const& connection, bool discarded) {
    if (discarded || !connection->usable())
        std::erase_if(connections_,
                      [&](auto const& held) { return held == connection && (discarded || !held->usable()); });
    wake();
}

void Pool::wake() {
    if (waiters_.empty()) return;
    waiters_.front()->woken = true;
    waiters_.front()->bell.cancel();
    waiters_.pop_front();
}

std::shared_ptr<Connection> Pool::find(Use use) {
    std::erase_if(connections_, [](auto const& held) { return !held->usable() && !held->exclusive; });
    std::shared_ptr<Connection> best;
    for (auto const& held : connections_)
        if (held->usable() && (!best || held->in_flight() < best->in_flight())) best = held;
    if (!best) return nullptr;
    auto const room = connections_.size() + opening_ < options_.connections;
    if (use == Use::exclusive || room) return best->in_flight() == 0 ? best : nullptr;
    return best->in_flight() < options_.in_flight ? best : nullptr;
}

Task<std::shared_ptr<Connection>> Pool::connect() {
    constexpr std::chrono::milliseconds first{100}, longest{32'000};
    Result<std::shared_ptr<Connection>> opened;
    {
        Opening const opening(opening_);
        opened = co_await Connection::open(io_, url_);
    }
    if (!opened) {
        backoff_ = std::min(longest, backoff_ == std::chrono::milliseconds(0) ? first : 2 * backoff_);
        retry_at_ = std::chrono::steady_clock::now() + backoff_;
        last_error_ = opened.error();
        co_return std::unexpected(opened.error());
    }
    backoff_ = std::chrono::milliseconds(0);
    connections_.push_back(*opened);
    co_return *std::move(opened);
}

Task<Pool::Lease> Pool::acquire(Use use) {
    auto const deadline = std::chrono::steady_clock::now() + options_.acquisition_timeout;
    while (true) {
        if (auto found = find(use)) co_return Lease(*this, std::move(found), use);
        if (connections_.size() + opening_ < options_.connections) {
            if (connections_.empty() && std::chrono::steady_clock::now() < retry_at_)
                co_return std::unexpected(last_error_);
            auto opened = co_await connect();
            if (!opened) co_return std::unexpected(std::move(opened).error());
            if (!(*opened)->usable()) continue;
            co_return Lease(*this, *std::move(opened), use);
        }
        auto timed_out = waiters_.size() >= options_.queue;
        if (!timed_out) {
            Waiter waiter(*this, deadline);
            boost::system::error_code error;
            co_await waiter.bell.async_wait(asio::redirect_error(asio::use_awaitable, error));
            waiter.came = true;
            timed_out = !waiter.woken;
        }
        if (timed_out) co_return failure("PGRST003", "Timed out acquiring connection from connection pool.");
    }
}

}  // namespace backstay::engine::postgres
