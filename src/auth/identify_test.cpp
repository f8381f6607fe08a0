#include "auth/identify.hpp"

#include <gtest/gtest.h>

#include "auth/issue.hpp"

namespace backstay::auth {
namespace {

constexpr auto secret = "a secret of thirty-two characters";

class Identify : public testing::Test {
protected:
    Authenticator make(Options options = {.jwt_secret = secret}) {
        return Authenticator::make(options, [this] { return now; }).value();
    }
    std::int64_t seconds() const {
        return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    }
    std::string bearer(std::string_view claims) const { return "Bearer " + sign_hs256(claims, secret); }

    std::chrono::system_clock::time_point now{std::chrono::seconds(1'700'000'000)};
};

TEST_F(Identify, GivesTheRoleAndTheClaims) {
    auto authenticator = make();
    auto const principal = authenticator.identify(bearer(R"({"role":"author","sub":"7"})")).value();
    EXPECT_EQ(principal.role, "author");
    EXPECT_EQ(principal.claims, R"({"role":"author","sub":"7"})");
    EXPECT_EQ(authenticator.identify(bearer(R"({"sub":"7"})")).value().claims,
              R"({"sub":"7","role":"anon"})");
    EXPECT_EQ(authenticator.identify(bearer("{}")).value().claims, R"({"role":"anon"})");
}

TEST_F(Identify, TakesWhoSendsNothingForAnonymous) {
    auto authenticator = make();
    EXPECT_EQ(authenticator.identify({}).value().role, "anon");
    EXPECT_EQ(authenticator.identify({}).value().claims, R"({"role":"anon"})");
    EXPECT_EQ(authenticator.identify("Basic Zm9vOmJhcg==").value().role, "anon");
    auto closed = make({.jwt_secret = secret, .anon_role = ""});
    EXPECT_EQ(closed.identify({}).error()->code, "PGRST302");
    EXPECT_EQ(closed.identify(bearer("{}")).error()->code, "PGRST302");
}

TEST_F(Identify, PrefersTheBearerTokenToTheKey) {
    auto authenticator = make();
    auto const key = project_key("service_role", secret, seconds());
    EXPECT_EQ(authenticator.identify({}, key).value().role, "service_role");
    EXPECT_EQ(authenticator.identify(bearer(R"({"role":"author"})"), key).value().role, "author");
    auto plain = make({.jwt_secret = secret, .accept_apikey = false});
    EXPECT_EQ(plain.identify({}, key).value().role, "anon");
}

TEST_F(Identify, ForgetsATokenThatExpires) {
    auto authenticator = make();
    auto const header = bearer(R"({"role":"author","exp":)" + std::to_string(seconds() + 10) + "}");
    EXPECT_TRUE(authenticator.identify(header).has_value());
    EXPECT_TRUE(authenticator.identify(header).has_value());
    now += std::chrono::seconds(41);
    EXPECT_EQ(authenticator.identify(header).error()->message, "JWT expired");
}

TEST_F(Identify, KeepsNoMoreThanItsShareOfTokens) {
    auto authenticator = make({.jwt_secret = secret, .cache_entries = 2});
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 5; ++i) {
            auto const role = "role" + std::to_string(i);
            EXPECT_EQ(authenticator.identify(bearer(R"({"role":")" + role + "\"}")).value().role, role);
        }
}

TEST_F(Identify, SaysWhatToAnswer) {
    auto authenticator = make();
    EXPECT_EQ(
        challenge(authenticator.identify("Bearer ").error()),
        R"(Bearer error="invalid_token", error_description="Empty JWT is sent in Authorization header")");
    EXPECT_EQ(challenge(make({.anon_role = ""}).identify({}).error()), "Bearer");
    auto const missing = make(Options{}).identify(bearer("{}")).error();
    EXPECT_EQ(missing->code, "PGRST300");
    EXPECT_EQ(challenge(missing), std::nullopt);
}

}  // namespace
}  // namespace backstay::auth
