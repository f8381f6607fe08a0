#include "auth/webhook.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

// The example of the Standard Webhooks libraries.
TEST(Webhook, IsSignedAsStandardWebhooksSays) {
    auto const keys = webhook_keys("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    ASSERT_TRUE(keys);
    EXPECT_EQ(webhook_signature(*keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, CarriesASignatureForEachKey) {
    auto const keys = webhook_keys("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | v1,whsec_c2VjcmV0");
    ASSERT_TRUE(keys);
    ASSERT_EQ(keys->size(), 2U);
    EXPECT_EQ(keys->at(1), "secret");
    EXPECT_NE(webhook_signature(*keys, "a", 1, "{}").find(" v1,"), std::string::npos);
}

TEST(Webhook, RefusesSecretsOfAnotherForm) {
    EXPECT_TRUE(webhook_keys("")->empty());
    for (auto const* const text :
         {"secret", "whsec_c2VjcmV0", "v1,whsec_", "v1,whsec_&&&", "v1,whsec_c2VjcmV0|"})
        EXPECT_FALSE(webhook_keys(text)) << text;
}

TEST(Webhook, GoesToOthersByHttpsAlone) {
    auto const answer = call_webhook({.url = "http://example.org/hook", .id = "1", .body = "{}"}, time_now());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error()->code, "58000");
}

}  // namespace
}  // namespace backstay::auth
