#pragma once

// The keys that access tokens are signed with, one after another. Each goes one way:
//
//     standby            published, so that everyone knows it before it is used; verifies
//     current            signs; there is one at most
//     previously_used    signs no more; verifies the tokens that it has signed
//     revoked            void; its private part is gone, and of a key of HS256 nothing is left
//
// As text a ring is a JWK set (RFC 7517 section 5) whose keys have two members more:
//
//     {"keys":[{"kty":"EC","kid":"...","crv":"P-256",...,"d":"...","state":"current","created_at":1790000000}]}
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

    // As standby, or as previously_used when it cannot sign. 42710 when it is there; 55000 when another
    // stands by.
    Result<void> add(Jwk key, std::int64_t now);
    // The one that stands by becomes the current one, or a new one of the current one's algorithm does.
    Result<void> rotate(std::int64_t now);
    // 42704 when there is none of this name; 55000 when it is the current one.
    Result<void> revoke(std::string_view kid);

private:
    RingKey const* find(KeyState state) const;

    std::vector<RingKey> keys_;  // oldest first
};

}  // namespace backstay::auth
