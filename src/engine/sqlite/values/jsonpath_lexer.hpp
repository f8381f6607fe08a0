#pragma once

// The tokens of a jsonpath.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

enum class PathToken : std::uint8_t {
    end,
    name,      // also what the grammar has a meaning for: keyword()
    string,    // in quotes
    variable,  // $name, $"name"
    number,
    symbol  // one of ( ) [ ] { } , . * ** ? @ $ + - / % ! && || == != < <= > >=, or any other character
};

class PathLexer {
public:
    // REQUIRES: `text` outlives the lexer.
    explicit PathLexer(std::string_view text) : text_(text) {}

    Result<void> next();
    PathToken token() const { return token_; }
    // What a string or name says, a number as it is written, a symbol itself ("!=" also for "<>").
    std::string const& value() const { return value_; }
    bool is(std::string_view symbol) const { return token_ == PathToken::symbol && value_ == symbol; }
    // A name without escapes, whatever its case; but true, false and null are small only.
    bool is_word(std::string_view word) const;
    bool whole_number() const { return token_ == PathToken::number && whole_; }

    // 42601 syntax error at or near the token.
    Failure unexpected() const;

private:
    Failure at(std::string_view what, std::string_view near) const;
    Result<bool> skip_blanks();
    Result<void> number();
    Result<void> quoted(PathToken token);
    Result<void> name(PathToken token);
    Result<void> escape();
    Result<void> code_unit(unsigned unit);
    Result<void> end_of_text();
    void symbol();

    std::string_view text_;
    std::size_t at_ = 0;
    PathToken token_ = PathToken::end;
    std::string value_ = {};
    std::string near_ = {};  // how an error names the token; empty: the end
    bool whole_ = false;     // the number has digits only
    bool escaped_ = false;
    unsigned high_ = 0;  // the first half of a surrogate pair
};

}  // namespace backstay::engine::sqlite
