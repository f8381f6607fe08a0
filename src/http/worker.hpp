#pragma once

// A Worker is one thread of the server: its event loop, its listening socket, its handler, its connections.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "http/client_address.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"
#include "http/tls.hpp"
#include "http/trace_context.hpp"

namespace backstay::http {

template <class T>
using Awaitable = boost::asio::awaitable<T, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

class Connection;

// What the threads share. All of it may be used from any of them.
struct Shared {
    Shared(Options all, observe::Observer& one) : options(std::move(all)), observer(one) {}

    // False if there are too many; otherwise remove() must follow.
    bool add(std::string const& address);
    void remove(std::string const& address);
    TlsContext tls_context();
    void tls_context(TlsContext context);

    Options const options;
    observe::Observer& observer;
    std::vector<Network> trusted;
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> in_flight{0};
    std::atomic<std::uint64_t> compressing{0};
    boost::asio::thread_pool compressors{1};

private:
    std::mutex mutex_;
    std::map<std::string, std::size_t> per_address_;
    TlsContext tls_;
};

class Worker {
public:
    Worker(Shared& shared, std::uint64_t seed);
    Worker(Worker const&) = delete;
    Worker& operator=(Worker const&) = delete;
    ~Worker();

    Result<std::uint16_t> listen(std::string const& address, std::uint16_t port);
    void handler(std::unique_ptr<Handler> handler) { handler_ = std::move(handler); }
    boost::asio::io_context& context() { return context_; }

    void run();                                    // until drained
    void drain(std::chrono::milliseconds within);  // from any thread

    // For this worker's connections.
    Shared& shared() { return shared_; }
    Handler& handler() { return *handler_; }
    Clock::time_point now() const { return now_; }  // as exact as the sweep
    bool draining() const { return draining_; }
    std::string_view common_fields();  // Date and the fixed ones
    void next_request_id(std::string& into) { ids_.next(into); }
    void request_started();  // the handler's before_poll follows in this turn
    std::size_t in_flight = 0;

private:
    Awaitable<void> accept();
    Awaitable<void> sweep();
    void accept_all_waiting();
    void admit(Socket socket);
    void begin_drain(std::chrono::milliseconds within);
    void gone(Connection* connection, std::string const& address);
    void stop_when_drained();
    void render_common_fields();

    Shared& shared_;
    std::unordered_set<Connection*> connections_;
    boost::asio::io_context context_{1};
    Acceptor acceptor_{context_};
    Timer timer_{context_};
    std::unique_ptr<Handler> handler_;
    RequestIds ids_;
    Clock::time_point now_ = Clock::now();
    Clock::time_point drain_end_ = {};
    std::time_t rendered_ = 0;
    std::string common_fields_;
    bool draining_ = false;
    bool turn_ends_ = false;
};

}  // namespace backstay::http
