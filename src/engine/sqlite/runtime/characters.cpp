#include "engine/sqlite/runtime/characters.hpp"

#include <unicode/uchar.h>

namespace backstay::engine::sqlite {
namespace {

unsigned byte(char c) { return static_cast<unsigned char>(c); }

std::size_t length_of(unsigned first) {
    if (first < 0xC0) return 1;
    if (first < 0xE0) return 2;
    return first < 0xF0 ? 3 : 4;
}

std::string mapped(std::string_view text, char32_t (*map)(char32_t)) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) append_character(out, map(next_character(text, at)));
    return out;
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
    auto const first = byte(text[at]);
    auto const length = length_of(first);
    if (length == 1 || at + length > text.size()) {
        ++at;
        return first;
    }
    auto character = static_cast<char32_t>(first & (0x7FU >> length));
    for (std::size_t i = 1; i < length; ++i) character = character << 6U | (byte(text[at + i]) & 0x3FU);
    at += length;
    return character;
}

void append_character(std::string& out, char32_t character) {
    auto const put = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
    auto const put_rest = [&](int shift) {
        put(0x80U | (character >> static_cast<unsigned>(shift) & 0x3FU));
    };
    if (character < 0x80) {
        put(character);
        return;
    }
    int rest = character < 0x800 ? 0 : character < 0x10000 ? 6 : 12;
    put((rest == 0 ? 0xC0U : rest == 6 ? 0xE0U : 0xF0U) | character >> static_cast<unsigned>(rest + 6));
    for (; rest >= 0; rest -= 6) put_rest(rest);
}

std::size_t character_offset(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    for (; count > 0 && at < text.size(); --count) at += length_of(byte(text[at]));
    return at < text.size() ? at : text.size();
}

char32_t simple_lower(char32_t character) {
    return static_cast<char32_t>(u_tolower(static_cast<UChar32>(character)));
}
char32_t simple_upper(char32_t character) {
    return static_cast<char32_t>(u_toupper(static_cast<UChar32>(character)));
}
std::string lower_case(std::string_view text) { return mapped(text, simple_lower); }
std::string upper_case(std::string_view text) { return mapped(text, simple_upper); }

bool is_alphanumeric(char32_t character) {
    auto const c = static_cast<UChar32>(character);
    return u_hasBinaryProperty(c, UCHAR_ALPHABETIC) != 0 || u_isdigit(c) != 0;
}

}  // namespace backstay::engine::sqlite
