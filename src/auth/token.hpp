#pragma once

// Access tokens: signed JWTs (RFC 7519, RFC 7515), verified by RFC 8725's rules. What is refused is refused
// with PostgREST's codes and words:
//
//     PGRST301  the token cannot be decoded, or none of our keys made it
//     PGRST303  its claims do not hold: expired, not yet valid, another audience, ...

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/keys.hpp"
#include "auth/role_path.hpp"
#include "base/result.hpp"

namespace backstay::auth {

inline constexpr std::size_t max_token_size = 8UL * 1024;
inline constexpr std::int64_t clock_skew = 30;  // seconds

struct Token {
    std::optional<std::string> role;           // what the role path found
    std::string claims;                        // the payload, a JSON object
    std::optional<std::int64_t> expires = {};  // Unix time

    bool operator==(Token const&) const = default;
};

struct TokenRules {
    std::string audience = {};  // empty: any
    RolePath role_path;
};

// `now` in Unix time.
Result<Token> verify_token(std::string_view token, KeySet const& keys, TokenRules const& rules,
                           std::int64_t now);

}  // namespace backstay::auth
