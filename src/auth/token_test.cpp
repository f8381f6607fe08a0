#include "auth/token.hpp"

#include <gtest/gtest.h>

#include "auth/base64.hpp"
#include "auth/issue.hpp"

namespace backstay::auth {
namespace {

constexpr auto secret = "a secret of thirty-two characters";
constexpr std::int64_t now = 1'700'000'000;

// RFC 7515 appendix A.1 (HS256) and A.3 (ES256), RFC 8037 appendix A.4 (EdDSA).
constexpr auto rfc7515_a1_jwk =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
constexpr auto rfc7515_a1_token =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr auto rfc7515_a3_jwk =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr auto rfc7515_a3_token =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
    "Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
constexpr auto rfc8037_a4_jwk =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
constexpr auto rfc8037_a4_token =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
    "09PGcvMg3AIbQR6dWbhi"
    "jcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

// Made with another library, for {"role":"author"}.
constexpr auto rsa_jwk =
    R"({"kty":"RSA","kid":"r1","e":"AQAB","n":"x-g4OrlnxlVa75C_ESxPXIyAmgTGxjIjTspoAl2NjD9HmMzXBsSG4RLa)"
    R"(uk3Y9ljGbsGFzMqD0lwBxbRJiTENhVxUNshVvpNMjizB6BOxQXFGhuCbxWAUdP2D0BYC_Mp4Y5lXr5u6udz8f1G8OBoVeYMZ)"
    R"(yI3sz5I-SqzInIvH8lhoJhHpapfKMiy1rWLHSSHS4Dpgsm2p8biHtxNO8EY7LxOrhHB-S1e9U0wU2hPEcAkpmuEpmWGB8-62)"
    R"(iiM0Q1v2ruuP5Nheh1-JzG7u4FU2CA8Q6X5ylblITgkSzMVQ1lb2xjVc2MRFeSf9n1NAHUD_yPkH_8B6YQOiAPCj03IusQ"})";
constexpr auto rs256_token =
    R"(eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJyb2xlIjoiYXV0aG9yIn0.hjq4lq4I-q6hpepH9C5mFYeowR7qovly8P3G)"
    R"(HMviRUku8cUjPKqrbNzXdZhRlhhlPM8nj7jFcqco4ukdWC5_NnNJZxR8wooWy65hk0Z9dI0JDwMzLQupDTQ9RVrbTCC7OYil)"
    R"(t2T1hBa-VsamT4KWayhbRaqZPvo8tXDvtZm2aaHmaBW1En0IAJaYlcFJsrIIOBgtX_2nJ_IVizBy1W0LNyH6-NBTgb3c9BpT)"
    R"(ksURkarEJv01eXm8d_CAUx2_LLJtpJllfkSY_gbmbQIzs5KZmOAQTC9ipD-fQ5hgmAQ9MM0Ew-of4lzWy3Aa4kyEugC-Lk2S)"
    R"(PugzvPufZl_TTSdvqw)";
constexpr auto ps256_token =
    R"(eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJyb2xlIjoiYXV0aG9yIn0.garU0rFFXX_FSGS5dM1ao0uKxpDbvK7oghI-)"
    R"(3hRDWq36hVYvJeYQAxcRL-OIxgrTTgYak-CYzzVkmsft9TbVXO3rsvSnP9c4w4uELwqEOxJg2fPtWkqENILh3uDpK6Roy73o)"
    R"(iObO3YsJPSTLdTugB-4ZOta076KkE9s39IAIM9xlRN9GaIrqul0-kuyXF0u7Sv50BRHXHxlaX2fjZXmZ7NdJyo-jS3ViUaPO)"
    R"(aYXYXg18U0zF0pIIZtzINdbBjctuQEtuhSkUMjC5mcLSnCr2T_c7GBVC8Ko7gfR4a8-CVlJSBXEotRsCwCTlA3YzYDhqh8Wp)"
    R"(cuqJN8YvpSsBWeNJ0w)";
constexpr auto ec_jwk =
    R"({"kty":"EC","crv":"P-384","x":"8iLQZwIy3sHCMCW65lYOGAqeDcsSgC9aiY7Q9MPRkptI7Y_LMmnZRtkP_ct6fSpk")"
    R"(,"y":"MCsr7iVC0hRnqPI8EKJQj5nX5LcO8oSfgZW7rxSqmsCUmF6NdNpHqDL2mgKgP8ZA"})";
constexpr auto es384_token =
    R"(eyJhbGciOiJFUzM4NCJ9.eyJyb2xlIjoiYXV0aG9yIn0._18V4iN9b2f32sgEAgDIjm1XMwvujMULWxlzDDBAgHf76D0n8AO)"
    R"(aUkkxVVlKJ6knJO6X977MGjQ48bmwJeI4QS0PPjEquI1ti92rz5yaZ08Grh8EHP7QkzSASr6EirDD)";

