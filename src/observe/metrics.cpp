#include "observe/metrics.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <variant>

namespace backstay::observe {

namespace {

// Threads mostly fall on stripes of their own; two on the same one are slower, not wrong.
std::size_t my_stripe() {
    auto const id = static_cast<std::uint64_t>(pthread_self());
    return ((id >> 12U) * 0x9e3779b97f4a7c15U) >> 60U;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out;
}

std::string render(Labels const& labels) {
    std::string out;
    for (auto const& [name, value] : labels) {
        out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped(value));
    }
    return out;
}

std::string braced(std::string const& labels) { return labels.empty() ? "" : "{" + labels + "}"; }

void show(std::string& out, std::string const& name, std::string const& labels, Histogram const& histogram) {
    auto const sum = histogram.sum();
    auto const comma = labels.empty() ? "" : ",";
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
        below += sum.buckets[i];
        auto const bound = i < Histogram::bounds_us.size()
                               ? fmt::format("{}", static_cast<double>(Histogram::bounds_us[i]) / 1e6)
                               : "+Inf";
        out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, below);
    }
    out += fmt::format("{}_sum{} {}\n", name, braced(labels), static_cast<double>(sum.sum_us) / 1e6);
    out += fmt::format("{}_count{} {}\n", name, braced(labels), sum.count);
}

}  // namespace

void Counter::add(std::uint64_t count) {
    stripes_[my_stripe()].count.fetch_add(count, std::memory_order_relaxed);
}

std::uint64_t Counter::value() const {
    std::uint64_t sum = 0;
    for (auto const& stripe : stripes_) sum += stripe.count.load(std::memory_order_relaxed);
    return sum;
}

void Histogram::observe(std::int64_t microseconds) {
    auto& stripe = stripes_[my_stripe()];
    auto const bucket = std::ranges::lower_bound(bounds_us, microseconds) - bounds_us.begin();
    stripe.buckets[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    stripe.sum_us.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(microseconds, 0)),
                            std::memory_order_relaxed);
}

Histogram::Sum Histogram::sum() const {
    Sum sum;
    for (auto const& stripe : stripes_) {
        for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
            auto const count = stripe.buckets[i].load(std::memory_order_relaxed);
            sum.buckets[i] += count;
            sum.count += count;
        }
        sum.sum_us += stripe.sum_us.load(std::memory_order_relaxed);
    }
    return sum;
}

struct Metrics::State {
    using Read = std::function<std::int64_t()>;
    using Metric =
        std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>, Read>;
    struct Family {
        std::string help;
        std::string_view kind;
        std::map<std::string, Metric> members;  // by rendered labels
    };

    Metric& member(std::string_view name, std::string_view help, std::string_view kind,
                   Labels const& labels) {
        auto& family = families.try_emplace(std::string(name)).first->second;
        family.help = help;
        family.kind = kind;
        return family.members[render(labels)];
    }

    template <class T>
    T& get(std::string_view name, std::string_view help, std::string_view kind, Labels const& labels) {
        std::scoped_lock const lock(mutex);
        auto& metric = member(name, help, kind, labels);
        auto* held = std::get_if<std::unique_ptr<T>>(&metric);
        if (held == nullptr || !*held)
            held = &metric.template emplace<std::unique_ptr<T>>(std::make_unique<T>());
        return **held;
    }

    mutable std::mutex mutex;
    std::map<std::string, Family> families;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
    return state_->get<Counter>(name, help, "counter", labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
    return state_->get<Gauge>(name, help, "gauge", labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels labels) {
    return state_->get<Histogram>(name, help, "histogram", labels);
}

void Metrics::gauge(std::string_view name, std::string_view help, Labels labels,
                    std::function<std::int64_t()> read) {
    std::scoped_lock const lock(state_->mutex);
    state_->member(name, help, "gauge", labels) = std::move(read);
}

std::string Metrics::to_prometheus() const {
    std::scoped_lock const lock(state_->mutex);
    std::string out;
    for (auto const& [name, family] : state_->families) {
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.kind);
        for (auto const& [labels, metric] : family.members) {
            if (auto const* counter = std::get_if<std::unique_ptr<Counter>>(&metric)) {
                out += fmt::format("{}{} {}\n", name, braced(labels), (*counter)->value());
            } else if (auto const* gauge = std::get_if<std::unique_ptr<Gauge>>(&metric)) {
                out += fmt::format("{}{} {}\n", name, braced(labels), (*gauge)->value());
            } else if (auto const* histogram = std::get_if<std::unique_ptr<Histogram>>(&metric)) {
                show(out, name, labels, **histogram);
            } else {
                out += fmt::format("{}{} {}\n", name, braced(labels), std::get<State::Read>(metric)());
            }
        }
    }
    return out;
}

}  // namespace backstay::observe
