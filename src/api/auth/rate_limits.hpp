#pragma once

// Token buckets in memory, each for a kind of call and a key (an address, a user): full at first, refilled
// evenly. Any thread may ask.
//
//     limits.take(Bucket::sign_in, "198.51.100.7", now)      nothing, or the seconds to wait

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace backstay::api::auth {

enum class Bucket : std::uint8_t {
    none,
    anonymous,
    signup,
    otp,
    magiclink,
    recover,
    resend,
    user,
    verify,
    token,
    authorize,
    challenge,
    factor_verify,
    mail,        // of the whole project
    text,        // messages of the whole project
    silence,     // per address: mails that are not sent, for there is nobody to send them to
    quiet,       // the same for messages, per number
    wrong_code,  // per address: guesses of a one-time code
};

struct Rate {
    double burst = 30;
    std::chrono::seconds period{300};  // in which the bucket fills
};

class RateLimits {
public:
    RateLimits();

    void set(Bucket bucket, Rate rate);
    // Takes one; the seconds until there is one again when there is none.
    std::optional<int> take(Bucket bucket, std::string const& key, Time now);
    // Whether one could be taken.
    std::optional<int> look(Bucket bucket, std::string const& key, Time now);

private:
    struct Level {
        double tokens;
        Time at;
    };
    std::optional<int> refill(Bucket bucket, std::string const& key, Time now, Level*& level);
    void forget_full_ones(Time now);

    static constexpr std::size_t buckets = static_cast<std::size_t>(Bucket::wrong_code) + 1;
    std::mutex mutex_;
    std::array<Rate, buckets> rates_;                                        // guarded by mutex_
    std::array<std::map<std::string, Level, std::less<>>, buckets> levels_;  // guarded by mutex_
};

}  // namespace backstay::api::auth
