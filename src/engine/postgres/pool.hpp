#pragma once

// The connections of one thread. A request shares a connection with others in its pipeline, or has one to
// itself while it decides between commit and rollback.

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "engine/postgres/connection.hpp"
#include "engine/postgres/options.hpp"

namespace backstay::engine::postgres {

enum class Use : std::uint8_t { shared, exclusive };

class Pool {
public:
    Pool(boost::asio::io_context& io, std::string url, Options options);
    ~Pool();
    Pool(Pool const&) = delete;
    Pool& operator=(Pool const&) = delete;
    Pool(Pool&&) = delete;
    Pool& operator=(Pool&&) = delete;

    // Gives a connection back when it is destroyed.
    class Lease {
    public:
        Lease(Pool& pool, std::shared_ptr<Connection> connection, Use use);
        Lease(Lease&&) noexcept = default;
        Lease(Lease const&) = delete;
        Lease& operator=(Lease&&) = delete;
        Lease& operator=(Lease const&) = delete;
        ~Lease();
        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }
        // Closes it: its transaction is in a state nobody knows.
        void discard() { discarded_ = true; }

    private:
        Pool* pool_;
        std::shared_ptr<Connection> connection_;
        Use use_;
        bool discarded_ = false;
    };

    // PGRST003 after the acquisition timeout, PGRST000 while the database cannot be reached.
    Task<Lease> acquire(Use use);

private:
    struct Waiter;
    struct Opening;
    std::shared_ptr<Connection> find(Use use);
    Task<std::shared_ptr<Connection>> connect();
    void give_back(std::shared_ptr<Connection> const& connection, bool discarded);
    void wake();

    boost::asio::io_context& io_;
    std::string url_;
    Options options_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::size_t opening_ = 0;
    std::deque<Waiter*> waiters_;
    std::chrono::milliseconds backoff_{0};
    std::chrono::steady_clock::time_point retry_at_{};
    Error last_error_;
};

}  // namespace backstay::engine::postgres
