#include "observe/event_metrics.hpp"

#include <array>
#include <map>
#include <mutex>

#include "base/box.hpp"

namespace backstay::observe {

namespace {

constexpr std::array methods{"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "other"};
constexpr std::array classes{"1xx", "2xx", "3xx", "4xx", "5xx"};

std::size_t method_index(std::string_view method) {
    std::size_t i = 0;
    while (i + 1 < methods.size() && method != methods.at(i)) ++i;
    return i;
}

}  // namespace

struct EventMetrics::State {
    explicit State(Metrics& all) : metrics(all) {
        for (std::size_t m = 0; m < methods.size(); ++m) {
            for (std::size_t c = 0; c < classes.size(); ++c) {
                requests.at(m).at(c) =
                    &metrics.counter("backstay_http_requests_total", "Requests answered.",
                                     {{"method", methods.at(m)}, {"status", classes.at(c)}});
            }
        }
    }

    void on(RequestDone const& done) {
        auto const status =
            static_cast<std::size_t>(done.status >= 100 && done.status < 600 ? done.status : 500);
        requests.at(method_index(done.method)).at(status / 100 - 1)->add();
        duration.observe(done.duration_us);
        bytes_out.add(done.bytes_out);
        if (done.route.empty()) return;
        metrics
            .counter("backstay_http_route_requests_total", "Requests answered, by route.",
                     {{"route", std::string(done.route)}})
            .add();
    }
    void on(RequestRefused const&) { refused.add(); }
    void on(ConnectionOpened const&) { connections.add(1); }
    void on(ConnectionClosed const&) { connections.add(-1); }
    void on(PoolChanged const& pool) {
        Labels const labels{{"pool", std::string(pool.pool)}};
        metrics.gauge("backstay_pool_size", "Connections of the pool.", labels).set(pool.size);
        metrics.gauge("backstay_pool_busy", "Connections in use.", labels).set(pool.busy);
        metrics.gauge("backstay_pool_waiting", "Requests waiting for a connection.", labels)
            .set(pool.waiting);
    }
    void on(WriterQueue const& queue) { writer_queue.set(queue.depth); }
    void on(CacheLookup const& lookup) {
        metrics
            .counter("backstay_cache_lookups_total", "Lookups in the caches.",
                     {{"cache", std::string(lookup.cache)}, {"result", lookup.hit ? "hit" : "miss"}})
            .add();
    }
    void on(SchemaReloaded const&) { reloads.add(); }
    void on(Failed const&) { failures.add(); }
    void on(auto const&) {}

    Metrics& metrics;
    std::array<std::array<Counter*, classes.size()>, methods.size()> requests{};
    Histogram& duration =
        metrics.histogram("backstay_http_request_duration_seconds", "From the request's head to its answer.");
    Counter& bytes_out = metrics.counter("backstay_http_sent_bytes_total", "Bytes of the answers.");
    Counter& refused = metrics.counter("backstay_http_refused_total", "What was no proper request.");
    Gauge& connections = metrics.gauge("backstay_http_connections", "Open connections.");
    Gauge& writer_queue = metrics.gauge("backstay_writer_queue", "Statements waiting for the writer.");
    Counter& reloads = metrics.counter("backstay_schema_reloads_total", "Schema reloads.");
    Counter& failures = metrics.counter("backstay_failures_total", "Failures of our own.");
};

EventMetrics::EventMetrics(Metrics& metrics) : state_(std::make_unique<State>(metrics)) {}
EventMetrics::~EventMetrics() = default;

void EventMetrics::on(Event const& event) {
    std::visit([this](auto const& one) { state_->on(one); }, event);
}

}  // namespace backstay::observe
