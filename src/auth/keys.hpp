#pragma once

// The keys that tokens are verified with. Which algorithm a token may name is fixed by the key, never by the
// token (RFC 8725 section 3.1).
//
//     a text of 32 bytes or more                        HS256, HS384, HS512 with those bytes
//     {"kty":"RSA","n":"...","e":"AQAB","alg":"RS256"}   one JWK (RFC 7517): RSA, EC, OKP (Ed25519), oct
//     {"keys":[...]}                                     a JWK set; keys of kinds we do not know are left out

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace backstay::auth {

enum class SecretEncoding : std::uint8_t { text, base64 };

class KeySet {
public:
    // A secret, a JWK or a JWK set, told apart by their form.
    static Result<KeySet> parse(std::string_view secret, SecretEncoding encoding = SecretEncoding::text);

    // Whether one of the keys that `kid` allows made `signature` over `input` by the algorithm `alg`.
    bool verify(std::string_view alg, std::string_view kid, std::string_view input,
                std::string_view signature) const;

    // The bytes of the first symmetric key; empty when there is none. What our own tokens are signed with.
    std::string_view signing_secret() const;

private:
    struct Key;
    static Result<Key> parse_secret(std::string_view secret, SecretEncoding encoding);
    std::vector<std::shared_ptr<Key const>> keys_;
};

// Whether any key could ever verify `alg`.
bool is_supported_algorithm(std::string_view alg);

}  // namespace backstay::auth
