#pragma once

#include <string>
#include <string_view>

namespace backstay::auth {

// HMAC (RFC 2104) of `input`. REQUIRES: digest is "SHA1", "SHA256", "SHA384" or "SHA512".
std::string hmac(std::string_view digest, std::string_view key, std::string_view input);

// In a time that depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace backstay::auth
