#include "auth/key_ring.hpp"

#include <gtest/gtest.h>

#include "auth/issue.hpp"
#include "auth/keys.hpp"
#include "auth/token.hpp"

namespace backstay::auth {
namespace {

constexpr auto secret = "a secret of thirty-two characters";
constexpr std::int64_t now = 1'700'000'000;

KeySet keys_with(KeyRing const& ring) {
    auto keys = KeySet::parse(secret).value();
    keys.add(ring);
    return keys;
}

bool accepts(KeySet const& keys, std::string const& token) {
    return verify_token(token, keys, {.role_path = RolePath::parse(".role").value()}, now).has_value();
}

std::vector<KeyState> states(KeyRing const& ring) {
    std::vector<KeyState> found;
    for (auto const& key : ring.keys()) found.push_back(key.state);
    return found;
}

TEST(KeyRing, KeysSignInTurn) {
    for (auto const* const alg : {"ES256", "ES384", "RS256", "PS256", "EdDSA", "HS256"}) {
        KeyRing ring;
        auto const by_secret = keys_with(ring).sign(R"({"role":"a"})").value();
        ASSERT_TRUE(ring.add(Jwk::generate(alg).value(), now));
        EXPECT_EQ(keys_with(ring).sign(R"({"role":"a"})"), by_secret) << "before it is the current one";
        ASSERT_TRUE(ring.rotate(now));
        auto const first = keys_with(ring).sign(R"({"role":"a"})").value();
        EXPECT_TRUE(accepts(keys_with(ring), first)) << alg;
        ASSERT_TRUE(ring.rotate(now)) << "makes one of the same algorithm";
        EXPECT_EQ(ring.current()->key.alg(), alg);
        auto const second = keys_with(ring).sign(R"({"role":"a"})").value();
        EXPECT_EQ(states(ring), (std::vector{KeyState::previously_used, KeyState::current}));
        for (auto const& token : {by_secret, first, second}) EXPECT_TRUE(accepts(keys_with(ring), token));
        ASSERT_TRUE(ring.revoke(std::string(ring.keys().front().key.kid())));
        EXPECT_FALSE(accepts(keys_with(ring), first)) << alg;
        EXPECT_TRUE(accepts(keys_with(ring), second)) << alg;
    }
}

TEST(KeyRing, IsWrittenAndRead) {
    KeyRing ring;
    for (auto const* const alg : {"ES256", "RS256", "EdDSA", "HS256"}) {
        ASSERT_TRUE(ring.add(Jwk::generate(alg).value(), now));
        ASSERT_TRUE(ring.rotate(now));
        auto const read = KeyRing::parse(ring.to_string()).value();
        EXPECT_EQ(read.to_string(), ring.to_string());
        EXPECT_TRUE(accepts(keys_with(ring), keys_with(read).sign("{}").value())) << alg;
    }
    EXPECT_TRUE(KeyRing::parse(" \n").value().keys().empty());
}

TEST(KeyRing, PublishesNoSecret) {
    KeyRing ring;
    ASSERT_TRUE(ring.add(Jwk::generate("HS256").value(), now));
    ASSERT_TRUE(ring.rotate(now));
    EXPECT_EQ(ring.to_public_set(), R"({"keys":[]})");
    ASSERT_TRUE(ring.add(Jwk::generate("RS256").value(), now));
    auto const published = JsonObject::parse(ring.to_public_set()).value().json("keys").value();
    auto const key = JsonObject::parse(published.substr(1, published.size() - 2)).value();
    std::vector<std::string> names;
    for (auto const& [name, json] : key.members()) names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"kty", "kid", "alg", "use", "n", "e"}));
    EXPECT_TRUE(ring.revoke(ring.standby()->key.kid()));
    EXPECT_EQ(ring.to_public_set(), R"({"keys":[]})");
    EXPECT_EQ(JsonObject::parse(ring.keys().back().key.to_private_json().to_string())->has("d"), false);
}

