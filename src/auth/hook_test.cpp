#include "auth/hook.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

TEST(Hook, IsAFunctionOrAnAddress) {
    Hook hook;
    ASSERT_TRUE(hook.set_uri("pg-functions://postgres/public/add_claims"));
    EXPECT_EQ(hook.function(), R"("public"."add_claims")");
    ASSERT_TRUE(hook.set_uri("app.check_user"));
    EXPECT_EQ(hook.function(), R"("app"."check_user")");
    EXPECT_EQ(hook.url(), "");
    ASSERT_TRUE(hook.set_uri("https://example.org/hook"));
    EXPECT_EQ(hook.function(), "");
    EXPECT_EQ(hook.url(), "https://example.org/hook");
    ASSERT_TRUE(hook.set_uri("http://127.0.0.1:9/hook"));
    ASSERT_TRUE(hook.set_uri(""));
    EXPECT_FALSE(hook.is_set());
}

TEST(Hook, RefusesWhatIsNeither) {
    for (auto const* const uri :
         {"add_claims", "a.b.c", "pg-functions://postgres/add_claims", "ftp://example.org",
          "http://example.org/hook", "public.a b", "public.a\"b", "public."})
        EXPECT_FALSE(Hook().set_uri(uri)) << uri;
}

TEST(Hook, HasNamesOfItsPoint) {
    EXPECT_EQ(hook_name(HookPoint::custom_access_token), "custom_access_token");
    EXPECT_EQ(hook_title(HookPoint::mfa_verification_attempt), "mfa-verification");
}

}  // namespace
}  // namespace backstay::auth
