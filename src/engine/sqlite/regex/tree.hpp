#pragma once

// PostgreSQL's regular expressions (ARE) as a tree.
//
//     parse("a(b|c)*?", {})    concat(set a, repeat(capture 1 (alternate(set b, set c)), 0, unlimited, lazy))
//
// https://www.postgresql.org/docs/15/functions-matching.html#POSIX-SYNTAX-DETAILS

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace backstay::engine::sqlite::regex {

// The embedded and the given options: i, n, p, w, x, q.
struct Options {
    bool ignore_case = false;
    bool newline_stops = false;    // . and [^...] do not match a newline
    bool newline_anchors = false;  // ^ and $ match at lines
    bool expanded = false;         // blanks and comments mean nothing
    bool literal = false;          // the whole pattern is text
};

// Characters as ranges, in order and apart.
class Characters {
public:
    using Range = std::pair<char32_t, char32_t>;

    void add(char32_t first, char32_t last) { ranges_.emplace_back(first, last); }
    void add(Characters const& other);
    void settle();  // REQUIRED after the last add()
    Characters complement() const;
    bool contains(char32_t character) const;
    std::vector<Range> const& ranges() const { return ranges_; }

private:
    std::vector<Range> ranges_;
};

// What must hold between two characters.
enum class Condition : std::uint8_t {
    text_begins,
    text_ends,
    line_begins,
    line_ends,
    word_begins,
    word_ends,
    word_boundary,
    no_word_boundary,
};

enum class Prefer : std::uint8_t { nothing, longest, shortest };

struct Node {
    enum class Kind : std::uint8_t { empty, set, condition, look, concat, alternate, repeat, capture };
    Kind kind = Kind::empty;
    Characters set = {};                           // set
    Condition condition = Condition::text_begins;  // condition
    bool ahead = true, negated = false;            // look
    int least = 1, most = 1;                       // repeat; most -1: unlimited
    Prefer prefer = Prefer::nothing;               // repeat
    int number = 0;                                // capture
    std::vector<Node> parts = {};
};

struct Parsed {
    Node node;
    int captures = 0;
};

// 2201B invalid regular expression: ... in PostgreSQL's words. Back-references are refused: they have no
// linear-time algorithm.
Result<Parsed> parse(std::string_view pattern, Options options);

Failure invalid(std::string_view why);

}  // namespace backstay::engine::sqlite::regex
