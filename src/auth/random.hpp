#pragma once

// Random values from the system's generator, and the forms they are shown in.

#include <cstddef>
#include <string>
#include <string_view>

namespace backstay::auth {

std::string random_bytes(std::size_t count);
std::string new_uuid();                        // version 4 (RFC 9562): 0b9a...-....-4...
std::string random_digits(std::size_t count);  // each equally likely

std::string base32(std::string_view bytes);  // RFC 4648 section 6, in lower case, without padding
std::string hex(std::string_view bytes);
// Lower-case digits of a digest: "SHA224", "SHA256".
std::string hex_digest(std::string_view digest, std::string_view input);
std::string digest(std::string_view digest, std::string_view input);

// Whether the text has the form of a uuid.
bool is_uuid(std::string_view text);

}  // namespace backstay::auth
