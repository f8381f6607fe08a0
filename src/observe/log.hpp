#pragma once

// The log: one line per event, as text or as JSON (one object a line), never with a secret in it.
//
//     2026-01-31T12:00:00.123Z info request method=GET path=/rest/v1/task status=200 us=812 role=anon ...
//     {"time":"...","level":"info","event":"request","method":"GET",...}
//
// on() formats into a bounded queue and returns; a thread of the log's own writes. When the queue is full
// lines are dropped and counted, and the next line written says how many.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "observe/event.hpp"

namespace backstay::observe {

enum class LogFormat : std::uint8_t { text, json };

struct LogOptions {
    Level level = Level::info;
    LogFormat format = LogFormat::text;
    bool requests = true;               // a line for each request that was answered
    std::size_t queue = 1024UL * 1024;  // bytes waiting to be written
};

class Log : public Observer {
public:
    using Sink = std::function<void(std::string_view lines)>;  // called by one thread at a time

    explicit Log(LogOptions options);  // to standard error
    Log(LogOptions options, Sink sink);
    ~Log() override;  // writes what is waiting

    void on(Event const& event) override;

    // Waits until all that was said before has been written.
    void flush();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// format_line() without the time: nothing if the event is below the level. Pure.
std::string format_event(Event const& event, LogOptions const& options, std::string_view time);

// A target fit for a log: the values of its query replaced by "*" save for harmless ones (select, order,
// limit, offset, columns), control characters escaped.
// redact_target("/a?apikey=s&limit=2") is "/a?apikey=*&limit=2".
std::string redact_target(std::string_view target);

}  // namespace backstay::observe
