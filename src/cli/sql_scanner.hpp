#pragma once

// The words of an SQL script, one at a time, for a script that is too large to be parsed as a whole.
//
//     SqlScanner scanner(source);
//     TRY(auto const token, scanner.next());      word "copy", name "Users", text "it's", number "1.5", mark
//     ","
//
// Comments, psql's commands (a backslash to the end of its line) and what is between quotes of any kind
// ('', E'', $$) are told apart as PostgreSQL's lexer does with standard_conforming_strings on
// (https://www.postgresql.org/docs/15/sql-syntax-lexical.html).

#include <optional>
#include <string>
#include <string_view>

#include "base/byte_reader.hpp"
#include "base/result.hpp"

namespace backstay::cli {

struct SqlToken {
    // word: without quotes, in lower case; name: what is in double quotes.
    enum class Kind : std::uint8_t { end, word, name, text, number, mark };
    Kind kind = Kind::end;
    std::string text = {};
    int line = 0;

    bool is_word(std::string_view word) const { return kind == Kind::word && text == word; }
    bool is_mark(char mark) const { return kind == Kind::mark && text.front() == mark; }
    bool is_end_of_statement() const { return kind == Kind::end || is_mark(';'); }
};

class SqlScanner {
public:
    explicit SqlScanner(ByteReader::Source source) : bytes_(std::move(source)) {}

    // 22P04 where something in quotes does not end.
    Result<SqlToken> next();
    // The rest of the line that is being read, without its end; nothing at the end of the script.
    std::optional<std::string> line();
    int line_number() const { return bytes_.line(); }

private:
    bool skip_space();  // one piece of what means nothing; false where there is none
    void skip_comment(char second);
    Result<SqlToken> quoted(char quote, SqlToken::Kind kind, bool escapes);
    Result<SqlToken> dollar();
    SqlToken word();
    SqlToken number();
    void append_escape(std::string& text);

    ByteReader bytes_;
    std::optional<SqlToken> waiting_;  // a mark that was read to see what follows it
};

// Appends what the letters after a backslash mean, as E'' and COPY have it: "n" is a line feed, "101" and
// "x41" are A. Gives how many letters were used. REQUIRES: `after` is not empty.
std::size_t append_escaped(std::string& text, std::string_view after);

}  // namespace backstay::cli
