#include "engine/sqlite/search/token_markup.hpp"

#include <algorithm>
#include <array>

#include "engine/sqlite/search/token_shapes.hpp"

namespace backstay::engine::sqlite::search {
namespace {

bool begins_element(char c) { return is_ascii_letter(c) || c == '_' || c == ':'; }

// Where the name of an element or of an entity ends. REQUIRES: its first character has been seen to begin one
std::size_t end_of_name(std::string_view text, std::size_t at) {
    for (;;) {
        auto const character = character_at(text, at);
        bool const belongs = character.sort == Sort::letter || character.sort == Sort::digit ||
                             character.sort == Sort::foreign_letter ||
                             (character.sort == Sort::other && std::string_view("-_:.").contains(text[at]));
        if (!belongs) return at;
        at = character.end;
    }
}

// Past the quote that ends what the one at `at` begins.
std::size_t quoted(std::string_view text, std::size_t at) {
    auto const quote = text[at];
    for (++at; at < text.size(); ++at) {
        if (text[at] == quote) return at + 1;
        if (text[at] == '\\') ++at;
    }
    return none;
}

// Past the `>` after attributes, which are not told apart.
std::size_t attributes(std::string_view text, std::size_t at) {
    constexpr std::string_view unquoted = "#%&-./:=?_~";
    while (at != none) {
        auto const character = character_at(text, at);
        switch (character.sort) {
            case Sort::letter:
            case Sort::digit:
            case Sort::space: at = character.end; break;
            case Sort::other:
                if (text[at] == '>') return at + 1;
                if (text[at] == '"' || text[at] == '\'')
                    at = quoted(text, at);
                else if (unquoted.contains(text[at]))
                    ++at;
                else
                    return none;
                break;
            default: return none;
        }
    }
    return none;
}

// What stands in a tag after the name of its element.
std::size_t rest_of_tag(std::string_view text, std::size_t at) {
    if (text.substr(at).starts_with('>')) return at + 1;
    if (text.substr(at).starts_with("/>")) return at + 2;
    return character_at(text, at).sort == Sort::space ? attributes(text, at) : none;
}

// Whether a tag that begins with `opening` is a script's or a style's, and not closed at once as `<script/>`.
bool is_of_script(std::string_view tag, std::string_view opening) {
    if (!tag.starts_with(opening)) return false;
    tag.remove_prefix(opening.size());
    auto const lower = [](char c) { return is_ascii_letter(c) ? static_cast<char>(c | 0x20) : c; };
    return std::ranges::any_of(std::array<std::string_view, 2>{"script", "style"}, [&](auto element) {
        if (tag.size() <= element.size()) return false;
        if (!std::ranges::equal(tag.substr(0, element.size()), element, {}, lower)) return false;
        return tag[element.size()] == '>' || character_at(tag, element.size()).sort == Sort::space;
    });
}

}  // namespace

std::size_t Markup::comment_at(std::size_t at) {
    constexpr std::string_view closing = "-->";
    if (comment_end_ < at + closing.size()) {
        comment_end_ = text_.find(closing, at);
        if (comment_end_ != none) comment_end_ += closing.size();
    }
    return comment_end_;
}

std::size_t Markup::tag_at(std::size_t at) {
    constexpr std::string_view comment = "<!--", declaration = "<?xml";
    auto const rest = text_.substr(at);
    if (rest.starts_with(comment)) return comment_at(at + comment.size());
    if (rest.starts_with(declaration)) return attributes(text_, at + declaration.size());
    if (rest.size() < 2) return none;
    if (begins_element(rest[1])) return rest_of_tag(text_, end_of_name(text_, at + 1));
    if (rest[1] != '/' || rest.size() < 3 || !is_ascii_letter(rest[2])) return none;
    return rest_of_tag(text_, end_of_name(text_, at + 2));
}

std::size_t entity_at(std::string_view text, std::size_t at) {
    auto const rest = text.substr(at);
    auto const closed = [&](std::size_t end) {
        return end < text.size() && text[end] == ';' ? end + 1 : none;
    };
    auto const number = [&](std::size_t begin, std::string_view digits) {
        auto const end = std::min(text.find_first_not_of(digits, begin), text.size());
        return end == begin ? none : closed(end);
    };
    if (rest.starts_with("&#x") || rest.starts_with("&#X")) return number(at + 3, "0123456789abcdefABCDEF");
    if (rest.starts_with("&#")) return number(at + 2, "0123456789");
    if (rest.size() < 2 || !begins_element(rest[1])) return none;
    return closed(end_of_name(text, at + 1));
}

bool holds_script(std::string_view tag) { return is_of_script(tag, "<"); }
bool ends_script(std::string_view tag) { return is_of_script(tag, "</"); }

}  // namespace backstay::engine::sqlite::search
