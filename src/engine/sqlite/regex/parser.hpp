#pragma once

// What the files that read a pattern share: where they are, and the characters they make sets of.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/sqlite/regex/tree.hpp"

namespace backstay::engine::sqlite::regex {

// The pattern, character by character.
struct Source {
    std::u32string text = {};
    std::size_t at = 0;

    bool ended() const { return at >= text.size(); }
    bool sees(std::u32string_view what) const {
        return std::u32string_view(text).substr(at).starts_with(what);
    }
    char32_t peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : 0; }
    bool take(std::u32string_view what) {
        if (!sees(what)) return false;
        at += what.size();
        return true;
    }
};

// \d and the like, by the letter: the class, or its complement for a capital.
struct ClassEscape {
    char32_t letter;
};
struct BackReference {
    int number;
};
using Escape = std::variant<char32_t, ClassEscape, Condition, BackReference>;

// After the backslash.
Result<Escape> read_escape(Source& source, int captures);

Characters class_of(ClassEscape escape);

// A character with, where case is ignored, its other cases.
Characters one_character(char32_t character, Options const& options);

// After '[': the set up to and with ']'.
Result<Characters> read_bracket(Source& source, Options const& options);

}  // namespace backstay::engine::sqlite::regex
