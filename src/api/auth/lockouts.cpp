#include "api/auth/lockouts.hpp"

#include <algorithm>
#include <chrono>

namespace backstay::api::auth {
namespace {

constexpr int free_failures = 9;
constexpr std::chrono::seconds first_wait{15}, longest_wait{15 * 60};
constexpr std::chrono::hours memory{1};  // since the last failure
constexpr std::size_t most_accounts = 100'000;

}  // namespace

std::optional<int> Lockouts::wait(std::string const& account, Time now) {
    std::lock_guard const lock(mutex_);
    auto const found = accounts_.find(account);
    if (found == accounts_.end() || found->second.until <= now) return std::nullopt;
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(found->second.until - now).count());
}

std::optional<int> Lockouts::failed(std::string const& account, Time now) {
    std::lock_guard const lock(mutex_);
    if (accounts_.size() >= most_accounts) forget_some(now);
    auto& failures = accounts_[account];
    if (now - failures.last > memory) failures = {};
    failures.last = now;
    ++failures.count;
    if (failures.count <= free_failures) return std::nullopt;
    auto const doublings = std::min(failures.count - free_failures - 1, 10);
    auto const wait = std::min(first_wait * (1 << doublings), longest_wait);
    failures.until = now + wait;
    return static_cast<int>(wait.count());
}

void Lockouts::succeeded(std::string const& account) {
    std::lock_guard const lock(mutex_);
    accounts_.erase(account);
}

// What is old; and if that is not enough, accounts that nobody waits for, of which anyone can make many.
void Lockouts::forget_some(Time now) {
    std::erase_if(accounts_, [&](auto const& entry) { return now - entry.second.last > memory; });
    if (accounts_.size() < most_accounts) return;
    std::erase_if(accounts_, [&](auto const& entry) { return entry.second.until <= now; });
}

}  // namespace backstay::api::auth
