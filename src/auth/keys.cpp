#include "auth/keys.hpp"

#include <simdjson.h>

#include <algorithm>

#include "auth/base64.hpp"
#include "auth/hmac.hpp"
#include "auth/issue.hpp"
#include "auth/key_ring.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

Result<Jwk> parse_secret(std::string_view secret, SecretEncoding encoding) {
    std::string bytes(secret);
    if (encoding == SecretEncoding::base64) {
        auto decoded = decode_base64(trim(secret));
        if (!decoded) return failure("F0000", "the JWT secret is not base64");
        bytes = *std::move(decoded);
    }
    if (bytes.size() < shortest_secret)
        return failure("F0000", "The JWT secret must be at least 32 characters long.");
    return Jwk::from_secret(std::move(bytes));
}

// A set for verifying may have private parts in it, also some that we could not sign with.
std::optional<Jwk> read_public(simdjson::dom::object const& object) {
    auto json = JsonObject::parse(simdjson::minify(object));
    if (!json) return std::nullopt;
    json->erase("d");
    return Jwk::parse(*json);
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view secret, SecretEncoding encoding) {
    KeySet set;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (!trim(secret).starts_with('{') || parser.parse(simdjson::padded_string(secret)).get(object) != 0) {
        TRY(auto key, parse_secret(secret, encoding));
        set.secret_ = set.keys_.emplace_back(std::make_shared<Jwk const>(std::move(key)));
        return set;
    }
    auto const add = [&](simdjson::dom::object const& jwk) {
        auto key = read_public(jwk);
        if (!key) return;
        auto const& added = set.keys_.emplace_back(std::make_shared<Jwk const>(*std::move(key)));
        if (set.secret_ == nullptr && added->is_symmetric()) set.secret_ = added;
    };
    if (simdjson::dom::array list; object["keys"].get(list) == simdjson::SUCCESS) {
        for (auto const item : list)
            if (simdjson::dom::object jwk; item.get(jwk) == simdjson::SUCCESS) add(jwk);
    } else {
        add(object);
    }
    if (set.keys_.empty())
        return failure("F0000", "the JWT secret is JSON, but holds no key that can verify tokens")
            .hint(
                "Give a JWK or a JWK set with keys of kty RSA (2048 bits or more), EC (P-256, P-384), OKP "
                "(Ed25519) or oct (32 bytes or more).");
    return set;
}

void KeySet::add(KeyRing const& ring) {
    for (auto const& entry : ring.keys()) {
        if (entry.state == KeyState::revoked) continue;
        auto key = std::make_shared<Jwk const>(entry.key);
        if (entry.state == KeyState::current) signer_ = key;
        keys_.push_back(std::move(key));
    }
    api_keys_ = ring.api_keys();
    published_ = ring.to_public_set();
}

std::optional<ApiKeyKind> KeySet::find_api_key(std::string_view text) const {
    if (!looks_like_api_key(text)) return std::nullopt;
    auto const given = hex_digest("SHA256", text);
    std::optional<ApiKeyKind> found;
    for (auto const& key : api_keys_)
        if (equal_in_constant_time(key.digest, given)) found = key.kind;
    return found;
}

bool KeySet::verify(std::string_view alg, std::string_view kid, std::string_view input,
                    std::string_view signature) const {
    auto const* const algorithm = find_algorithm(alg);
    if (algorithm == nullptr) return false;
    return std::ranges::any_of(keys_, [&](auto const& key) {
        if (!kid.empty() && !key->kid().empty() && kid != key->kid()) return false;
        return key->serves(*algorithm) && key->verify(*algorithm, input, signature);
    });
}

std::string_view KeySet::signing_secret() const {
    return secret_ == nullptr ? std::string_view() : std::string_view(secret_->secret());
}

Result<std::string> KeySet::sign(std::string_view claims) const {
    if (signer_ == nullptr) {
        if (signing_secret().empty())
            return failure("F0000", "auth.jwt_secret has no key that can sign tokens");
        return sign_hs256(claims, signing_secret());
    }
    JsonObject header;
    header.set_text("alg", signer_->alg()).set_text("kid", signer_->kid()).set_text("typ", "JWT");
    auto const input = encode_base64url(header.to_string()) + "." + encode_base64url(claims);
    TRY(auto const signature, signer_->sign(input));
    return input + "." + encode_base64url(signature);
}

bool is_supported_algorithm(std::string_view alg) { return find_algorithm(alg) != nullptr; }

}  // namespace backstay::auth
