#pragma once

// A text as the tokens of PostgreSQL's default text search parser.
//
//     tokens_of("Foo-bar at http://a.org/b")
//         hyphenated_ascii "Foo-bar", hyphenated_ascii_part "Foo", blank "-", hyphenated_ascii_part "bar",
//         blank " ", ascii_word "at", blank " ", protocol "http://", url "a.org/b", host "a.org", url_path
//         "/b"
//
// https://www.postgresql.org/docs/15/textsearch-parsers.html

#include <cstdint>
#include <string_view>
#include <vector>

namespace backstay::engine::sqlite::search {

enum class TokenKind : std::uint8_t {
    none,
    ascii_word,
    word,
    number_word,
    email,
    url,
    host,
    scientific,
    version,
    hyphenated_number_part,
    hyphenated_part,
    hyphenated_ascii_part,
    blank,
    tag,
    protocol,
    hyphenated_number,
    hyphenated_ascii,
    hyphenated,
    url_path,
    file,
    decimal,
    integer,
    unsigned_integer,
    entity,
};

struct Token {
    TokenKind kind = TokenKind::none;
    std::string_view text;  // of the text that was read
};

std::vector<Token> tokens_of(std::string_view text);

}  // namespace backstay::engine::sqlite::search