TEST(KeyRing, HasTheKeysOfClients) {
    KeyRing ring;
    auto const shown = ring.add_api_key(ApiKeyKind::publishable, "web", now).value();
    auto const secret_key = ring.add_api_key(ApiKeyKind::secret, "worker", now).value();
    EXPECT_EQ(ring.add_api_key(ApiKeyKind::secret, "web", now).error()->code, "42710");
    auto const text = ring.to_string();
    EXPECT_TRUE(text.contains(shown));
    EXPECT_FALSE(text.contains(secret_key));
    EXPECT_EQ(KeyRing::parse(text).value().to_string(), text);
    auto const keys = keys_with(KeyRing::parse(text).value());
    EXPECT_EQ(keys.find_api_key(shown), ApiKeyKind::publishable);
    EXPECT_EQ(keys.find_api_key(secret_key), ApiKeyKind::secret);
    EXPECT_EQ(keys.find_api_key(secret_key.substr(1)), std::nullopt);
    EXPECT_EQ(keys.find_api_key(secret_key + "a"), std::nullopt);
    EXPECT_EQ(keys.find_api_key(""), std::nullopt);
    EXPECT_EQ(ring.to_public_set(), R"({"keys":[]})");
    ASSERT_TRUE(ring.revoke("worker"));
    EXPECT_EQ(keys_with(ring).find_api_key(secret_key), std::nullopt);
    EXPECT_EQ(KeyRing::parse(R"({"keys":[],"api_keys":[{"name":"a","type":"secret","key":"sb_secret_"}]})")
                  .error()
                  ->message,
              "the API key \"a\" cannot be used");
}

TEST(KeyRing, RefusesWhatMakesNoSense) {
    KeyRing ring;
    auto const key = Jwk::generate("ES256").value();
    ASSERT_TRUE(ring.add(key, now));
    EXPECT_EQ(ring.add(key, now).error()->code, "42710");
    EXPECT_EQ(ring.add(Jwk::generate("ES256").value(), now).error()->code, "55000");
    EXPECT_EQ(ring.revoke("unknown").error()->code, "42704");
    ASSERT_TRUE(ring.rotate(now));
    EXPECT_EQ(ring.revoke(key.kid()).error()->code, "55000");
}

// RFC 7515 appendix A.3, RFC 8037 appendices A.1 and A.3.
TEST(KeyRing, ReadsSetsWithoutStates) {
    constexpr auto with_d =
        R"({"kty":"EC","kid":"b","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";
    constexpr auto without_d =
        R"({"kty":"OKP","kid":"a","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
    auto const ring = KeyRing::parse("[" + std::string(without_d) + "," + with_d + "]").value();
    EXPECT_EQ(states(ring), (std::vector{KeyState::previously_used, KeyState::current}));
    EXPECT_EQ(ring.current()->key.alg(), "ES256");
    auto const ed25519 = Jwk::complete(
        JsonObject::parse(
            R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})")
            .value());
    EXPECT_EQ(ed25519.value().kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

TEST(KeyRing, SaysWhatItCannotRead) {
    struct Case {
        char const* text;
        char const* message;
    };
    constexpr auto public_key =
        R"("kty":"OKP","kid":"a","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
    auto const of = [&](std::string const& rest) { return "{\"keys\":[{" + (public_key + rest) + "}]}"; };
    auto const current = of(R"(,"state":"current")"), unknown = of(R"(,"state":"used")");
    auto const twice = "[{" + std::string(public_key) + "},{" + public_key + "}]";
    // Its private part is another key's (RFC 8032, 7.1).
    auto const mixed = of(R"(,"d":"TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs")");
    for (auto const& [text, message] :
         {Case{"key", "the signing keys are no JWK set"}, Case{"{}", "the signing keys are no JWK set"},
          Case{"[{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2hvcnQ\"}]", "the key \"s\" cannot be used"},
          Case{unknown.c_str(), "the signing key \"a\" has the unknown state \"used\""},
          Case{current.c_str(), "the current signing key \"a\" has no private part"},
          Case{twice.c_str(), "two signing keys are called \"a\""},
          Case{mixed.c_str(), "the key \"a\" cannot be used"}})
        EXPECT_EQ(KeyRing::parse(text).error()->message, message);
}

// One thumbprint in 64 does.
TEST(Jwk, NoNameOfANewKeyBeginsWithADash) {
    constexpr int enough = 500;
    for (int i = 0; i < enough; ++i) {
        auto const key = Jwk::generate("EdDSA");
        ASSERT_TRUE(key);
        ASSERT_NE(key->kid().front(), '-');
    }
}

TEST(Jwk, ReadsPem) {
    // RFC 8410, 10.1 and 10.3.
    auto const public_key = Jwk::from_pem(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n");
    auto const private_key = Jwk::from_pem(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
        "-----END PRIVATE KEY-----\n");
    EXPECT_FALSE(public_key.value().can_sign());
    EXPECT_TRUE(private_key.value().can_sign());
    EXPECT_EQ(private_key.value().kid(), public_key.value().kid());
    EXPECT_TRUE(public_key->verify(*find_algorithm("EdDSA"), "text", private_key->sign("text").value()));
    EXPECT_FALSE(public_key->verify(*find_algorithm("EdDSA"), "test", private_key->sign("text").value()));
    EXPECT_EQ(Jwk::from_pem("-----BEGIN NONSENSE-----").error()->code, "22023");
}

}  // namespace
}  // namespace backstay::auth