TokenRules rules(std::string audience = {}) {
    return {.audience = std::move(audience), .role_path = RolePath::parse(".role").value()};
}

Result<Token> verify(std::string_view token, std::string_view keys, std::int64_t at = now,
                     std::string audience = {}) {
    return verify_token(token, KeySet::parse(keys).value(), rules(std::move(audience)), at);
}

Result<Token> verify_claims(std::string_view claims, std::string audience = {}) {
    return verify(sign_hs256(claims, secret), secret, now, std::move(audience));
}

TEST(VerifyToken, AcceptsEveryAlgorithm) {
    constexpr std::int64_t in_2011 = 1'300'000'000;
    EXPECT_EQ(verify(rfc7515_a1_token, rfc7515_a1_jwk, in_2011).value().expires, 1'300'819'380);
    EXPECT_EQ(verify(rfc7515_a3_token, rfc7515_a3_jwk, in_2011).value().expires, 1'300'819'380);
    // Its payload is a text: the signature holds, the claims do not.
    EXPECT_EQ(verify(rfc8037_a4_token, rfc8037_a4_jwk).error()->message, "Parsing claims failed");
    for (auto const& [token, key] :
         {std::pair{rs256_token, rsa_jwk}, {ps256_token, rsa_jwk}, {es384_token, ec_jwk}})
        EXPECT_EQ(verify(token, key).value().role, "author") << token;
    EXPECT_EQ(verify(sign_hs256(R"({"role":"author"})", secret), secret).value().claims,
              R"({"role":"author"})");
}

TEST(VerifyToken, RefusesAlteredTokensAndOtherKeys) {
    for (auto const& [token, key] : {std::pair{rs256_token, ec_jwk},
                                     {es384_token, rsa_jwk},
                                     {rfc7515_a1_token, secret},
                                     {rs256_token, secret}}) {
        auto const error = verify(token, key).error();
        EXPECT_EQ(error->code, "PGRST301");
        EXPECT_EQ(error->message, "No suitable key or wrong key type");
    }
    for (auto const* token : {rs256_token, ps256_token, es384_token}) {
        std::string altered(token);
        altered[altered.find('.') + 3] ^= 1;
        EXPECT_FALSE(verify(altered, std::string(token) == es384_token ? ec_jwk : rsa_jwk).has_value());
    }
}

TEST(VerifyToken, LetsTheKeyChooseTheAlgorithm) {
    // The public key's text used as an HMAC secret: the old trick.
    auto const forged = sign_hs256(R"({"role":"author"})", rsa_jwk);
    EXPECT_EQ(verify(forged, rsa_jwk).error()->code, "PGRST301");
    auto fixed = std::string(rsa_jwk);
    fixed.insert(1, R"("alg":"RS256",)");
    EXPECT_TRUE(verify(rs256_token, fixed).has_value());
    EXPECT_FALSE(verify(ps256_token, fixed).has_value());
}

TEST(VerifyToken, ChoosesTheKeyByItsId) {
    auto const set = R"({"keys":[{"kty":"unknown"},)" + std::string(rsa_jwk) + "," + ec_jwk + "]}";
    EXPECT_TRUE(verify(rs256_token, set).has_value());
    EXPECT_TRUE(verify(es384_token, set).has_value());
    auto other = set;
    other.replace(other.find("\"r1\""), 4, "\"r2\"");
    EXPECT_FALSE(verify(rs256_token, other).has_value());
}

TEST(VerifyToken, RefusesWhatIsNoToken) {
    auto const none = encode_base64url(R"({"alg":"none"})") + ".e30.";
    struct Case {
        std::string token;
        std::string message;
    };
    for (auto const& [token, message] : {
             Case{"", "Empty JWT is sent in Authorization header"},
             Case{"a.b", "Expected 3 parts in JWT; got 2"},
             Case{"a.b.c.d", "Expected 3 parts in JWT; got 4"},
             Case{"!!.e30.aa", "JWT couldn't be decoded"},
             Case{none, "Wrong or unsupported encoding algorithm"},
             Case{encode_base64url(R"({"alg":"HS1"})") + ".e30.", "Wrong or unsupported encoding algorithm"},
             Case{encode_base64url(R"({"alg":"HS256","crit":["x"]})") + ".e30.", "JWT couldn't be decoded"},
             Case{std::string(9000, 'a'), "JWT couldn't be decoded"},
         }) {
        auto const error = verify(token, secret).error();
        EXPECT_EQ(error->code, "PGRST301") << token;
        EXPECT_EQ(error->message, message) << token;
    }
}

TEST(VerifyToken, ChecksTheTimesWithThirtySecondsOfSkew) {
    auto const claims = [](char const* name, std::int64_t offset) {
        return "{\"" + std::string(name) + "\":" + std::to_string(now + offset) + "}";
    };
    EXPECT_TRUE(verify_claims(claims("exp", -30)).has_value());
    EXPECT_TRUE(verify_claims(claims("nbf", 30)).has_value());
    EXPECT_TRUE(verify_claims(claims("iat", 30)).has_value());
    EXPECT_EQ(verify_claims(claims("exp", -31)).error()->message, "JWT expired");
    EXPECT_EQ(verify_claims(claims("nbf", 31)).error()->message, "JWT not yet valid");
    EXPECT_EQ(verify_claims(claims("iat", 31)).error()->message, "JWT issued at future");
    EXPECT_EQ(verify_claims(R"({"exp":"1"})").error()->message, "The JWT 'exp' claim must be a number");
    EXPECT_EQ(verify_claims(R"({"nbf":[]})").error()->message, "The JWT 'nbf' claim must be a number");
    EXPECT_EQ(verify_claims(R"({"iat":{}})").error()->message, "The JWT 'iat' claim must be a number");
    EXPECT_EQ(verify_claims("[]").error()->message, "Parsing claims failed");
}

TEST(VerifyToken, ChecksTheAudience) {
    for (auto const* claims :
         {R"({})", R"({"aud":null})", R"({"aud":[]})", R"({"aud":"us"})", R"({"aud":["a","us"]})"})
        EXPECT_TRUE(verify_claims(claims, "us").has_value()) << claims;
    for (auto const* claims : {R"({"aud":"them"})", R"({"aud":["a","b"]})"}) {
        EXPECT_EQ(verify_claims(claims, "us").error()->message, "JWT not in audience") << claims;
        EXPECT_TRUE(verify_claims(claims).has_value()) << claims;
    }
    for (auto const* claims : {R"({"aud":1})", R"({"aud":["us",1]})", R"({"aud":{}})"})
        EXPECT_EQ(verify_claims(claims, "us").error()->message,
                  "The JWT 'aud' claim must be a string or an array of strings")
            << claims;
}

TEST(RolePath, FindsTheRole) {
    struct Case {
        char const* path;
        char const* claims;
        std::optional<std::string> role;
    };
    for (auto const& [path, claims, role] : {
             Case{".role", R"({"role":"a"})", "a"},
             Case{"$.role", R"({"role":"a"})", "a"},
             Case{".role", R"({"role":1})", {}},
             Case{".role", R"({})", {}},
             Case{".a.b[1]", R"({"a":{"b":["x","y"]}})", "y"},
             Case{".a.b[2]", R"({"a":{"b":["x","y"]}})", {}},
             Case{R"(."https://x.org/role")", R"({"https://x.org/role":"a"})", "a"},
             Case{R"($['app role'])", R"({"app role":"a"})", "a"},
             Case{R"(.r[?(@ == "b")])", R"({"r":["a","b"]})", "b"},
             Case{R"(.r[?(@ != "a")])", R"({"r":["a","b"]})", "b"},
             Case{R"(.r[?(@ ^== "ap")])", R"({"r":["x","apple"]})", "apple"},
             Case{R"(.r[?(@ ==^ "le")])", R"({"r":["x","apple"]})", "apple"},
             Case{R"(.r[?(@ *== "pp")])", R"({"r":["x","apple"]})", "apple"},
             Case{R"(.r[?(@ == "b")])", R"({"r":"b"})", {}},
         }) {
        TokenRules const with{.audience = {}, .role_path = RolePath::parse(path).value()};
        auto const token = verify_token(sign_hs256(claims, secret), KeySet::parse(secret).value(), with, now);
        EXPECT_EQ(token.value().role, role) << path;
    }
    for (auto const* path :
         {"", "role", ".", ".a[", ".a[b]", R"(.a[?(@ ~ "x")])", R"(.a[?(@ == "x")].b)", ".a b"})
        EXPECT_FALSE(RolePath::parse(path).has_value()) << path;
}

TEST(KeySet, RefusesWhatCannotBeAKey) {
    EXPECT_FALSE(KeySet::parse("short").has_value());
    EXPECT_FALSE(KeySet::parse("???", SecretEncoding::base64).has_value());
    EXPECT_FALSE(KeySet::parse(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})").has_value());
    EXPECT_FALSE(KeySet::parse(R"({"keys":[]})").has_value());
    auto const encoded = encode_base64url(secret);
    EXPECT_EQ(KeySet::parse(encoded + "=", SecretEncoding::base64).value().signing_secret(), secret);
}

}  // namespace
}  // namespace backstay::auth
