#include "server/readiness.hpp"

namespace backstay::server {

Readiness::Readiness(engine::Database& database)
    : database_(database), watcher_([this](std::stop_token const& stop) { watch(stop); }) {}

std::optional<Error> Readiness::trouble() const {
    std::scoped_lock const lock(mutex_);
    return trouble_;
}

void Readiness::watch(std::stop_token const& stop) {
    constexpr std::chrono::seconds between{1};
    while (!stop.stop_requested()) {
        auto const checked = database_.check();
        std::unique_lock lock(mutex_);
        trouble_ = checked ? std::nullopt : std::optional(checked.error());
        wake_.wait_for(lock, stop, between, [] { return false; });
    }
}

}  // namespace backstay::server
