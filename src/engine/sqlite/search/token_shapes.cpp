#include "engine/sqlite/search/token_shapes.hpp"

#include <unicode/uchar.h>

#include "engine/sqlite/runtime/characters.hpp"

namespace backstay::engine::sqlite::search {
namespace {

// The byte at `at`; past the end one that is part of no token.
char byte_at(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }

template <class Belongs>
std::size_t run(std::string_view text, std::size_t at, Belongs belongs) {
    while (at < text.size() && belongs(text[at])) ++at;
    return at;
}

std::size_t digits(std::string_view text, std::size_t at) { return run(text, at, is_ascii_digit); }

Sort ascii_sort(char c) {
    if (is_ascii_letter(c)) return Sort::letter;
    if (is_ascii_digit(c)) return Sort::digit;
    return c == ' ' || (c >= '\t' && c <= '\r') ? Sort::space : Sort::other;
}

Sort unicode_sort(char32_t character) {
    if (is_alphanumeric(character)) return Sort::foreign_letter;
    auto const c = static_cast<UChar32>(character);
    auto const category = u_charType(c);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK) return Sort::mark;
    return u_isWhitespace(c) != 0 ? Sort::space : Sort::other;
}

}  // namespace

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_name(char c) { return is_ascii_letter(c) || is_ascii_digit(c); }

Character character_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {Sort::end, at};
    if (static_cast<unsigned char>(text[at]) < 0x80) return {ascii_sort(text[at]), at + 1};
    auto const character = next_character(text, at);
    return {unicode_sort(character), at};
}

// --- words
// ---------------------------------------------------------------------------------------------------

WordShape word_at(std::string_view text, std::size_t at) {
    WordShape word;
    bool letters = false;
    auto const begin = at;
    for (;;) {
        auto const character = character_at(text, at);
        switch (character.sort) {
            case Sort::letter: letters = true; break;
            case Sort::digit: word.digits = true; break;
            case Sort::foreign_letter: word.foreign = true; break;
            case Sort::mark:
                if (at == begin) return {};
                word.foreign = true;
                break;
            default:
                if (letters || word.foreign) word.end = at;
                return word;
        }
        at = character.end;
    }
}

std::size_t compound_at(std::string_view text, std::size_t at) {
    auto const first = word_at(text, at).end;
    if (first == none) return none;
    auto end = first;
    while (byte_at(text, end) == '-') {
        auto const next = word_at(text, end + 1).end;
        if (next == none) break;
        end = next;
    }
    return end == first ? none : end;
}

// --- numbers
// -------------------------------------------------------------------------------------------------

namespace {

// Where digits after a dot at `at` end.
std::size_t dotted_digits(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != '.' || !is_ascii_digit(byte_at(text, at + 1))) return none;
    return digits(text, at + 1);
}

std::size_t exponent(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != 'e' && byte_at(text, at) != 'E') return none;
    ++at;
    if (byte_at(text, at) == '+' || byte_at(text, at) == '-') ++at;
    auto const end = digits(text, at);
    return end == at ? none : end;
}

}  // namespace

Number number_at(std::string_view text, std::size_t at) {
    bool const has_sign = byte_at(text, at) == '+' || byte_at(text, at) == '-';
    if (has_sign) ++at;
    if (!is_ascii_digit(byte_at(text, at))) return {};

    Number number{has_sign ? TokenKind::integer : TokenKind::unsigned_integer, digits(text, at)};
    if (auto const fraction = dotted_digits(text, number.end); fraction != none) {
        number = {TokenKind::decimal, fraction};
        auto third = dotted_digits(text, fraction);
        if (third != none && has_sign) return {};  // a version has no sign
        for (; third != none; third = dotted_digits(text, third)) number = {TokenKind::version, third};
    }
    if (number.kind == TokenKind::version) return number;
    if (auto const end = exponent(text, number.end); end != none) return {TokenKind::scientific, end};
    return number;
}

// --- addresses
// -----------------------------------------------------------------------------------------------

std::size_t protocol_at(std::string_view text, std::size_t at) {
    constexpr std::string_view mark = "://";
    auto const end = run(text, at, is_ascii_letter);
    return end != at && text.substr(end).starts_with(mark) ? end + mark.size() : none;
}

std::size_t url_path_at(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != '/') return none;
    auto const belongs = [](char c) {
        constexpr std::string_view never = "\"<>\\^`{|}";
        return c > ' ' && c < '\x7f' && !never.contains(c);
    };
    auto const end = run(text, at + 1, belongs);
    return end == at + 1 ? none : end;
}

// --- files
// ---------------------------------------------------------------------------------------------------

namespace {

bool begins_name(char c) { return is_ascii_name(c) || c == '_'; }

// name = begins_name (begins_name | "-")*, and more such after a dot
std::size_t file_name(std::string_view text, std::size_t at) {
    if (!begins_name(byte_at(text, at))) return none;
    for (;;) {
        at = run(text, at, [](char c) { return begins_name(c) || c == '-'; });
        if (byte_at(text, at) != '.' || !begins_name(byte_at(text, at + 1))) return at;
        ++at;
    }
}

// What may stand before a slash and after it. A path may not end with `passing` ones.
struct Step {
    std::size_t end = none;
    bool passing = false;
};

// `..`, which is nothing when more than that stands between two slashes.
Step parent_step(std::string_view text, std::size_t at) {
    auto const next = character_at(text, at + 2).sort;
    return {at + 2, next != Sort::end && next != Sort::space && text[at + 2] != '/'};
}

Step step_at(std::string_view text, std::size_t at) {
    auto const rest = text.substr(at);
    if (rest.starts_with('~') || rest.starts_with('.')) {
        auto const name = file_name(text, at + 1);
        if (name != none) return {name};
        if (rest.starts_with("..")) return parent_step(text, at);
        return {at + 1, true};
    }
    return {file_name(text, at)};
}

// The step that a path begins with has less choice. Of words, one with a digit may have letters of any kind.
Step first_step(std::string_view text, std::size_t at) {
    auto const first = byte_at(text, at);
    if (first == '/') return {at, true};
    if (first == '~') return step_at(text, at);
    if (first == '.') {
        if (byte_at(text, at + 1) != '.') return {at + 1, true};
        return parent_step(text, at);
    }
    auto const word = word_at(text, at);
    if (word.end == none) return {digits(text, at), true};
    if (word.foreign && !word.digits) return {};
    if (byte_at(text, word.end) == '.')
        if (auto const name = file_name(text, word.end + 1); name != none) return {name};
    return {word.end, true};
}

}  // namespace

Path path_at(std::string_view text, std::size_t at) {
    Path path{none, at};
    for (auto step = first_step(text, at); step.end != none; step = step_at(text, step.end + 1)) {
        path.seen = step.end;
        if (!step.passing) path.end = step.end;
        if (byte_at(text, step.end) != '/') break;
    }
    return path;
}

}  // namespace backstay::engine::sqlite::search
