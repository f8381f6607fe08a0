#pragma once

// Text as characters (code points of UTF-8), the way PostgreSQL's string functions count, and their cases.
//
//     for (std::size_t at = 0; at < text.size();) append_character(out, simple_upper(next_character(text,
//     at)));

#include <string>
#include <string_view>

namespace backstay::engine::sqlite {

// The character at byte `at`, which is moved past it. REQUIRES: at < text.size(). A byte that begins no
// character stands for itself.
char32_t next_character(std::string_view text, std::size_t& at);

void append_character(std::string& out, char32_t character);

// The byte at which character `count` begins; the text's size when it has fewer.
std::size_t character_offset(std::string_view text, std::size_t count);

// One character for one, as the C library's towlower() and towupper() in C.UTF-8: ß stays ß.
char32_t simple_lower(char32_t character);
char32_t simple_upper(char32_t character);
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

// In the class alnum of C.UTF-8.
bool is_alphanumeric(char32_t character);

}  // namespace backstay::engine::sqlite
