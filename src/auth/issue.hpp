#pragma once

// Tokens of our own: the keys that `serve` prints for the roles anon and service_role.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::auth {

// HS256 over `claims`, a JSON object. REQUIRES: secret has 32 bytes or more.
std::string sign_hs256(std::string_view claims, std::string_view secret);

// {"role":...,"iss":"backstay","iat":now,"exp":now + ten years}: what a project hands to its clients.
std::string project_key(std::string_view role, std::string_view secret, std::int64_t now);

// 32 random bytes as base64url. An error when the system gives none.
Result<std::string> new_secret();

}  // namespace backstay::auth
