#include "api/auth/duration.hpp"

#include <gtest/gtest.h>

#include "api/auth/rate_limits.hpp"

namespace backstay::api::auth {
namespace {

TEST(Duration, IsReadAsGoDoes) {
    using std::chrono::seconds;
    EXPECT_EQ(parse_duration("24h"), seconds(86400));
    EXPECT_EQ(parse_duration("1h30m"), seconds(5400));
    EXPECT_EQ(parse_duration("1.5h"), seconds(5400));
    EXPECT_EQ(parse_duration("90s"), seconds(90));
    EXPECT_EQ(parse_duration("500ms"), seconds(0));
    for (auto const* text : {"", "h", "10", "1d", "1h-", "-1h", "1..5h", "99999999999h"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(RateLimits, FillEvenly) {
    RateLimits limits;
    limits.set(Bucket::otp, {.burst = 2, .period = std::chrono::seconds(20)});
    Time const start{std::chrono::seconds(1000)};
    EXPECT_EQ(limits.take(Bucket::otp, "a", start), std::nullopt);
    EXPECT_EQ(limits.take(Bucket::otp, "a", start), std::nullopt);
    EXPECT_EQ(limits.take(Bucket::otp, "a", start), 10);
    EXPECT_EQ(limits.take(Bucket::otp, "b", start), std::nullopt);
    EXPECT_EQ(limits.look(Bucket::otp, "a", start + std::chrono::seconds(5)), 5);
    EXPECT_EQ(limits.take(Bucket::otp, "a", start + std::chrono::seconds(10)), std::nullopt);
    EXPECT_EQ(limits.take(Bucket::otp, "a", start + std::chrono::seconds(11)), 9);
}

}  // namespace
}  // namespace backstay::api::auth
