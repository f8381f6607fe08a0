#include "api/auth/lockouts.hpp"

#include <gtest/gtest.h>

namespace backstay::api::auth {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
constexpr Time start{std::chrono::seconds(1'700'000'000)};

TEST(Lockouts, LetNineFailuresBe) {
    Lockouts lockouts;
    for (int i = 0; i < 9; ++i) lockouts.failed("ann", start);
    EXPECT_FALSE(lockouts.wait("ann", start));
    lockouts.failed("ann", start);
    EXPECT_EQ(lockouts.wait("ann", start), 15);
    EXPECT_FALSE(lockouts.wait("ben", start));
}

TEST(Lockouts, GrowToAQuarterOfAnHour) {
    Lockouts lockouts;
    for (int i = 0; i < 9; ++i) lockouts.failed("ann", start);
    auto now = start;
    for (int const expected : {15, 30, 60, 120, 240, 480, 900, 900}) {
        lockouts.failed("ann", now);
        ASSERT_EQ(lockouts.wait("ann", now), expected);
        now += seconds(expected);
        EXPECT_FALSE(lockouts.wait("ann", now));
    }
}

TEST(Lockouts, EndWithASuccessOrAnHourOfPeace) {
    Lockouts lockouts;
    for (int i = 0; i < 9; ++i) lockouts.failed("ann", start);
    lockouts.succeeded("ann");
    lockouts.failed("ann", start);
    EXPECT_FALSE(lockouts.wait("ann", start));
    for (int i = 0; i < 8; ++i) lockouts.failed("ann", start);
    lockouts.failed("ann", start + hours(2));
    EXPECT_FALSE(lockouts.wait("ann", start + hours(2)));
}

}  // namespace
}  // namespace backstay::api::auth
