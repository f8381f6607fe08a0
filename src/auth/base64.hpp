#pragma once

// Base64 in both alphabets (RFC 4648 sections 4 and 5).
//
//     encode_base64url("\x03\xff") is "A_8": no padding, as tokens want it.

#include <optional>
#include <string>
#include <string_view>

namespace backstay::auth {

std::string encode_base64url(std::string_view bytes);
std::string encode_base64(std::string_view bytes);  // padded

// Nothing when `text` holds another letter, padding, or bits that no encoder writes.
std::optional<std::string> decode_base64url(std::string_view text);

// Either alphabet, padded or not: what people put into configuration files.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace backstay::auth
