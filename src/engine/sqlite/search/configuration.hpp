#pragma once

// A text search configuration: which dictionary makes a lexeme of which kind of token.
//
//     find_configuration("pg_catalog.english")
//     lexeme_of(*english, {TokenKind::ascii_word, "Ratings"})      "rate"
//     lexeme_of(*english, {TokenKind::ascii_word, "the"})          a stop word: counted, not kept
//     lexeme_of(*english, {TokenKind::blank, " "})                 no dictionary: neither
//
// https://www.postgresql.org/docs/15/textsearch-configuration.html

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/search/token.hpp"

namespace backstay::engine::sqlite::search {

struct Configuration {
    std::string_view name;
    std::string_view letters;  // the language of words; empty: they are kept as they are, in lower case
    std::string_view ascii;    // and of words of ASCII letters
};

// 42704 where there is none of that name.
Result<Configuration const*> find_configuration(std::string_view name);

// What becomes of a token. No dictionary is asked for a blank, a tag, a protocol or an entity.
struct Lexeme {
    enum class Fate : std::uint8_t { not_asked, stop_word, kept } fate = Fate::not_asked;
    std::string text = {};
};
Lexeme lexeme_of(Configuration const& configuration, Token const& token);

}  // namespace backstay::engine::sqlite::search
