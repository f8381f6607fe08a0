#pragma once

// The keys that tokens are verified and signed with. Which algorithm a token may name is fixed by the key,
// never by the token (RFC 8725 section 3.1).
//
//     a text of 32 bytes or more                        HS256, HS384, HS512 with those bytes
//     {"kty":"RSA","n":"...","e":"AQAB","alg":"RS256"}   one JWK (RFC 7517): RSA, EC, OKP (Ed25519), oct
//     {"keys":[...]}                                     a JWK set; keys of kinds we do not know are left out

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/api_key.hpp"
#include "auth/jwk.hpp"
#include "base/result.hpp"

namespace backstay::auth {

enum class SecretEncoding : std::uint8_t { text, base64 };

class KeyRing;

class KeySet {
public:
    // A secret, a JWK or a JWK set, told apart by their form.
    static Result<KeySet> parse(std::string_view secret, SecretEncoding encoding = SecretEncoding::text);

    // Whether one of the keys that `kid` allows made `signature` over `input` by the algorithm `alg`.
    bool verify(std::string_view alg, std::string_view kid, std::string_view input,
                std::string_view signature) const;

    // The ring's keys verify as well, but for revoked ones; its current key signs, and its API keys are
    // known.
    void add(KeyRing const& ring);

    // The bytes of the first symmetric key that parse() found, the project's secret; empty when there is
    // none.
    std::string_view signing_secret() const;
    // A token with `claims`, a JSON object: by the ring's current key, which its header names, or by HS256
    // with the project's secret.
    Result<std::string> sign(std::string_view claims) const;
    // What the key of a client is; nothing when it is none of ours. Takes the same time whichever it is.
    std::optional<ApiKeyKind> find_api_key(std::string_view text) const;
    // The ring's public keys, as a JWK set.
    std::string const& published() const { return published_; }

private:
    std::vector<std::shared_ptr<Jwk const>> keys_;
    std::shared_ptr<Jwk const> secret_;
    std::shared_ptr<Jwk const> signer_;
    std::vector<ApiKey> api_keys_;
    std::string published_ = R"({"keys":[]})";
};

// Whether any key could ever verify `alg`.
bool is_supported_algorithm(std::string_view alg);

}  // namespace backstay::auth
