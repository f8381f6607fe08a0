#include "api/auth/rate_limits.hpp"

#include <algorithm>
#include <cmath>

namespace backstay::api::auth {
namespace {

constexpr std::size_t most_keys = 100'000;

constexpr std::chrono::seconds minute{60}, hour{3600};

}  // namespace

RateLimits::RateLimits() {
    set(Bucket::anonymous, {30, hour});
    set(Bucket::token, {150, 5 * minute});
    set(Bucket::authorize, {150, 5 * minute});
    set(Bucket::challenge, {15, minute});
    set(Bucket::factor_verify, {15, minute});
    set(Bucket::mail, {30, hour});
    set(Bucket::text, {30, hour});
    set(Bucket::silence, {1, minute});
    set(Bucket::quiet, {1, minute});
    set(Bucket::wrong_code, {5, hour});
}

void RateLimits::set(Bucket bucket, Rate rate) { rates_.at(static_cast<std::size_t>(bucket)) = rate; }

std::optional<int> RateLimits::refill(Bucket bucket, std::string const& key, Time now, Level*& level) {
    auto const& rate = rates_.at(static_cast<std::size_t>(bucket));
    auto& levels = levels_.at(static_cast<std::size_t>(bucket));
    if (levels.size() >= most_keys) forget_full_ones(now);
    level = &levels.try_emplace(key, Level{rate.burst, now}).first->second;
    if (rate.period.count() <= 0) {
        level->tokens = rate.burst;
        return std::nullopt;
    }
    auto const per_second = rate.burst / static_cast<double>(rate.period.count());
    auto const passed = std::chrono::duration<double>(now - level->at).count();
    level->tokens = std::min(rate.burst, level->tokens + std::max(0.0, passed) * per_second);
    level->at = now;
    if (level->tokens >= 1) return std::nullopt;
    if (per_second <= 0) return static_cast<int>(hour.count());
    return std::max(1, static_cast<int>(std::ceil((1 - level->tokens) / per_second)));
}

std::optional<int> RateLimits::take(Bucket bucket, std::string const& key, Time now) {
    std::lock_guard const lock(mutex_);
    Level* level = nullptr;
    auto const wait = refill(bucket, key, now, level);
    if (!wait) level->tokens -= 1;
    return wait;
}

std::optional<int> RateLimits::look(Bucket bucket, std::string const& key, Time now) {
    std::lock_guard const lock(mutex_);
    Level* level = nullptr;
    return refill(bucket, key, now, level);
}

// A bucket that is full again says nothing.
void RateLimits::forget_full_ones(Time now) {
    for (std::size_t i = 0; i < buckets; ++i)
        std::erase_if(levels_[i],
                      [&](auto const& entry) { return now - entry.second.at >= rates_[i].period; });
}

}  // namespace backstay::api::auth
