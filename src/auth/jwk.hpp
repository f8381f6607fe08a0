#pragma once

// One key, public or private, in the form of a JSON Web Key (RFC 7517, RFC 7518 section 6, RFC 8037).
//
//     {"kty":"RSA","kid":"r1","alg":"RS256","n":"...","e":"AQAB"}     of 2048 bits or more
//     {"kty":"EC","crv":"P-256","x":"...","y":"...","d":"..."}        P-256, P-384; with d it can sign
//     {"kty":"OKP","crv":"Ed25519","x":"..."}
//     {"kty":"oct","k":"..."}                                         32 bytes or more
//
//     TRY(auto const key, Jwk::generate("ES256"));
//     auto const signature = key.sign("input");
//     key.verify(*find_algorithm("ES256"), "input", signature);       true
//
// What has no form of its own in the header is OpenSSL's; a key may be used by several threads at once.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/algorithm.hpp"
#include "base/json_object.hpp"
#include "base/result.hpp"

struct evp_pkey_st;

namespace backstay::auth {

// RFC 7518, 3.2: as long as the digest of HS256 at least.
inline constexpr std::size_t shortest_secret = 32;

class Jwk {
public:
    // Nothing when it is of a kind, or has values, that we cannot use.
    static std::optional<Jwk> parse(JsonObject const& json);
    // Like parse(), and what lacks a name or an algorithm gets one. 22023 when it cannot be used.
    static Result<Jwk> complete(JsonObject json);
    // A key for HS256 or any other algorithm but HS384 and HS512, named by its thumbprint (RFC 7638).
    static Result<Jwk> generate(std::string_view alg);
    // A private or a public key in PEM (RFC 7468), named by its thumbprint.
    static Result<Jwk> from_pem(std::string const& text);
    // The bytes as they are, without a name, for every HS algorithm.
    static Jwk from_secret(std::string secret);

    std::string const& kid() const { return kid_; }
    // The one algorithm it is for; empty: every one of its kind.
    std::string const& alg() const { return alg_; }
    // The bytes of a symmetric key; empty for others.
    std::string const& secret() const { return secret_; }
    bool is_symmetric() const { return kty_ == "oct"; }
    bool can_sign() const { return is_private_; }

    bool serves(Algorithm const& algorithm) const;
    // REQUIRES: serves(algorithm).
    bool verify(Algorithm const& algorithm, std::string_view input, std::string_view signature) const;
    // By the algorithm that alg() names. REQUIRES: can_sign(), and alg() is not empty. An error when OpenSSL
    // has no memory.
    Result<std::string> sign(std::string_view input) const;

    // Without what has to stay secret. REQUIRES: !is_symmetric().
    JsonObject to_public_json() const;
    JsonObject to_private_json() const;
    // The same key, able to verify only. REQUIRES: !is_symmetric().
    Jwk without_private_part() const;

private:
    Result<void> take(std::shared_ptr<evp_pkey_st> key);
    std::string thumbprint() const;

    std::string kid_, alg_, kty_, crv_;
    std::string secret_;
    std::shared_ptr<evp_pkey_st> key_;
    bool is_private_ = false;
};

}  // namespace backstay::auth
