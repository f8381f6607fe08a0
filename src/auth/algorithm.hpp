#pragma once

// The algorithms of signatures that tokens may have (RFC 7518 section 3.1, RFC 8037).
//
//     find_algorithm("ES256")->family is Family::ecdsa; find_algorithm("none") is null.

#include <cstdint>
#include <string_view>

namespace backstay::auth {

enum class Family : std::uint8_t { hmac, rsa, rsa_pss, ecdsa, eddsa };

struct Algorithm {
    std::string_view name;
    Family family;
    std::string_view digest;  // as OpenSSL names it
    std::string_view curve;   // ecdsa, eddsa: the JWK name
    std::size_t half = 0;     // ecdsa: bytes of r and of s
};

Algorithm const* find_algorithm(std::string_view name);

}  // namespace backstay::auth
