// https://www.postgresql.org/docs/15/functions-matching.html#POSIX-ESCAPE-SEQUENCES

#include <cctype>

#include "engine/sqlite/regex/classes.hpp"
#include "engine/sqlite/regex/parser.hpp"

namespace backstay::engine::sqlite::regex {
namespace {

Failure invalid_escape() { return invalid("invalid escape \\ sequence"); }

bool is_ascii_alnum(char32_t c) { return c < 0x80 && std::isalnum(static_cast<int>(c)) != 0; }

int digit_of(char32_t c) {
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
    return 16;
}

Result<char32_t> digits(Source& source, int base, int least, int most) {
    std::uint64_t value = 0;
    int count = 0;
    for (; count < most && !source.ended() && digit_of(source.peek()) < base; ++count) {
        value =
            value * static_cast<unsigned>(base) + static_cast<unsigned>(digit_of(source.text[source.at++]));
        if (value > 0x7FFFFFFE) return invalid_escape();
    }
    if (count < least) return invalid_escape();
    return static_cast<char32_t>(value);
}

// \0, \07, \123: octal, at most 0xFF.
Result<Escape> octal(Source& source) {
    TRY(auto value, digits(source, 8, 1, 3));
    if (value > 0xFF) {
        --source.at;
        value >>= 3U;
    }
    return value;
}

// \1 is a back-reference; so is \12 when there are so many groups.
Result<Escape> reference(Source& source, int captures) {
    auto const begin = source.at;
    std::int64_t number = 0;
    for (; !source.ended() && source.peek() >= '0' && source.peek() <= '9'; ++source.at)
        number = number < 100000 ? number * 10 + digit_of(source.peek()) : number;
    if (source.at == begin + 1 || number <= captures) return BackReference{static_cast<int>(number)};
    source.at = begin;
    return octal(source);
}

std::optional<Escape> simple(char32_t c) {
    switch (c) {
        case 'a': return U'\a';
        case 'A': return Condition::text_begins;
        case 'b': return U'\b';
        case 'B': return U'\\';
        case 'd':
        case 'D':
        case 's':
        case 'S':
        case 'w':
        case 'W': return ClassEscape{c};
        case 'e': return char32_t{27};
        case 'f': return U'\f';
        case 'm': return Condition::word_begins;
        case 'M': return Condition::word_ends;
        case 'n': return U'\n';
        case 'r': return U'\r';
        case 't': return U'\t';
        case 'v': return U'\v';
        case 'y': return Condition::word_boundary;
        case 'Y': return Condition::no_word_boundary;
        case 'Z': return Condition::text_ends;
        default: return std::nullopt;
    }
}

}  // namespace

Result<Escape> read_escape(Source& source, int captures) {
    if (source.ended()) return invalid_escape();
    auto const c = source.text[source.at++];
    if (!is_ascii_alnum(c)) return c;
    if (auto const found = simple(c)) return *found;
    Result<char32_t> value = invalid_escape();
    switch (c) {
        case 'c':
            if (source.ended()) return invalid_escape();
            value = source.text[source.at++] & 037U;
            break;
        case 'u': value = digits(source, 16, 4, 4); break;
        case 'U': value = digits(source, 16, 8, 8); break;
        case 'x': value = digits(source, 16, 1, 255); break;
        case '0': --source.at; return octal(source);
        default:
            if (c < '1' || c > '9') return invalid_escape();
            --source.at;
            return reference(source, captures);
    }
    TRY(auto const character, std::move(value));
    return character;
}

Characters class_of(ClassEscape escape) {
    bool const inverse = escape.letter < 'a';
    switch (escape.letter) {
        case 'd':
        case 'D': return inverse ? find_class("digit")->complement() : *find_class("digit");
        case 's':
        case 'S': return inverse ? find_class("space")->complement() : *find_class("space");
        default: return inverse ? find_class("word")->complement() : *find_class("word");
    }
}

}  // namespace backstay::engine::sqlite::regex
