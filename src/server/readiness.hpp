#pragma once

// Whether the database can be reached: asked of it each second by a thread of its own, so that neither a
// request for /health/ready nor an event loop ever waits for it.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/engine.hpp"

namespace backstay::server {

class Readiness {
public:
    explicit Readiness(engine::Database& database);  // REQUIRES: outlives it

    // What is wrong; nothing while all is well.
    std::optional<Error> trouble() const;

private:
    void watch(std::stop_token const& stop);

    engine::Database& database_;
    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    std::optional<Error> trouble_;
    std::jthread watcher_;  // last: it is joined before the rest goes
};

}  // namespace backstay::server
