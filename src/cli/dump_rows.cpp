#include "cli/dump_rows.hpp"

#include <algorithm>

#include "cli/sql_scanner.hpp"

namespace backstay::cli {
namespace {

using Kind = SqlToken::Kind;

Failure cannot_read(std::string message, int line) {
    return failure("22P04", std::move(message)).at({.file = {}, .line = line});
}

// A field of COPY's text form.
engine::Parameter copy_field(std::string_view text) {
    if (text == "\\N") return std::nullopt;
    std::string value;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            value += text[i++];
            continue;
        }
        i += 1 + append_escaped(value, text.substr(i + 1));
    }
    return value;
}

// What a COPY or INSERT writes to.
struct Target {
    std::string table;
    std::vector<std::string> columns;
    int line = 0;
};

class DumpRows : public TableRows {
public:
    DumpRows(ByteReader::Source source, std::set<std::string> tables)
        : scanner_(std::move(source)), tables_(std::move(tables)) {}

    Result<bool> next(std::string& table, Row& row) override {
        for (;;) {
            if (state_ == State::statements) {
                TRY(auto const more, next_statement());
                if (!more) return false;
                continue;
            }
            TRY(auto const more, state_ == State::copy ? copied(row) : inserted(row));
            if (!more) continue;
            table = target_.table;
            return true;
        }
    }

private:
    enum class State : std::uint8_t { statements, copy, insert };

    Result<void> skip_statement(SqlToken token) {
        while (!token.is_end_of_statement()) {
            TRY(token, scanner_.next());
        }
        return {};
    }

    // False at the end of the script.
    Result<bool> next_statement() {
        TRY(auto token, scanner_.next());
        if (token.kind == Kind::end) return false;
        // The custom form of pg_dump is not text.
        if (token.is_word("pgdmp"))
            return cannot_read("this is an archive of pg_dump, not a script", token.line)
                .hint("pg_restore -f dump.sql FILE makes a script of it.");
        if (token.is_word("copy")) {
            TRY_VOID(begin_copy());
        } else if (token.is_word("insert")) {
            TRY_VOID(begin_insert());
        } else {
            TRY_VOID(skip_statement(std::move(token)));
        }
        return true;
    }

    // schema.table (a, b), and the token after it.
    Result<SqlToken> read_target() {
        target_ = {};
        TRY(auto token, scanner_.next());
        target_.line = token.line;
        for (;; target_.table += '.') {
            target_.table += token.text;
            TRY(token, scanner_.next());
            if (!token.is_mark('.')) break;
            TRY(token, scanner_.next());
        }
        if (!token.is_mark('(')) return token;
        while (!token.is_mark(')')) {
            TRY(auto name, scanner_.next());
            if (name.kind != Kind::word && name.kind != Kind::name)
                return cannot_read("a name of a column is expected", name.line);
            target_.columns.push_back(std::move(name.text));
            TRY(token, scanner_.next());
            if (!token.is_mark(',') && !token.is_mark(')'))
                return cannot_read("a comma or a closing parenthesis is expected", token.line);
        }
        return scanner_.next();
    }

    bool is_wanted() const { return tables_.contains(target_.table); }

    Result<void> check_columns(char const* how) const {
        if (!is_wanted() || !target_.columns.empty()) return {};
        return cannot_read("the columns of " + target_.table + " are not named", target_.line).hint(how);
    }

    Result<void> begin_copy() {
        TRY(auto token, read_target());
        bool const is_query = target_.table.starts_with('(');
        if (is_query || !token.is_word("from")) return skip_statement(std::move(token));
        TRY(token, scanner_.next());
        if (!token.is_word("stdin")) return skip_statement(std::move(token));
        TRY(token, scanner_.next());
        if (is_wanted() && !token.is_end_of_statement())
            return cannot_read("COPY of " + target_.table + " is not in its text form", token.line);
        TRY_VOID(check_columns("Name them after the table, as pg_dump does."));
        TRY_VOID(skip_statement(std::move(token)));
        static_cast<void>(scanner_.line());
        state_ = State::copy;
        return {};
    }

