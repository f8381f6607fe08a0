#pragma once

// Signatures as JWS has them (RFC 7515), by OpenSSL's keys.

#include <string>
#include <string_view>

#include "auth/algorithm.hpp"
#include "base/result.hpp"

struct evp_pkey_st;

namespace backstay::auth {

// REQUIRES: algorithm.family is not hmac, and the key is of its kind.
bool verify_signature(Algorithm const& algorithm, evp_pkey_st* key, std::string_view input,
                      std::string_view signature);
// REQUIRES: the same, and that the key is a private one.
Result<std::string> make_signature(Algorithm const& algorithm, evp_pkey_st* key, std::string_view input);

}  // namespace backstay::auth
