#pragma once

// A tsvector: lexemes in the order of their bytes, each with the places it stands at and how much these
// weigh.
//
//     read_vector("fat:2A cat:3,1")          'cat':1,3 'fat':2A
//     vector_of(english, "The fat cats")     'cat':3 'fat':2
//
// It is stored as PostgreSQL prints it. https://www.postgresql.org/docs/15/datatype-textsearch.html

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/sqlite/search/configuration.hpp"

namespace backstay::engine::sqlite::search {

inline constexpr int most_position = 16383;
inline constexpr std::size_t most_positions = 255;  // of one lexeme
inline constexpr std::size_t longest_lexeme = 2046;

struct Position {
    int place = 0;
    int weight = 0;  // D is 0, A is 3
    bool operator==(Position const&) const = default;
};
struct Entry {
    std::string lexeme;
    std::vector<Position> positions;  // ascending; none after strip()
    bool operator==(Entry const&) const = default;
};
struct Vector {
    std::vector<Entry> entries;
    bool operator==(Vector const&) const = default;
};

// 42601 syntax error in tsvector: "x"; 54000 where a word is too long.
Result<Vector> read_vector(std::string_view text);
std::string print_vector(Vector const& vector);

// The words of a text as a dictionary gives them, with their places; what stop words took is left out.
struct Word {
    std::string lexeme;
    int place = 0;
};
std::vector<Word> words_of(Configuration const& configuration, std::string_view text);
// Of several texts, with a gap between two so that no phrase goes over it.
Vector vector_of(Configuration const& configuration, std::vector<std::string> const& texts);
Vector vector_of(Configuration const& configuration, std::string_view text);

// Sorts, and joins what is there twice.
Vector ordered(std::vector<Entry> entries);
// The lexemes of the second stand behind the first's.
Vector joined(Vector const& first, Vector const& second);

// The next word of a tsvector's or a tsquery's text, quotes and backslashes taken off; `at` is moved past it.
// Nothing at the end of the text.
struct WordReader {
    std::string_view text;
    std::string_view what;  // "tsvector", "tsquery": for the error
    std::size_t at = 0;
    bool operators_end_words = false;  // in a tsquery ! | & ( ) do

    struct Found {
        std::string word;
        bool positions_follow = false;  // at stands on the colon
    };
    Result<std::optional<Found>> next();
};

}  // namespace backstay::engine::sqlite::search
