#pragma once

// The tokens of a JSON text, and PostgreSQL's words for what is none.
//
//     JsonLexer lexer("[1, x]", JsonStrings::checked);
//     while (lexer.next() && lexer.token() != JsonToken::end) ...
//     lexer.error()       22P02 invalid input syntax for type json, detail: Token "x" is invalid.
//
// https://www.rfc-editor.org/rfc/rfc8259; numbers and blanks are as there, words are not looked into further.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace backstay::engine::sqlite {

enum class JsonToken : std::uint8_t {
    end,
    string,
    number,
    object_start,
    object_end,
    array_start,
    array_end,
    comma,
    colon,
    true_,
    false_,
    null
};

enum class JsonStrings : std::uint8_t {
    checked,  // the escapes are well formed: what json asks for
    resolved  // and stand for text, without \u0000 or half a surrogate pair: what jsonb asks for
};

class JsonLexer {
public:
    // REQUIRES: `text` outlives the lexer.
    JsonLexer(std::string_view text, JsonStrings strings) : text_(text), strings_(strings) {}

    bool next();  // to the next token; false: error()
    JsonToken token() const { return token_; }
    std::string_view raw() const { return text_.substr(start_, end_ - start_); }
    // What the string stands for. REQUIRES: token() is a string, strings are resolved. Valid until next().
    std::string_view string() const;

    // Makes `Expected <what>, but found "<token>".` the error. False, to be returned.
    bool expected(std::string_view what);
    bool refuse(std::string_view code, std::string_view message);  // any other error
    Error const& error() const { return error_; }

private:
    bool single(JsonToken token);
    bool word();
    bool number(std::size_t at);
    bool string_token();
    bool escape(std::size_t& at);
    bool unicode(std::size_t& at);
    bool code_unit(unsigned unit);
    bool invalid_token(std::size_t end);
    bool invalid(std::string detail);
    void keep(std::size_t from, std::size_t to);

    std::string_view text_;
    JsonStrings strings_;
    JsonToken token_ = JsonToken::end;
    std::size_t start_ = 0, end_ = 0;
    bool escaped_ = false;  // the string has escapes: it stands in resolved_
    unsigned high_ = 0;     // the first half of a surrogate pair, waiting for the second
    std::string resolved_ = {};
    Error error_ = {};
};

// A code point as UTF-8.
void append_utf8(std::string& out, unsigned code);

}  // namespace backstay::engine::sqlite
