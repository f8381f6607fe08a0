#pragma once

// Codes and links that a user gets by mail and that work once: of each kind a user has one at most, and a
// newer one replaces it. What is kept is a hash of the address and the code, which links carry. It is keyed:
// who knows the address cannot make the hashes of a million codes, and so get around the tries that a code
// has.
//
//     hash = hex(first 28 bytes of HMAC-SHA-256(secret, "one-time token " address " " code))
//     pkce_ before it where the link ends in a PKCE exchange

#include <optional>
#include <string>
#include <vector>

#include "auth/user.hpp"

namespace backstay::auth {

enum class TokenKind : std::uint8_t {
    confirmation,
    recovery,
    reauthentication,
    email_change_new,
    email_change_current,
    phone_change,
};

struct OneTimeToken {
    std::string user_id;
    TokenKind kind = TokenKind::confirmation;
    std::string hash;        // as stored
    std::string relates_to;  // the address
    std::optional<Time> created_at = {};

    bool is_pkce() const { return hash.starts_with("pkce_"); }
};

std::string token_hash(std::string_view secret, std::string_view address, std::string_view code);

Task<void> keep_token(engine::OwnTransaction& transaction, TokenKind kind, std::string user_id,
                      std::string hash, std::string relates_to, Time now);
// With `hash` given with or without pkce_.
Task<std::optional<OneTimeToken>> find_one_time_token(engine::OwnTransaction& transaction,
                                                      std::vector<TokenKind> kinds, std::string hash);
Task<void> clear_token(engine::OwnTransaction& transaction, TokenKind kind, std::string user_id);
Task<void> clear_tokens(engine::OwnTransaction& transaction, std::string user_id);

}  // namespace backstay::auth
