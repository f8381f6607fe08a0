#pragma once

// Turns events into metrics: requests by method, class of status and route, latency, connections, refused
// requests, pools, the writer's queue, cache hits, schema reloads. Observers can be joined by Observers.

#include <memory>
#include <vector>

#include "observe/event.hpp"
#include "observe/metrics.hpp"

namespace backstay::observe {

class EventMetrics : public Observer {
public:
    explicit EventMetrics(Metrics& metrics);
    ~EventMetrics() override;
    void on(Event const& event) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Tells each of several. They must outlive it.
class Observers : public Observer {
public:
    explicit Observers(std::vector<Observer*> observers) : observers_(std::move(observers)) {}
    void on(Event const& event) override {
        for (auto* observer : observers_) observer->on(event);
    }

private:
    std::vector<Observer*> observers_;
};

}  // namespace backstay::observe
