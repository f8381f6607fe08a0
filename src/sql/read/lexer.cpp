#include "sql/read/lexer.hpp"

#include "base/text.hpp"

namespace backstay::sql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 128;
}

}  // namespace

bool is_word_character(char c) { return starts_word(c) || is_digit(c) || c == '$'; }

bool Lexer::is_word(Token token, std::string_view lower_case_word) const {
    return token.kind == TokenKind::word && equals_ignoring_case(text_of(token), lower_case_word);
}

std::optional<Token> Lexer::next() {
    skip_blanks_and_comments();
    if (position_ >= text_.size()) return std::nullopt;
    auto const begin = position_;
    char const c = text_[begin];
    if (c == '\'') return quoted(begin, begin, false, TokenKind::string);
    if (c == '"') return quoted(begin, begin, false, TokenKind::quoted_name);
    if (c == '$') {
        if (auto string = dollar_string()) return string;
    }
    if (starts_word(c)) {
        auto const rest = text_.substr(begin);
        bool const escapes = (c == 'e' || c == 'E');
        if (rest.size() > 1 && rest[1] == '\'' && (escapes || std::string_view("bBxXnN").contains(c))) {
            return quoted(begin, begin + 1, escapes, TokenKind::string);
        }
        if (rest.size() > 2 && (c == 'u' || c == 'U') && rest[1] == '&' &&
            (rest[2] == '\'' || rest[2] == '"')) {
            return quoted(begin, begin + 2, false,
                          rest[2] == '"' ? TokenKind::quoted_name : TokenKind::string);
        }
    }
    if (is_word_character(c)) {
        while (position_ < text_.size() && is_word_character(text_[position_])) ++position_;
        return Token{TokenKind::word, begin, position_};
    }
    ++position_;
    return Token{TokenKind::symbol, begin, position_};
}

void Lexer::skip_blanks_and_comments() {
    while (position_ < text_.size()) {
        auto const rest = text_.substr(position_);
        if (is_blank(rest.front())) {
            ++position_;
        } else if (rest.starts_with("--")) {
            auto const end = text_.find_first_of("\r\n", position_);
            position_ = end == std::string_view::npos ? text_.size() : end;
        } else if (rest.starts_with("/*")) {
            skip_block_comment();
        } else {
            return;
        }
    }
}

void Lexer::skip_block_comment() {
    int depth = 0;
    while (position_ < text_.size()) {
        auto const rest = text_.substr(position_);
        if (rest.starts_with("/*")) {
            ++depth;
            position_ += 2;
        } else if (rest.starts_with("*/")) {
            position_ += 2;
            if (--depth == 0) return;
        } else {
            ++position_;
        }
    }
}

Token Lexer::quoted(std::size_t begin, std::size_t quote, bool backslash_escapes, TokenKind kind) {
    char const mark = text_[quote];
    position_ = quote + 1;
    while (position_ < text_.size()) {
        char const c = text_[position_++];
        if (c == '\\' && backslash_escapes && position_ < text_.size()) {
            ++position_;
        } else if (c == mark) {
            bool const doubled = position_ < text_.size() && text_[position_] == mark;
            if (!doubled) return {kind, begin, position_};
            ++position_;
        }
    }
    return {kind, begin, position_, false};
}

std::optional<Token> Lexer::dollar_string() {
    auto const begin = position_;
    auto tag_end = begin + 1;
    if (tag_end < text_.size() && is_digit(text_[tag_end])) return std::nullopt;
    while (tag_end < text_.size() && text_[tag_end] != '$' && is_word_character(text_[tag_end])) ++tag_end;
    if (tag_end >= text_.size() || text_[tag_end] != '$') return std::nullopt;
    auto const tag = text_.substr(begin, tag_end + 1 - begin);
    auto const close = text_.find(tag, tag_end + 1);
    bool const complete = close != std::string_view::npos;
    position_ = complete ? close + tag.size() : text_.size();
    return Token{TokenKind::dollar_string, begin, position_, complete};
}

}  // namespace backstay::sql
