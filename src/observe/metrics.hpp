#pragma once

// Counters, gauges and histograms by name, read by Prometheus (text exposition format 0.0.4,
// https://prometheus.io/docs/instrumenting/exposition_formats/).
//
//     Counter& hits = metrics.counter("backstay_cache_hits_total", "Lookups answered.", {{"cache", "plan"}});
//     hits.add(1);
//
// Registered when a module is constructed; the references stay valid as long as the Metrics. Adding is
// lock-free and falls on a stripe of the calling thread's own, summed when read.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backstay::observe {

using Labels = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t stripes = 16;

class Counter {
public:
    void add(std::uint64_t count = 1);
    std::uint64_t value() const;

private:
    struct alignas(64) Stripe {
        std::atomic<std::uint64_t> count{0};
    };
    std::array<Stripe, stripes> stripes_;
};

class Gauge {
public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t difference) { value_.fetch_add(difference, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

// Durations in microseconds, shown in seconds; buckets from 100 us to 10 s.
class Histogram {
public:
    static constexpr std::array<std::int64_t, 16> bounds_us{
        100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
        50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
    void observe(std::int64_t microseconds);
    struct Sum {
        std::array<std::uint64_t, bounds_us.size() + 1> buckets{};  // not cumulative; the last is beyond all
        std::uint64_t count = 0;
        std::uint64_t sum_us = 0;
    };
    Sum sum() const;

private:
    struct alignas(64) Stripe {
        std::array<std::atomic<std::uint64_t>, bounds_us.size() + 1> buckets{};
        std::atomic<std::uint64_t> sum_us{0};
    };
    std::array<Stripe, stripes> stripes_;
};

class Metrics {
public:
    Metrics();
    Metrics(Metrics const&) = delete;
    Metrics& operator=(Metrics const&) = delete;
    ~Metrics();

    // The same name and labels give the same object. REQUIRES: one kind and one help text per name.
    Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {});

    // A gauge whose value is asked for when it is shown. The function must outlive the Metrics.
    void gauge(std::string_view name, std::string_view help, Labels labels,
               std::function<std::int64_t()> read);

    std::string to_prometheus() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace backstay::observe
