#pragma once

// The classes of characters of RFC 9110, section 5.6, as tables.

#include <algorithm>
#include <array>
#include <string_view>

namespace backstay::http {

using CharacterTable = std::array<bool, 256>;

consteval CharacterTable token_table() {
    CharacterTable table{};
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (char const c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<std::size_t>(c)] = true;
    return table;
}

// HTAB, SP, what is visible, and obs-text.
consteval CharacterTable value_table() {
    CharacterTable table{};
    for (std::size_t c = 0x20; c < 256; ++c) table[c] = c != 0x7f;
    table['\t'] = true;
    return table;
}

// Anything visible and, as clients do send it raw, UTF-8; no fragment.
consteval CharacterTable target_table() {
    CharacterTable table{};
    for (std::size_t c = 0x21; c < 256; ++c) table[c] = c != 0x7f && c != '#';
    return table;
}

inline constexpr CharacterTable token_characters = token_table();
inline constexpr CharacterTable value_characters = value_table();
inline constexpr CharacterTable target_characters = target_table();

inline bool all_of(std::string_view text, CharacterTable const& table) {
    return std::ranges::all_of(text, [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

}  // namespace backstay::http
