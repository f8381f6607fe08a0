#pragma once

// The HTTP/1.1 server: one thread per core, each with its own event loop, its own listening socket
// (SO_REUSEPORT) and its own Handler; a connection lives and dies on one thread.
//
//     Server server({.listen = "127.0.0.1:8000"}, make_handler, observer);
//     TRY_VOID(server.start());    // listening when it returns
//     server.stop(10s);            // from any thread: no new connections, requests under way are answered
//     server.wait();               // until the last connection has gone

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/handler.hpp"
#include "http/limits.hpp"
#include "observe/event.hpp"

namespace backstay::http {

struct Options {
    std::string listen = "127.0.0.1:8000";  // host:port, [::1]:port; port 0 lets the system choose
    int threads = 0;                        // 0: one per core
    Limits limits = {};
    Timeouts timeouts = {};
    std::string tls_certificate = {};  // PEM files; both or neither
    std::string tls_key = {};
    std::vector<std::string> trusted_proxies = {};  // addresses or networks: "10.0.0.0/8"
    std::vector<std::string> allowed_hosts = {};    // of the Host field, without port; empty: any. 421
    std::size_t connections = 10'000;               // at once; above it: 503
    std::size_t connections_per_address = 256;
    std::size_t in_flight = 4'096;  // waiting requests at once, per thread; above it: 503
    std::string body_folder = {};   // for large bodies; empty: TMPDIR or /var/tmp
    bool compression = true;
    std::size_t compression_minimum = 1'024;  // bytes
};

struct ServerFigures {
    std::uint64_t connections = 0;
    std::uint64_t in_flight = 0;
};

class Server {
public:
    using HandlerFactory = std::function<std::unique_ptr<Handler>(boost::asio::io_context&, int thread)>;

    // The observer is called from every thread of the server.
    Server(Options options, HandlerFactory factory, observe::Observer& observer);
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;
    ~Server();  // stops at once and waits

    Result<void> start();
    void stop(std::chrono::milliseconds drain);
    void wait();

    // Reads certificate and key again; connections made from then on use them. On an error the old stay.
    Result<void> reload_tls();

    std::uint16_t port() const;
    ServerFigures figures() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace backstay::http
