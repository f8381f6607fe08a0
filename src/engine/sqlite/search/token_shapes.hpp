#pragma once

// What a token can look like: one recogniser for each kind, none of which knows of the others. Each is given
// a text and a byte of it, and answers where what begins there ends: `none` when nothing of its kind does.
//
//     word_at("fat-1", 0).end           3
//     compound_at("a-b-1", 0)           3
//     number_at("-1.5e3x", 0)           scientific, 6
//     path_at("../a/b./.", 0)           6, and nothing else before 9
//
// Which of them is preferred where several answer is in token.cpp.
//
// https://www.postgresql.org/docs/15/textsearch-parsers.html

#include <cstddef>
#include <string_view>

#include "engine/sqlite/search/token.hpp"

namespace backstay::engine::sqlite::search {

constexpr std::size_t none = std::string_view::npos;

// What a character can do for a token. Digits other than 0 to 9 are letters; a mark is an accent that stands
// after its letter.
enum class Sort : std::uint8_t { end, letter, digit, foreign_letter, mark, space, other };

struct Character {
    Sort sort = Sort::end;
    std::size_t end = 0;  // the byte after it
};
Character character_at(std::string_view text, std::size_t at);

bool is_ascii_letter(char c);
bool is_ascii_digit(char c);
bool is_ascii_name(char c);  // either

// Letters, digits and marks. A word of digits alone is none.
struct WordShape {
    std::size_t end = none;
    bool digits = false, foreign = false;
};
WordShape word_at(std::string_view text, std::size_t at);

// Two words or more, hyphens between them.
std::size_t compound_at(std::string_view text, std::size_t at);

// unsigned_integer, integer (it has a sign), decimal, scientific or version.
struct Number {
    TokenKind kind = TokenKind::none;
    std::size_t end = none;
};
Number number_at(std::string_view text, std::size_t at);

// `http://`
std::size_t protocol_at(std::string_view text, std::size_t at);

// A file's name, which has a slash, a dot or a tilde in it. A search can be long and in vain: between the end
// it found and the place it got to no path begins.
struct Path {
    std::size_t end = none, seen = 0;
};
Path path_at(std::string_view text, std::size_t at);

// What follows a host in a URL: `/a?b#c`
std::size_t url_path_at(std::string_view text, std::size_t at);

}  // namespace backstay::engine::sqlite::search
