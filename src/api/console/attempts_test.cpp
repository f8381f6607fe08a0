#include "api/console/attempts.hpp"

#include <gtest/gtest.h>

namespace backstay::api::console {
namespace {

using std::chrono::seconds;

TEST(Attempts, PausesGrowOnceTenHaveFailed) {
    Attempts attempts;
    Time now{seconds(1'000'000)};
    for (int i = 0; i < 9; ++i) attempts.failed("admin", now);
    EXPECT_EQ(attempts.wait("admin", "a", now), std::nullopt);
    for (int const pause : {10, 20, 40, 80}) {
        attempts.failed("admin", now);
        EXPECT_EQ(attempts.wait("admin", "a", now), pause);
        EXPECT_EQ(attempts.wait("other", "a", now), std::nullopt);
        now += seconds(pause);
        EXPECT_EQ(attempts.wait("admin", "a", now), std::nullopt);
    }
    for (int i = 0; i < 20; ++i) attempts.failed("admin", now);
    EXPECT_EQ(attempts.wait("admin", "a", now), 900);
    attempts.succeeded("admin");
    EXPECT_EQ(attempts.wait("admin", "a", now), std::nullopt);
}

TEST(Attempts, OfOneAddressAreLimited) {
    Attempts attempts;
    Time const now{seconds(1'000'000)};
    for (int i = 0; i < 30; ++i) EXPECT_EQ(attempts.wait(std::to_string(i), "a", now), std::nullopt);
    EXPECT_EQ(attempts.wait("x", "a", now), 300);
    EXPECT_EQ(attempts.wait("x", "b", now), std::nullopt);
    EXPECT_EQ(attempts.wait("x", "a", now + seconds(299)), 1);
    EXPECT_EQ(attempts.wait("x", "a", now + seconds(300)), std::nullopt);
}

}  // namespace
}  // namespace backstay::api::console
