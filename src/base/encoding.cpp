#include "base/encoding.hpp"

#include "base/text.hpp"

namespace backstay {

Result<void> require_utf8(std::string_view text) {
    if (is_utf8(text) && text.find('\0') == std::string_view::npos) return {};
    constexpr std::string_view digits = "0123456789abcdef";
    std::size_t at = 0;
    std::string bytes;
    for (std::size_t length = 0; at < text.size(); at += length) {
        // As many as the first byte announces, whether they follow or not.
        auto const lead = static_cast<unsigned char>(text[at]);
        length = lead < 0xC0 || lead >= 0xF8 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (lead != 0 && is_utf8(text.substr(at, length))) continue;
        for (auto const c : text.substr(at, length)) {
            auto const byte = static_cast<unsigned char>(c);
            bytes += bytes.empty() ? "0x" : " 0x";
            bytes += digits[byte >> 4U];
            bytes += digits[byte & 15U];
        }
        break;
    }
    return failure("22021", "invalid byte sequence for encoding \"UTF8\": " + bytes);
}

}  // namespace backstay
