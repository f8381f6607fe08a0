#pragma once

// Codes by time: RFC 6238 with SHA-1, six digits and steps of 30 seconds, as every authenticator app has it.
//
//     totp_code(secret, totp_step(now))      "287082"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace backstay::auth {

std::int64_t totp_step(Time time);
// `secret`: the bytes.
std::string totp_code(std::string_view secret, std::int64_t step);
// The step whose code it is: this one, the last or the next.
std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, Time now);

// Upper-case base32 without padding (RFC 4648), as apps and their users read it.
std::string totp_secret_text(std::string_view bytes);
std::optional<std::string> totp_secret_bytes(std::string_view text);
// otpauth://totp/issuer:account?...  (https://github.com/google/google-authenticator/wiki/Key-Uri-Format)
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret_text);

}  // namespace backstay::auth