    // False when the data has ended.
    Result<bool> copied(Row& row) {
        for (;;) {
            auto const number = scanner_.line_number();
            auto const line = scanner_.line();
            if (!line && is_wanted())
                return cannot_read("the data of " + target_.table + " does not end with \\.", number);
            if (!line || *line == "\\.") {
                state_ = State::statements;
                return false;
            }
            if (!is_wanted()) continue;
            row.line = number;
            row.columns = target_.columns;
            row.values.clear();
            for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
                end = line->find('\t', begin);
                row.values.push_back(copy_field(std::string_view(*line).substr(begin, end - begin)));
            }
            if (row.values.size() != row.columns.size()) return wrong_width(row);
            return true;
        }
    }

    static Failure wrong_width(Row const& row) {
        return cannot_read(std::to_string(row.columns.size()) + " values are expected, and there are " +
                               std::to_string(row.values.size()),
                           row.line);
    }

    Result<void> begin_insert() {
        TRY(auto token, scanner_.next());
        if (!token.is_word("into")) return skip_statement(std::move(token));
        TRY(token, read_target());
        if (!is_wanted()) return skip_statement(std::move(token));
        TRY_VOID(check_columns("Dump with --column-inserts, or without --inserts."));
        while (!token.is_word("values")) {
            if (token.is_end_of_statement() || token.is_word("select"))
                return cannot_read("INSERT of " + target_.table + " has no VALUES", token.line);
            TRY(token, scanner_.next());
        }
        state_ = State::insert;
        return {};
    }

    // The next of (...), (...). False when the statement has ended.
    Result<bool> inserted(Row& row) {
        TRY(auto token, scanner_.next());
        if (token.is_mark(',')) {
            TRY(token, scanner_.next());
        }
        if (!token.is_mark('(')) {
            TRY_VOID(skip_statement(std::move(token)));
            state_ = State::statements;
            return false;
        }
        row.line = token.line;
        row.columns.clear();
        row.values.clear();
        std::size_t count = 0;
        for (bool more = true; more; ++count) {
            TRY(more, value(count, row));
        }
        if (count == target_.columns.size()) return true;
        return cannot_read(std::to_string(target_.columns.size()) + " values are expected, and there are " +
                               std::to_string(count),
                           row.line);
    }

    // One value and what ends it; false when that is the closing parenthesis.
    Result<bool> value(std::size_t place, Row& row) {
        TRY(auto token, scanner_.next());
        std::string sign;
        if (token.is_mark('-') || token.is_mark('+')) {
            sign = token.is_mark('-') ? "-" : "";
            TRY(token, scanner_.next());
        }
        bool const is_default = token.is_word("default"), is_null = token.is_word("null");
        bool const is_literal = token.kind == Kind::text || token.kind == Kind::number ||
                                token.is_word("true") || token.is_word("false");
        if (!is_default && !is_null && !is_literal)
            return cannot_read("a value that is no literal: " + token.text, token.line);
        if (!is_default && place < target_.columns.size()) {
            row.columns.push_back(target_.columns[place]);
            row.values.push_back(is_null ? std::nullopt : engine::Parameter(sign + token.text));
        }
        // A cast says nothing that the column does not.
        int depth = 0;
        for (;;) {
            TRY(token, scanner_.next());
            if (token.is_end_of_statement()) return cannot_read("the row does not end", token.line);
            if (depth == 0 && token.is_mark(',')) return true;
            if (depth == 0 && token.is_mark(')')) return false;
            depth += token.is_mark('(') ? 1 : token.is_mark(')') ? -1 : 0;
            bool const part_of_cast = token.kind == Kind::word || token.kind == Kind::name || depth > 0 ||
                                      std::string_view(":.)[]").contains(token.text.front());
            if (!part_of_cast) return cannot_read("a value that is no literal: " + token.text, token.line);
        }
    }

    SqlScanner scanner_;
    std::set<std::string> tables_;
    State state_ = State::statements;
    Target target_;
};

}  // namespace

std::unique_ptr<TableRows> dump_rows(ByteReader::Source source, std::set<std::string> tables) {
    return std::make_unique<DumpRows>(std::move(source), std::move(tables));
}

}  // namespace backstay::cli
