#pragma once

// Everything that can happen and that someone may want to know of: one closed set. Code says once what
// happened; the log and the metrics decide what to show of it. Views are valid during the call only.

#include <cstdint>
#include <string_view>
#include <variant>

namespace backstay::observe {

enum class Level : std::uint8_t { debug, info, warning, error };

struct RequestDone {
    std::string_view method;
    std::string_view target;  // as sent; the log hides the values of its query
    std::string_view route;   // the path's template; empty if no route took it
    int status = 0;
    std::int64_t duration_us = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::string_view role;
    std::string_view remote_address;
    std::string_view request_id;
    std::string_view trace_id;
};
struct RequestRefused {  // what came was not a request that could be answered otherwise
    int status = 0;
    std::string_view reason;
    std::string_view remote_address;
};
struct ConnectionOpened {};
struct ConnectionClosed {};
struct ServerStarted {
    std::string_view address;
    int threads = 0;
    bool tls = false;
};
struct ServerStopping {};
struct ServerStopped {};
struct PoolChanged {
    std::string_view pool;
    std::int64_t size = 0;
    std::int64_t busy = 0;
    std::int64_t waiting = 0;
};
struct WriterQueue {
    std::int64_t depth = 0;
    std::int64_t batch = 0;  // statements in the commit just made
};
struct CacheLookup {
    std::string_view cache;
    bool hit = false;
};
struct SchemaReloaded {
    std::int64_t relations = 0;
    std::int64_t duration_us = 0;
};
struct MigrationApplied {
    std::string_view version;
    std::string_view description;
    std::int64_t duration_us = 0;
};
struct Failed {  // something of our own went wrong; `doing` says what was being done
    std::string_view doing;
    std::string_view message;
    std::string_view request_id;
};
struct Said {  // a line for the operator
    Level level = Level::info;
    std::string_view text;
};

using Event = std::variant<RequestDone, RequestRefused, ConnectionOpened, ConnectionClosed, ServerStarted,
                           ServerStopping, ServerStopped, PoolChanged, WriterQueue, CacheLookup,
                           SchemaReloaded, MigrationApplied, Failed, Said>;

// Called from any thread; must not block.
class Observer {
public:
    Observer() = default;
    Observer(Observer const&) = delete;
    Observer& operator=(Observer const&) = delete;
    virtual ~Observer() = default;
    virtual void on(Event const& event) = 0;
};

// For tests, and where no one listens.
class NoObserver : public Observer {
public:
    void on(Event const&) override {}
};

}  // namespace backstay::observe
