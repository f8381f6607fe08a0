#include "observe/log.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace backstay::observe {

namespace {

using Fields = std::vector<std::pair<std::string_view, std::string>>;

struct Line {
    Level level = Level::info;
    std::string_view name;
    Fields fields;
};

Line line_of(RequestDone const& e) {
    return {e.status >= 500 ? Level::error : Level::info,
            "request",
            {{"method", std::string(e.method)},
             {"target", redact_target(e.target)},
             {"route", std::string(e.route)},
             {"status", std::to_string(e.status)},
             {"duration_us", std::to_string(e.duration_us)},
             {"bytes_in", std::to_string(e.bytes_in)},
             {"bytes_out", std::to_string(e.bytes_out)},
             {"role", std::string(e.role)},
             {"remote", std::string(e.remote_address)},
             {"request_id", std::string(e.request_id)},
             {"trace_id", std::string(e.trace_id)}}};
}
Line line_of(RequestRefused const& e) {
    return {Level::info,
            "refused",
            {{"status", std::to_string(e.status)},
             {"reason", std::string(e.reason)},
             {"remote", std::string(e.remote_address)}}};
}
Line line_of(ConnectionOpened const&) { return {Level::debug, "connection_opened", {}}; }
Line line_of(ConnectionClosed const&) { return {Level::debug, "connection_closed", {}}; }
Line line_of(ServerStarted const& e) {
    return {Level::info,
            "started",
            {{"address", std::string(e.address)},
             {"threads", std::to_string(e.threads)},
             {"tls", e.tls ? "true" : "false"}}};
}
Line line_of(ServerStopping const&) { return {Level::info, "stopping", {}}; }
Line line_of(ServerStopped const&) { return {Level::info, "stopped", {}}; }
Line line_of(PoolChanged const& e) {
    return {Level::debug, "pool", {{"pool", std::string(e.pool)}, {"busy", std::to_string(e.busy)}}};
}
Line line_of(WriterQueue const& e) {
    return {Level::debug, "writer", {{"depth", std::to_string(e.depth)}, {"batch", std::to_string(e.batch)}}};
}
Line line_of(CacheLookup const& e) {
    return {Level::debug, "cache", {{"cache", std::string(e.cache)}, {"hit", e.hit ? "true" : "false"}}};
}
Line line_of(SchemaReloaded const& e) {
    return {Level::info,
            "schema_reloaded",
            {{"relations", std::to_string(e.relations)}, {"duration_us", std::to_string(e.duration_us)}}};
}
Line line_of(MigrationApplied const& e) {
    return {Level::info,
            "migration",
            {{"version", std::string(e.version)},
             {"description", std::string(e.description)},
             {"duration_us", std::to_string(e.duration_us)}}};
}
Line line_of(Failed const& e) {
    return {Level::error,
            "failed",
            {{"doing", std::string(e.doing)},
             {"message", std::string(e.message)},
             {"request_id", std::string(e.request_id)}}};
}
Line line_of(Said const& e) { return {e.level, "message", {{"text", std::string(e.text)}}}; }

std::string_view name_of(Level level) {
    constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
    return names.at(static_cast<std::size_t>(level));
}

// As a JSON string; good for the text form too, as it keeps every line one line.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out += '"';
}

bool is_plain(std::string_view text) {
    return text.find_first_of(" \"\\=") == std::string_view::npos && quoted(text).size() == text.size() + 2;
}

std::string now() {
    auto const time = std::chrono::system_clock::now().time_since_epoch();
    auto const ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    auto const seconds = static_cast<std::time_t>(ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    auto const size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    return fmt::format("{}.{:03}Z", std::string_view(text.data(), size), ms % 1000);
}

}  // namespace

std::string redact_target(std::string_view target) {
    constexpr std::array<std::string_view, 5> harmless{"select", "order", "limit", "offset", "columns"};
    auto const mark = target.find('?');
    std::string out(target.substr(0, mark));
    if (mark == std::string_view::npos) return out;
    auto rest = target.substr(mark + 1);
    char before = '?';
    while (true) {
        auto const part = rest.substr(0, rest.find('&'));
        auto const name = part.substr(0, part.find('='));
        auto shown = false;
        for (auto const one : harmless) shown = shown || one == name;
        out += before;
        out += shown ? part : name;
        if (!shown && name.size() < part.size()) out += "=*";
        before = '&';
        if (part.size() == rest.size()) return out;
        rest.remove_prefix(part.size() + 1);
    }
}

std::string format_event(Event const& event, LogOptions const& options, std::string_view time) {
    if (!options.requests && std::holds_alternative<RequestDone>(event)) return {};
    auto const line = std::visit([](auto const& one) { return line_of(one); }, event);
    if (line.level < options.level) return {};
    std::string out;
    if (options.format == LogFormat::text) {
        out = fmt::format("{} {} {}", time, name_of(line.level), line.name);
        for (auto const& [name, value] : line.fields) {
            if (!value.empty()) out += fmt::format(" {}={}", name, is_plain(value) ? value : quoted(value));
        }
        return out += '\n';
    }
    out = fmt::format(R"({{"time":"{}","level":"{}","event":"{}")", time, name_of(line.level), line.name);
    for (auto const& [name, value] : line.fields) {
        auto const number = name == "status" || name.ends_with("_us") || name.starts_with("bytes_");
        if (!value.empty()) out += fmt::format(",\"{}\":{}", name, number ? value : quoted(value));
    }
    return out += "}\n";
}

struct Log::State {
    State(LogOptions all, Sink to) : options(all), sink(std::move(to)), writer([this] { write(); }) {}

    void write() {
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [this] { return !waiting.empty() || ended; });
            if (waiting.empty()) return;
            auto lines = std::exchange(waiting, {});
            auto const lost = std::exchange(dropped, 0);
            writing = true;
            lock.unlock();
            if (lost > 0)
                lines +=
                    format_event(Said{Level::warning, fmt::format("{} lines lost", lost)}, options, now());
            sink(lines);
            lock.lock();
            writing = false;
            changed.notify_all();
        }
    }

    LogOptions options;
    Sink sink;
    std::mutex mutex;
    std::condition_variable changed;
    std::string waiting;
    std::size_t dropped = 0;
    bool writing = false;
    bool ended = false;
    std::thread writer;  // last: it uses all of the above
};

Log::Log(LogOptions options)
    : Log(options, [](std::string_view lines) { std::fwrite(lines.data(), 1, lines.size(), stderr); }) {}

Log::Log(LogOptions options, Sink sink) : state_(std::make_unique<State>(options, std::move(sink))) {}

Log::~Log() {
    {
        std::scoped_lock const lock(state_->mutex);
        state_->ended = true;
    }
    state_->changed.notify_all();
    state_->writer.join();
}

void Log::on(Event const& event) {
    auto const line = format_event(event, state_->options, now());
    if (line.empty()) return;
    std::scoped_lock const lock(state_->mutex);
    if (state_->waiting.size() + line.size() > state_->options.queue) {
        ++state_->dropped;
        return;
    }
    auto const wakes = state_->waiting.empty();
    state_->waiting += line;
    if (wakes) state_->changed.notify_all();
}

void Log::flush() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->waiting.empty() && !state_->writing; });
}

}  // namespace backstay::observe
