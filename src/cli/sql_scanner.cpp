#include "cli/sql_scanner.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace backstay::cli {
namespace {

bool is_letter(int c) {
    constexpr int first_of_more_bytes = 0x80;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= first_of_more_bytes;
}
bool is_digit(int c) { return c >= '0' && c <= '9'; }
bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

Failure endless(int line) {
    return failure("22P04", "something in quotes does not end").at({.file = {}, .line = line});
}

// How many of the first `most` letters are digits of the base.
std::size_t digits(std::string_view text, std::size_t most, int base) {
    std::size_t count = 0;
    for (; count < most && count < text.size(); ++count) {
        int value = 0;
        auto const* const at = text.data() + count;
        if (std::from_chars(at, at + 1, value, base).ptr != at + 1) break;
    }
    return count;
}

}  // namespace

std::size_t append_escaped(std::string& text, std::string_view after) {
    constexpr std::string_view names = "bfnrtv", meanings = "\b\f\n\r\t\v";
    constexpr int octal = 8, hexadecimal = 16;
    if (auto const named = names.find(after.front()); named != std::string_view::npos) {
        text += meanings[named];
        return 1;
    }
    bool const is_hex = after.front() == 'x';
    auto const figures = after.substr(is_hex ? 1 : 0);
    auto const count = is_hex ? digits(figures, 2, hexadecimal) : digits(figures, 3, octal);
    if (count == 0) {
        text += after.front();
        return 1;
    }
    unsigned value = 0;
    std::from_chars(figures.data(), figures.data() + count, value, is_hex ? hexadecimal : octal);
    text += static_cast<char>(static_cast<unsigned char>(value));
    return count + (is_hex ? 1 : 0);
}

std::optional<std::string> SqlScanner::line() {
    if (bytes_.peek() < 0) return std::nullopt;
    std::string text;
    for (int c = bytes_.get(); c >= 0 && c != '\n'; c = bytes_.get()) text += static_cast<char>(c);
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

void SqlScanner::skip_comment(char second) {
    if (second == '-') {
        static_cast<void>(line());
        return;
    }
    int depth = 1;
    for (int before = 0, c = bytes_.get(); c >= 0; c = bytes_.get()) {
        if (before == '*' && c == '/' && --depth == 0) break;
        if (before == '/' && c == '*') ++depth;
        bool const closed = (before == '*' && c == '/') || (before == '/' && c == '*');
        before = closed ? 0 : c;
    }
}

bool SqlScanner::skip_space() {
    auto const c = bytes_.peek();
    if (is_blank(c)) {
        bytes_.get();
        return true;
    }
    if (c == '\\') {
        static_cast<void>(line());
        return true;
    }
    if (c != '-' && c != '/') return false;
    auto const line_number = bytes_.line();
    bytes_.get();
    auto const second = bytes_.peek();
    if (second == (c == '-' ? '-' : '*')) {
        bytes_.get();
        skip_comment(static_cast<char>(second));
        return true;
    }
    waiting_ = SqlToken{SqlToken::Kind::mark, std::string(1, static_cast<char>(c)), line_number};
    return false;
}

void SqlScanner::append_escape(std::string& text) {
    constexpr std::size_t longest = 3;
    std::string after;
    if (bytes_.peek() < 0) return;
    after += static_cast<char>(bytes_.get());
    bool const is_hex = after.front() == 'x';
    constexpr int hexadecimal = 16, octal = 8;
    while (after.size() < longest && bytes_.peek() >= 0) {
        auto const next = static_cast<char>(bytes_.peek());
        if (digits({&next, 1}, 1, is_hex ? hexadecimal : octal) == 0) break;
        if (!is_hex && digits(after, 1, octal) == 0) break;
        after += static_cast<char>(bytes_.get());
    }
    append_escaped(text, after);
}

Result<SqlToken> SqlScanner::quoted(char quote, SqlToken::Kind kind, bool escapes) {
    SqlToken token{.kind = kind, .text = {}, .line = bytes_.line()};
    bytes_.get();
    for (;;) {
        auto const c = bytes_.get();
        if (c < 0) return endless(token.line);
        if (c == quote) {
            if (bytes_.peek() != quote) return token;
            bytes_.get();
        }
        if (c == '\\' && escapes)
            append_escape(token.text);
        else
            token.text += static_cast<char>(c);
    }
}

// $tag$ ... $tag$, or a lone dollar.
Result<SqlToken> SqlScanner::dollar() {
    auto const line_number = bytes_.line();
    std::string tag(1, static_cast<char>(bytes_.get()));
    while (is_letter(bytes_.peek()) || is_digit(bytes_.peek())) tag += static_cast<char>(bytes_.get());
    if (bytes_.peek() != '$') return SqlToken{SqlToken::Kind::mark, std::move(tag), line_number};
    tag += static_cast<char>(bytes_.get());
    SqlToken token{.kind = SqlToken::Kind::text, .text = {}, .line = line_number};
    while (!token.text.ends_with(tag)) {
        auto const c = bytes_.get();
        if (c < 0) return endless(line_number);
        token.text += static_cast<char>(c);
    }
    token.text.resize(token.text.size() - tag.size());
    return token;
}

SqlToken SqlScanner::word() {
    SqlToken token{.kind = SqlToken::Kind::word, .text = {}, .line = bytes_.line()};
    while (is_letter(bytes_.peek()) || is_digit(bytes_.peek()) || bytes_.peek() == '$')
        token.text += static_cast<char>(bytes_.get());
    token.text = to_lower(token.text);
    return token;
}

SqlToken SqlScanner::number() {
    SqlToken token{.kind = SqlToken::Kind::number, .text = {}, .line = bytes_.line()};
    bool signed_next = false;  // after the e of 1e-5
    while (is_digit(bytes_.peek()) || is_letter(bytes_.peek()) || bytes_.peek() == '.' ||
           (signed_next && (bytes_.peek() == '-' || bytes_.peek() == '+'))) {
        auto const c = static_cast<char>(bytes_.get());
        signed_next = c == 'e' || c == 'E';
        token.text += c;
    }
    return token;
}

Result<SqlToken> SqlScanner::next() {
    while (!waiting_ && skip_space()) {
    }
    if (waiting_) {
        auto token = *std::move(waiting_);
        waiting_.reset();
        return token;
    }
    auto const c = bytes_.peek();
    if (c < 0) return SqlToken{SqlToken::Kind::end, {}, bytes_.line()};
    if (c == '\'') return quoted('\'', SqlToken::Kind::text, false);
    if (c == '"') return quoted('"', SqlToken::Kind::name, false);
    if (c == '$') return dollar();
    if (is_digit(c)) return number();
    if (is_letter(c)) {
        auto token = word();
        bool const escapes = token.text == "e";
        if (escapes && bytes_.peek() == '\'') return quoted('\'', SqlToken::Kind::text, true);
        return token;
    }
    SqlToken token{.kind = SqlToken::Kind::mark, .text = {}, .line = bytes_.line()};
    token.text = static_cast<char>(bytes_.get());
    return token;
}

}  // namespace backstay::cli
