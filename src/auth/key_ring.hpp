#pragma once

// The keys of a project: those that access tokens are signed with, one after another, and the API keys of its
// clients (api_key.hpp). Each of the first goes one way:
//
//     standby            published, so that everyone knows it before it is used; verifies
//     current            signs; there is one at most
//     previously_used    signs no more; verifies the tokens that it has signed
//     revoked            void; its private part is gone, and of a key of HS256 nothing is left
//
// As text a ring is a JWK set (RFC 7517 section 5) whose keys have two members more:
//
//     {"keys":[{"kty":"EC","kid":"...","crv":"P-256",...,"d":"...","state":"current","created_at":1790000000}],
//      "api_keys":[{"name":"app","type":"publishable","key":"sb_publishable_...","created_at":1790000000}]}
//
// A set without states, or an array of keys, is a ring too: the first that can sign is the current one, the
// others verify. Keys of HS256 may be in it and are never published.
//
//     TRY(auto ring, KeyRing::parse(text));
//     TRY_VOID(ring.add(*Jwk::generate("ES256"), now));     standby
//     TRY_VOID(ring.rotate(now));                           current

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/api_key.hpp"
#include "auth/jwk.hpp"

namespace backstay::auth {

enum class KeyState : std::uint8_t { standby, current, previously_used, revoked };

std::string_view state_name(KeyState state);

struct RingKey {
    Jwk key;
    KeyState state = KeyState::standby;
    std::int64_t created_at = 0;  // Unix time; 0: not known
};

class KeyRing {
public:
    // "" is an empty ring. 22023 when the text is none, or a key in it cannot be used.
    static Result<KeyRing> parse(std::string_view text);
    std::string to_string() const;
    // What others verify our tokens with: {"keys":[...]}, public parts of what is not revoked.
    std::string to_public_set() const;

    std::vector<RingKey> const& keys() const { return keys_; }
    RingKey const* current() const { return find(KeyState::current); }
    RingKey const* standby() const { return find(KeyState::standby); }
    RingKey const* find(std::string_view kid) const;
    std::vector<ApiKey> const& api_keys() const { return api_keys_; }
    ApiKey const* find_api_key(std::string_view name) const;

    // As standby, or as previously_used when it cannot sign. 42710 when it is there; 55000 when another
    // stands by.
    Result<void> add(Jwk key, std::int64_t now);
    // The one that stands by becomes the current one, or a new one of the current one's algorithm does.
    Result<void> rotate(std::int64_t now);
    // A signing key by its kid, or an API key by its name. 42704 when there is none; 55000 when it is the
    // current one.
    Result<void> revoke(std::string_view name);
    // Gives the key's text. 42710 when the name is taken.
    Result<std::string> add_api_key(ApiKeyKind kind, std::string const& name, std::int64_t now);

private:
    RingKey const* find(KeyState state) const;
    Result<void> check_new(std::string_view name) const;
    Result<void> revoke_signing_key(RingKey& key);

    std::vector<RingKey> keys_;  // oldest first
    std::vector<ApiKey> api_keys_;
};

}  // namespace backstay::auth
