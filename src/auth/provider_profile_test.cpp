#include "auth/provider_profile.hpp"

#include <gtest/gtest.h>

#include <set>

namespace backstay::auth {
namespace {

struct Case {
    std::string_view provider, user, emails, claims;
};

// Answers of the providers, as their documentation shows them, cut to what is read.
constexpr Case cases[] = {
    {"github", R"({"id":583231,"login":"ann","name":"Ann Lee","email":null,"avatar_url":"https://a/1"})",
     R"([{"email":"old@example.org","primary":false,"verified":true},
         {"email":"ann@example.org","primary":true,"verified":true}])",
     R"({"sub":"583231","name":"Ann Lee","picture":"https://a/1","preferred_username":"ann",)"
     R"("email":"ann@example.org","email_verified":true})"},
    {"github", R"({"id":1,"login":"ann","name":null})",
     R"([{"email":"new@example.org","primary":true,"verified":false},
         {"email":"ann@example.org","primary":false,"verified":true}])",
     R"({"sub":"1","name":"ann","preferred_username":"ann","email":"ann@example.org","email_verified":true})"},
    {"github", R"({"id":1,"login":"ann"})", "[]",
     R"({"sub":"1","name":"ann","preferred_username":"ann","email_verified":false})"},
    {"bitbucket", R"({"uuid":"{7}","display_name":"Ann","links":{"avatar":{"href":"https://a/1"}}})",
     R"({"values":[{"email":"ann@example.org","is_primary":true,"is_confirmed":false}]})",
     R"({"sub":"{7}","name":"Ann","picture":"https://a/1","email":"ann@example.org","email_verified":false})"},
    {"discord",
     R"({"id":"80351110224678912","username":"ann","discriminator":"1337","global_name":"Ann",)"
     R"("avatar":"8342","verified":true,"email":"ann@example.org"})",
     "",
     R"({"sub":"80351110224678912","name":"ann#1337","full_name":"ann",)"
     R"("picture":"https://cdn.discordapp.com/avatars/80351110224678912/8342.png",)"
     R"("email":"ann@example.org","email_verified":true,"custom_claims":{"global_name":"Ann"}})"},
    {"discord", R"({"id":"8","username":"ann","avatar":null,"verified":false,"email":"ann@example.org"})", "",
     R"({"sub":"8","name":"ann","full_name":"ann","email":"ann@example.org","email_verified":false})"},
    {"facebook",
     R"({"id":"7","email":"ann@example.org","first_name":"Ann","last_name":"Lee","name":"Annie",)"
     R"("picture":{"data":{"url":"https://a/1"}}})",
     "",
     R"({"sub":"7","name":"Ann Lee","picture":"https://a/1","nickname":"Annie","email":"ann@example.org",)"
     R"("email_verified":true})"},
    {"figma", R"({"id":"7","email":"ann@example.org","handle":"Ann","img_url":"https://a/1"})", "",
     R"({"sub":"7","name":"Ann","picture":"https://a/1","email":"ann@example.org","email_verified":true})"},
    {"fly", R"({"user_id":"7","user_name":"Ann","email":"ann@example.org","scope":["read"]})", "",
     R"({"sub":"7","name":"Ann","email":"ann@example.org","email_verified":true,)"
     R"("custom_claims":{"scope":["read"]}})"},
    {"kakao",
     R"({"id":7,"kakao_account":{"profile":{"nickname":"Ann","profile_image_url":"https://a/1"},)"
     R"("email":"ann@example.org","is_email_valid":true,"is_email_verified":false}})",
     "",
     R"({"sub":"7","name":"Ann","picture":"https://a/1","preferred_username":"Ann",)"
     R"("email":"ann@example.org","email_verified":false})"},
    {"notion", R"({"bot":{"owner":{"user":{"id":"7","name":"Ann","person":{"email":"ann@example.org"}}}}})",
     "", R"({"sub":"7","name":"Ann","email":"ann@example.org","email_verified":true})"},
    {"snapchat",
     R"({"data":{"me":{"externalId":"7","displayName":"Ann","bitmoji":{"avatar":"https://a/1"}}}})", "",
     R"({"sub":"7","name":"Ann","picture":"https://a/1","nickname":"Ann","email_verified":false})"},
    {"spotify",
     R"({"id":"7","display_name":"Ann","email":"ann@example.org","images":[{"url":"https://a/1"}]})", "",
     R"({"sub":"7","name":"Ann","picture":"https://a/1","email":"ann@example.org","email_verified":false})"},
    {"twitch",
     R"({"data":[{"id":"7","login":"ann","display_name":"Ann","email":"ann@example.org",)"
     R"("profile_image_url":"https://a/1"}]})",
     "",
     R"({"sub":"7","name":"ann","picture":"https://a/1","nickname":"Ann","email":"ann@example.org",)"
     R"("email_verified":true})"},
    {"twitter", R"({"data":{"id":"7","name":"Ann","username":"ann7","confirmed_email":"ann@example.org"}})",
     "",
     R"({"sub":"7","name":"Ann","preferred_username":"ann7","email":"ann@example.org",)"
     R"("email_verified":true})"},
    {"x", R"({"data":{"id":"7","name":"Ann","username":"ann7"}})", "",
     R"({"sub":"7","name":"Ann","preferred_username":"ann7","email_verified":false})"},
    {"workos",
     R"({"access_token":"t","profile":{"id":"prof_7","email":"ann@example.org","first_name":"Ann",)"
     R"("last_name":null,"connection_id":"conn_1"}})",
     "",
     R"({"sub":"prof_7","name":"Ann","email":"ann@example.org","email_verified":true,)"
     R"("custom_claims":{"connection_id":"conn_1"}})"},
    {"zoom",
     R"({"id":"7","first_name":"Ann","last_name":"Lee","email":"ann@example.org","verified":0,)"
     R"("login_type":100,"pic_url":"https://a/1"})",
     "",
     R"({"sub":"7","name":"Ann Lee","picture":"https://a/1","email":"ann@example.org","email_verified":false})"},
    {"zoom", R"({"id":"7","first_name":"Ann","email":"ann@example.org","verified":1,"login_type":100})", "",
     R"({"sub":"7","name":"Ann","email":"ann@example.org","email_verified":true})"},
    {"zoom", R"({"id":"7","first_name":"Ann","email":"ann@example.org","verified":0,"login_type":1})", "",
     R"({"sub":"7","name":"Ann","email":"ann@example.org","email_verified":true})"},
};

TEST(ReadProfile, SaysInOpenIdsWordsWhatEachProviderSaysInItsOwn) {
    for (auto const& [provider, user, emails, claims] : cases) {
        auto const* const kind = find_provider_kind(provider);
        ASSERT_NE(kind, nullptr) << provider;
        auto const read = read_profile(*kind, user, emails);
        ASSERT_TRUE(read) << provider << ": " << read.error()->message;
        EXPECT_EQ(read->to_string(), claims) << provider;
    }
}

TEST(ReadProfile, EveryProviderWithoutOpenIdHasACase) {
    std::set<std::string_view> tried;
    for (auto const& one : cases) tried.insert(one.provider);
    for (auto const& kind : provider_kinds())
        if (kind.protocol == Protocol::oauth2) EXPECT_TRUE(tried.contains(kind.name)) << kind.name;
}

TEST(ReadProfile, NobodyIsNobody) {
    auto const& github = *find_provider_kind("github");
    for (auto const* const user : {"{}", "[]", "", R"({"id":null})", R"({"id":""})", R"({"message":"Bad"})"})
        EXPECT_FALSE(read_profile(github, user, "[]")) << user;
    EXPECT_FALSE(read_profile(github, R"({"id":1})", "no JSON"));
}

TEST(Endpoint, IsThePathOnAServerOfOnesOwn) {
    EXPECT_EQ(endpoint("https://github.com/login", "", "/api/v3"), "https://github.com/login");
    EXPECT_EQ(endpoint("https://github.com/login", "https://git.example.org/", ""),
              "https://git.example.org/login");
    EXPECT_EQ(endpoint("https://api.github.com/user?a=b", "http://localhost:7/x", "/api/v3"),
              "http://localhost:7/x/api/v3/user?a=b");
}

TEST(ProviderKinds, HaveWhatTheirProtocolNeeds) {
    for (auto const& kind : provider_kinds()) {
        EXPECT_EQ(find_provider_kind(kind.name), &kind);
        if (kind.protocol == Protocol::openid) continue;
        EXPECT_TRUE(kind.authorize.starts_with("https://")) << kind.name;
        EXPECT_TRUE(kind.token.starts_with("https://")) << kind.name;
        EXPECT_FALSE(kind.profile.subject.empty()) << kind.name;
        EXPECT_EQ(kind.emails.empty(), kind.email_list.email.empty()) << kind.name;
    }
}

}  // namespace
}  // namespace backstay::auth
