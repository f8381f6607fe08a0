#include "auth/random.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace backstay::auth {

// libsodium's generator ends the program rather than give what is not random.
std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string new_uuid() {
    auto bytes = random_bytes(16);
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
    auto const digits = hex(bytes);
    return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
           digits.substr(16, 4) + "-" + digits.substr(20);
}

std::string random_digits(std::size_t count) {
    std::string digits;
    for (std::size_t i = 0; i < count; ++i) digits += static_cast<char>('0' + randombytes_uniform(10));
    return digits;
}

std::string base32(std::string_view bytes) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text;
    unsigned int held = 0;
    int bits = 0;
    for (auto const byte : bytes) {
        held = ((held << 8U) | static_cast<unsigned char>(byte)) & 0xFFFFU;
        for (bits += 8; bits >= 5; bits -= 5)
            text += letters[(held >> static_cast<unsigned>(bits - 5)) & 31U];
    }
    if (bits > 0) text += letters[(held << static_cast<unsigned>(5 - bits)) & 31U];
    return text;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (auto const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string digest(std::string_view digest, std::string_view input) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    auto const* const kind = EVP_get_digestbyname(std::string(digest).c_str());
    auto const done = EVP_Digest(input.data(), input.size(), bytes.data(), &size, kind, nullptr);
    assert(done == 1);
    static_cast<void>(done);
    return {reinterpret_cast<char const*>(bytes.data()), size};
}

std::string hex_digest(std::string_view name, std::string_view input) { return hex(digest(name, input)); }

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !std::string_view("0123456789abcdefABCDEF").contains(text[i]))
            return false;
    }
    return true;
}

}  // namespace backstay::auth
