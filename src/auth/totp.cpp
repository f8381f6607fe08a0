#include "auth/totp.hpp"

#include <fmt/format.h>

#include "auth/hmac.hpp"
#include "auth/random.hpp"

namespace backstay::auth {
namespace {

constexpr std::int64_t step_seconds = 30;

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view("-_.~@").contains(c);
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace

std::int64_t totp_step(Time time) { return unix_seconds(time) / step_seconds; }

// RFC 4226, 5.3.
std::string totp_code(std::string_view secret, std::int64_t step) {
    std::string counter(8, '\0');
    for (std::size_t i = 0; i < counter.size(); ++i)
        counter[7 - i] = static_cast<char>((static_cast<std::uint64_t>(step) >> (8 * i)) & 0xFFU);
    auto const mac = hmac("SHA1", secret, counter);
    auto const byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(mac.at(i)));
    };
    auto const offset = byte(19) & 0x0FU;
    auto const number = ((byte(offset) & 0x7FU) << 24U) | (byte(offset + 1) << 16U) |
                        (byte(offset + 2) << 8U) | byte(offset + 3);
    return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, Time now) {
    std::optional<std::int64_t> found;
    for (auto const step : {totp_step(now) - 1, totp_step(now), totp_step(now) + 1})
        if (equal_in_constant_time(totp_code(secret, step), code)) found = step;
    return found;
}

std::string totp_secret_text(std::string_view bytes) {
    auto text = base32(bytes);
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::optional<std::string> totp_secret_bytes(std::string_view text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    unsigned int held = 0;
    unsigned int bits = 0;
    for (auto const c : text) {
        auto const value = letters.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        held = ((held << 5U) | static_cast<unsigned>(value)) & 0xFFFFU;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>((held >> bits) & 0xFFU);
    }
    return bytes;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret_text) {
    auto const name = percent_encoded(issuer);
    return "otpauth://totp/" + name + ":" + percent_encoded(account) +
           "?algorithm=SHA1&digits=6&issuer=" + name + "&period=30&secret=" + std::string(secret_text);
}

}  // namespace backstay::auth
