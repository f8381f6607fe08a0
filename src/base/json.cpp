#include "base/json.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace backstay {
namespace {

// What stands after the backslash; 0 for what is written as it is, 'u' for what has only a number.
constexpr auto escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

constexpr std::uint64_t each(std::uint8_t byte) { return 0x0101'0101'0101'0101U * byte; }

// The high bit of each byte of `word` that is zero, and perhaps of bytes after the first such.
constexpr std::uint64_t zeros(std::uint64_t word) { return (word - each(1)) & ~word & each(0x80); }

// Where, from `begin` on, the first byte is that has to be escaped; or the end. Eight bytes are looked at at
// once, by arithmetic in their word: most texts have none.
std::size_t find_escaped(std::string_view text, std::size_t begin) {
    auto at = begin;
    if constexpr (std::endian::native == std::endian::little) {
        for (; at + 8 <= text.size(); at += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, 8);
            auto const control = (word - each(0x20)) & ~word & each(0x80);
            auto const found = control | zeros(word ^ each('"')) | zeros(word ^ each('\\'));
            if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        }
    }
    while (at < text.size() && escapes[static_cast<unsigned char>(text[at])] == 0) ++at;
    return at;
}

void append_escape(std::string& out, unsigned char byte) {
    constexpr char const* digits = "0123456789abcdef";
    out += '\\';
    out += escapes[byte];
    if (escapes[byte] != 'u') return;
    out += "00";
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    auto const before = out.size();
    // As if nothing were to be escaped: quotes and text in one piece.
    auto const size = before + text.size() + 2;
    out.resize_and_overwrite(size, [&](char* data, std::size_t /*capacity, in libstdc++ 12*/) {
        data[before] = '"';
        if (!text.empty()) std::memcpy(data + before + 1, text.data(), text.size());
        data[size - 1] = '"';
        return size;
    });
    auto at = find_escaped(text, 0);
    if (at == text.size()) return;
    out.resize(before + 1 + at);
    while (at < text.size()) {
        append_escape(out, static_cast<unsigned char>(text[at]));
        auto const next = find_escaped(text, at + 1);
        out.append(text.substr(at + 1, next - at - 1));
        at = next;
    }
    out += '"';
}

}  // namespace backstay
