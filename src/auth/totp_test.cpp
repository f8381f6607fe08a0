#include "auth/totp.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

Time at(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

// RFC 6238, appendix B, of which six digits are asked for.
TEST(Totp, GivesTheCodesOfTheStandard) {
    struct Case {
        std::int64_t seconds;
        char const* code;
    };
    constexpr Case cases[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                              {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (auto const& [seconds, code] : cases)
        EXPECT_EQ(totp_code("12345678901234567890", totp_step(at(seconds))), code) << seconds;
}

TEST(Totp, TakesOneStepOnEitherSide) {
    constexpr auto secret = "12345678901234567890";
    EXPECT_EQ(totp_match(secret, "287082", at(59)), 1);
    EXPECT_EQ(totp_match(secret, "287082", at(89)), 1);
    EXPECT_EQ(totp_match(secret, "287082", at(0)), 1);
    EXPECT_EQ(totp_match(secret, "287082", at(90)), std::nullopt);
    EXPECT_EQ(totp_match(secret, "28708", at(59)), std::nullopt);
    EXPECT_EQ(totp_match(secret, "", at(59)), std::nullopt);
}

TEST(Totp, WritesSecretsInBase32) {
    EXPECT_EQ(totp_secret_text("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(totp_secret_bytes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "12345678901234567890");
    EXPECT_EQ(totp_secret_bytes("gez"), std::nullopt);
}

TEST(Totp, MakesAnAddressForApps) {
    EXPECT_EQ(
        totp_uri("My shop", "ann+x@example.org", "ABC"),
        "otpauth://totp/My%20shop:ann%2Bx@example.org?algorithm=SHA1&digits=6&issuer=My%20shop&period=30&"
        "secret=ABC");
}

}  // namespace
}  // namespace backstay::auth
