#pragma once

// What requests are answered by, and changes while the program runs: when the configuration or the file of
// signing keys is read again. Any thread may load; readers keep what they loaded for as long as they need it,
// and look at version() to learn that it is not the newest.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "server/edge.hpp"
#include "server/service.hpp"

namespace backstay::server {

struct Settings {
    std::uint64_t version = 0;
    api::rest::Options rest;
    std::optional<api::auth::Options> users;
    auth::Authenticator authenticator;
    EdgeOptions edge;
    std::string shown_config;
};

class LiveSettings {
public:
    static Result<std::unique_ptr<LiveSettings>> make(Service service);
    LiveSettings(Service service, std::shared_ptr<Settings const> settings)
        : service_(std::move(service)), settings_(std::move(settings)) {}

    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    std::shared_ptr<Settings const> load() const;
    // What is wrong with the new configuration leaves the old one in place.
    Result<void> reload();
    Result<void> reload_keys();

private:
    Result<void> use(Service const& service);

    std::mutex reloading_;
    Service service_;  // as it was read last; under reloading_
    mutable std::mutex mutex_;
    std::shared_ptr<Settings const> settings_;
    std::atomic<std::uint64_t> version_{0};
};

}  // namespace backstay::server
