#include "api/console/attempts.hpp"

#include <algorithm>

namespace backstay::api::console {
namespace {

using std::chrono::seconds;

constexpr int free_failures = 10;
constexpr seconds first_pause{10}, longest_pause{900};
constexpr int tries_of_address = 30;
constexpr seconds window{300};
constexpr std::size_t most_entries = 10'000;

int left(Time until, Time now) { return static_cast<int>(std::chrono::ceil<seconds>(until - now).count()); }

}  // namespace

std::optional<int> Attempts::wait(std::string const& name, std::string const& address, Time now) {
    std::scoped_lock const lock(mutex_);
    forget(now);
    auto& from = addresses_[address];
    if (from.since + window <= now) from = {.tries = 0, .since = now};
    if (from.tries >= tries_of_address) return left(from.since + window, now);
    ++from.tries;
    auto const account = accounts_.find(name);
    if (account == accounts_.end() || account->second.until <= now) return std::nullopt;
    return left(account->second.until, now);
}

void Attempts::failed(std::string const& name, Time now) {
    std::scoped_lock const lock(mutex_);
    auto& account = accounts_[name];
    ++account.failures;
    if (account.failures < free_failures) return;
    auto const doublings = std::min(account.failures - free_failures, 10);
    account.until = now + std::min(first_pause * (1 << doublings), longest_pause);
}

void Attempts::succeeded(std::string const& name) {
    std::scoped_lock const lock(mutex_);
    accounts_.erase(name);
}

// Names are whatever strangers send: those that wait for nothing go when there are many.
void Attempts::forget(Time now) {
    if (addresses_.size() > most_entries)
        std::erase_if(addresses_, [&](auto const& entry) { return entry.second.since + window <= now; });
    if (accounts_.size() > most_entries)
        std::erase_if(accounts_, [&](auto const& entry) { return entry.second.until <= now; });
}

}  // namespace backstay::api::console
