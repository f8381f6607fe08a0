#pragma once

// Cuts SQL text into tokens by PostgreSQL's lexical rules, as far as finding the ends of statements needs:
// quoted things are one token each, comments are skipped (and nest), anything else is a word or one
// character.
//
//     select e'a\'b' -- c      is  word `select`, string `e'a\'b'`
//
// https://www.postgresql.org/docs/15/sql-syntax-lexical.html

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace backstay::sql {

enum class TokenKind : std::uint8_t { word, quoted_name, string, dollar_string, symbol };

struct Token {
    TokenKind kind = TokenKind::symbol;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool complete = true;  // false: the text ended inside the quotes
};

class Lexer {
public:
    // REQUIRES: `text` outlives the lexer.
    explicit Lexer(std::string_view text, std::size_t position = 0) : text_(text), position_(position) {}

    // The next token; nothing at the end of the text.
    std::optional<Token> next();

    std::string_view text_of(Token token) const { return text_.substr(token.begin, token.end - token.begin); }
    bool is_word(Token token, std::string_view lower_case_word) const;
    bool is_symbol(Token token, char symbol) const {
        return token.kind == TokenKind::symbol && text_[token.begin] == symbol;
    }

    std::size_t position() const { return position_; }
    void move_to(std::size_t position) { position_ = position; }

private:
    void skip_blanks_and_comments();
    void skip_block_comment();
    Token quoted(std::size_t begin, std::size_t quote, bool backslash_escapes, TokenKind kind);
    std::optional<Token> dollar_string();

    std::string_view text_;
    std::size_t position_;
};

// The characters of a word: letters, digits, _, $ and everything beyond ASCII.
bool is_word_character(char c);

}  // namespace backstay::sql
