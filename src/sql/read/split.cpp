#include "sql/read/split.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"
#include "sql/read/lexer.hpp"

namespace backstay::sql {
namespace {

// What has been seen of the statement at hand, to know whether a semicolon ends it.
struct Nesting {
    int parentheses = 0;
    int blocks = 0;  // BEGIN ATOMIC, and CASE inside it
    bool after_begin = false;

    void take(Lexer const& lexer, Token token) {
        if (lexer.is_symbol(token, '(')) ++parentheses;
        if (lexer.is_symbol(token, ')') && parentheses > 0) --parentheses;
        if (after_begin && lexer.is_word(token, "atomic")) ++blocks;
        if (blocks > 0 && lexer.is_word(token, "case")) ++blocks;
        if (blocks > 0 && lexer.is_word(token, "end")) --blocks;
        after_begin = lexer.is_word(token, "begin");
    }
    bool closed() const { return parentheses == 0 && blocks == 0; }
};

// COPY table [(columns)] FROM STDIN ...
class CopyDetector {
public:
    void take(Lexer const& lexer, Token token) {
        if (count_++ == 0) copy_ = lexer.is_word(token, "copy");
        if (copy_ && after_from_ && lexer.is_word(token, "stdin")) found_ = true;
        after_from_ = lexer.is_word(token, "from");
    }
    bool found() const { return found_; }
    bool any() const { return count_ > 0; }

private:
    int count_ = 0;
    bool copy_ = false, after_from_ = false, found_ = false;
};

std::size_t after_line(std::string_view text, std::size_t position) {
    auto const end = text.find('\n', position);
    return end == std::string_view::npos ? text.size() : end + 1;
}

// pg_dump puts its scripts between `\restrict key` and `\unrestrict key`, which psql takes.
bool is_dump_mark(std::string_view rest) {
    return rest.starts_with("\\restrict ") || rest.starts_with("\\unrestrict ");
}

// The data of a COPY begins on the line after its semicolon and ends with a line `\.`.
struct CopyData {
    std::size_t begin = 0, end = 0, after = 0;
};
CopyData copy_data(std::string_view script, std::size_t semicolon) {
    CopyData data;
    data.begin = after_line(script, semicolon);
    for (auto line = data.begin; line < script.size(); line = after_line(script, line)) {
        auto const next = after_line(script, line);
        if (trim(script.substr(line, next - line)) == "\\.") {
            data.end = line;
            data.after = next;
            return data;
        }
    }
    data.end = data.after = script.size();
    return data;
}

std::vector<std::string> leading_words(std::string_view statement) {
    constexpr std::size_t enough = 12;
    std::vector<std::string> words;
    Lexer lexer(statement);
    int depth = 0;
    for (auto token = lexer.next(); token && words.size() < enough; token = lexer.next()) {
        if (lexer.is_symbol(*token, '(')) ++depth;
        if (lexer.is_symbol(*token, ')')) --depth;
        if (depth == 0 && token->kind == TokenKind::word) words.push_back(to_lower(lexer.text_of(*token)));
    }
    return words;
}

bool contains(std::span<std::string const> words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::vector<Piece> split_statements(std::string_view script) {
    std::vector<Piece> pieces;
    Lexer lexer(script);
    std::size_t from = 0, counted = 0;
    int line = 1;
    while (true) {
        Nesting nesting;
        CopyDetector copy;
        std::size_t first = 0, last = from;
        auto token = lexer.next();
        for (; token; token = lexer.next()) {
            if (nesting.closed() && lexer.is_symbol(*token, ';')) break;
            if (!copy.any() && is_dump_mark(script.substr(token->begin))) {
                from = after_line(script, token->begin);
                lexer.move_to(from);
                continue;
            }
            if (!copy.any()) first = token->begin;
            last = token->end;
            nesting.take(lexer, *token);
            copy.take(lexer, *token);
        }
        if (copy.any()) {
            auto const begin = script.find_first_not_of(" \t\r\n\f\v", from);
            auto const passed = script.substr(counted, first - counted);
            line += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
            counted = first;
            Piece piece{.text = script.substr(begin, last - begin), .offset = begin, .line = line};
            piece.copies = copy.found();
            piece.transactional = runs_in_transaction(piece.text);
            if (piece.copies && token) {
                auto const data = copy_data(script, token->begin);
                piece.data = script.substr(data.begin, data.end - data.begin);
                lexer.move_to(data.after);
            }
            pieces.push_back(piece);
        }
        if (!token) return pieces;
        from = lexer.position();
    }
}

bool runs_in_transaction(std::string_view statement) {
    auto const words = leading_words(statement);
    auto const is = [&](std::size_t index, std::string_view word) {
        return index < words.size() && words[index] == word;
    };
    auto const rest = std::span(words);
    if (is(0, "vacuum")) return false;
    if (is(0, "discard")) return !is(1, "all");
    if (is(0, "reindex")) {
        bool const whole = is(1, "schema") || is(1, "database") || is(1, "system") || is(2, "schema") ||
                           is(2, "database") || is(2, "system");
        return !whole && !contains(rest, "concurrently");
    }
    if (is(0, "alter") && is(1, "system")) return false;
    if (is(0, "alter") && is(1, "database")) return !(contains(rest, "set") && contains(rest, "tablespace"));
    if (is(0, "alter") && is(1, "table"))
        return !(contains(rest, "detach") && contains(rest, "concurrently"));
    if (is(0, "create") || is(0, "drop")) {
        if (is(1, "database") || is(1, "tablespace") || is(1, "subscription")) return false;
        std::size_t const at = is(1, "unique") ? 2 : 1;
        return !(is(at, "index") && is(at + 1, "concurrently"));
    }
    return true;
}

}  // namespace backstay::sql
