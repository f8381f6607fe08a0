// The frame of a PL/pgSQL body: tokens, blocks, declarations, and which statement a word begins.

#include "sql/read/read_plpgsql.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sql/read/plpgsql_reader.hpp"
#include "sql/read/read.hpp"

namespace backstay::sql {
namespace plpgsql {
namespace {

constexpr auto of_triggers = std::to_array<std::string_view>(
    {"new", "old", "tg_op", "tg_name", "tg_when", "tg_level", "tg_relid", "tg_relname", "tg_table_name",
     "tg_table_schema", "tg_nargs", "tg_argv"});

// What begins a statement that the embedded engine does not run.
struct Refused {
    std::string_view word, construct, instead;
};
constexpr auto refused_statements = std::to_array<Refused>({
    {"execute", "EXECUTE of a text in PL/pgSQL", "the statement itself"},
    {"foreach", "FOREACH in PL/pgSQL", "FOR ... IN SELECT unnest(...)"},
    {"open", "a cursor in PL/pgSQL", "FOR ... IN SELECT"},
    {"fetch", "a cursor in PL/pgSQL", "FOR ... IN SELECT"},
    {"move", "a cursor in PL/pgSQL", "FOR ... IN SELECT"},
    {"close", "a cursor in PL/pgSQL", "FOR ... IN SELECT"},
    {"assert", "ASSERT in PL/pgSQL", "IF and RAISE EXCEPTION"},
    {"commit", "COMMIT in PL/pgSQL", "a transaction of the caller"},
    {"rollback", "ROLLBACK in PL/pgSQL", "RAISE EXCEPTION"},
    {"call", "CALL in PL/pgSQL", "PERFORM of a function"},
    {"do", "DO in PL/pgSQL", "the statements themselves"},
});

std::string folded(std::string_view text) {
    if (text.starts_with('"')) {
        std::string out;
        for (std::size_t i = 1; i + 1 < text.size(); ++i) {
            out += text[i];
            if (text[i] == '"') ++i;
        }
        return out;
    }
    return to_lower(text);
}

}  // namespace

Reader::Reader(std::string_view body, PlpgsqlContext const& context)
    : body_(body), lexer_(body_), trigger_(context.trigger), function_(context.function) {
    while (auto const token = lexer_.next()) tokens_.push_back(*token);
    auto& outermost = scopes_.emplace_back(context.parameters);
    outermost.emplace_back("found");
    if (trigger_) outermost.insert(outermost.end(), of_triggers.begin(), of_triggers.end());
}

// ---- tokens ----

bool Reader::is(std::string_view word, std::size_t ahead) const {
    return next_ + ahead < tokens_.size() && lexer_.is_word(tokens_[next_ + ahead], word);
}
bool Reader::is_symbol(char symbol, std::size_t ahead) const {
    return next_ + ahead < tokens_.size() && lexer_.is_symbol(tokens_[next_ + ahead], symbol);
}
bool Reader::take(std::string_view word) {
    if (!is(word)) return false;
    ++next_;
    return true;
}
bool Reader::take_symbol(char symbol) {
    if (!is_symbol(symbol)) return false;
    ++next_;
    return true;
}
std::string_view Reader::text(std::size_t token) const { return lexer_.text_of(tokens_[token]); }
std::size_t Reader::offset() const { return at_end() ? body_.size() : tokens_[next_].begin; }
Position Reader::position_of(std::size_t offset) const {
    return position_at(body_, static_cast<int>(offset), {});
}
Position Reader::position() const { return position_of(offset()); }

Failure Reader::unexpected() const {
    auto const what = at_end() ? std::string("end of input") : "or near \"" + std::string(text(next_)) + "\"";
    return failure("42601", "syntax error at " + what).at(position());
}
Failure Reader::refused(std::string_view construct, std::string instead) const {
    return not_supported(construct, std::move(instead)).at(position());
}
Result<void> Reader::expect(std::string_view word) {
    if (!take(word)) return unexpected();
    return {};
}
Result<void> Reader::expect_symbol(char symbol) {
    if (!take_symbol(symbol)) return unexpected();
    return {};
}

Result<std::string> Reader::name() {
    bool const named = !at_end() && (tokens_[next_].kind == TokenKind::word ||
                                     tokens_[next_].kind == TokenKind::quoted_name);
    if (!named) return unexpected();
    return folded(text(next_++));
}

Result<Name> Reader::qualified_name() {
    Name out;
    do {
        TRY(auto part, name());
        out.parts.push_back(std::move(part));
    } while (is_symbol('.') && !is_symbol('.', 1) && take_symbol('.'));
    return out;
}

// ---- pieces of SQL ----

std::size_t Reader::find(Ends ends) const {
    int depth = 0;
    for (auto i = next_; i < tokens_.size(); ++i) {
        auto const token = tokens_[i];
        if (depth == 0)
            for (auto const end : ends) {
                bool const word = is_word_character(end.front());
                if (word ? lexer_.is_word(token, end) : lexer_.is_symbol(token, end.front())) {
                    bool const range =
                        end != ".." || (i + 1 < tokens_.size() && lexer_.is_symbol(tokens_[i + 1], '.') &&
                                        tokens_[i + 1].begin == token.end);
                    if (range) return i;
                }
            }
        if (lexer_.is_symbol(token, '(') || lexer_.is_symbol(token, '[')) ++depth;
        if (lexer_.is_symbol(token, ')') || lexer_.is_symbol(token, ']')) --depth;
    }
    return tokens_.size();
}

Result<Reader::Piece> Reader::piece(Ends ends) {
    auto const end = find(ends);
    if (end == tokens_.size()) {
        next_ = end;
        return unexpected();
    }
    auto const begin = offset();
    auto const stop = end == next_ ? begin : tokens_[end - 1].end;
    next_ = end;
    return Piece{body_.substr(begin, stop - begin), begin};
}

// Where a piece's reader met something: in the body.
Error Reader::placed(Error error, Piece const& piece) const {
    auto const start = position_of(piece.offset);
    auto const inner = error->position;
    error->position = start;
    if (inner.line > 0) {
        error->position.line = start.line + inner.line - 1;
        error->position.column = inner.line == 1 ? start.column + inner.column - 1 : inner.column;
    }
    return error;
}

Result<Expression> Reader::expression(Ends ends) {
    auto const where = position();
    TRY(auto const found, piece(ends));
    if (found.text.empty())
        return failure("42601", "missing expression at or near \"" +
                                    (at_end() ? std::string() : std::string(text(next_))) + "\"")
            .at(where);
    auto read = read_expression(found.text);
    if (read) return read;
    // What may follow SELECT is an expression here: count(*) from task.
    if (auto query = read_expression("(select " + found.text + ")")) return query;
    return std::unexpected(placed(std::move(read).error(), found));
}

Result<sql::Statement> Reader::query(Piece const& piece) {
    auto read = read_one(piece.text);
    if (!read) return std::unexpected(placed(std::move(read).error(), piece));
    if (auto const* unsupported = std::get_if<Unsupported>(&read->node)) {
        auto error = not_supported(unsupported->construct, "PostgreSQL only").error();
        error->position = position_at(piece.text, unsupported->location.offset, {});
        return std::unexpected(placed(std::move(error), piece));
    }
    bool const of_rows =
        std::holds_alternative<Select>(read->node) || std::holds_alternative<Insert>(read->node) ||
        std::holds_alternative<Update>(read->node) || std::holds_alternative<Delete>(read->node);
    if (of_rows) return read;
    auto const word = piece.text.substr(0, piece.text.find_first_of(" \t\r\n"));
    return not_supported("a statement other than SELECT, INSERT, UPDATE and DELETE in PL/pgSQL",
                         "a migration of its own for " + word)
        .at(position_of(piece.offset));
}

// ---- variables ----

bool Reader::known(std::string_view name) const {
    return std::ranges::any_of(
        scopes_, [&](auto const& scope) { return std::ranges::find(scope, name) != scope.end(); });
}

bool Reader::known(Name const& name) const {
    auto const& parameters = scopes_.front();
    return known(name.parts.front()) ||
           (name.parts.size() == 2 && name.parts.front() == function_ &&
            std::ranges::find(parameters, name.parts.back()) != parameters.end());
}

Result<Name> Reader::variable() {
    auto const where = position();
    TRY(auto named, qualified_name());
    if (!known(named))
        return failure("42601", "\"" + join(named.parts, ".") + "\" is not a known variable").at(where);
    if (is_symbol('[')) return refused("assignment to an element of an array", "a new array");
    return named;
}

// TG_ARGV counts from 0, all other arrays from 1.
Result<void> Reader::shift_trigger_arguments() {
    for (next_ = 0; trigger_ && next_ < tokens_.size(); ++next_) {
        if (!is("tg_argv") || !is_symbol('[', 1)) continue;
        auto const index = next_ + 2;
        bool const plain = index < tokens_.size() && text(index).size() == 1 && text(index)[0] >= '0' &&
                           text(index)[0] <= '8' && is_symbol(']', 3);
        if (!plain) return refused("TG_ARGV with another index than 0 to 8", "TG_ARGV[0]");
        ++body_[tokens_[index].begin];
    }
    next_ = 0;
    return {};
}

// ---- blocks ----

Result<Block> Reader::function() {
    TRY_VOID(shift_trigger_arguments());
    TRY(auto outermost, block());
    take_symbol(';');
    if (!at_end()) return unexpected();
    return outermost;
}

Result<Block> Reader::block() {
    if (is_symbol('<')) return refused("a label in PL/pgSQL", "no label");
    Block made;
    scopes_.emplace_back();
    if (take("declare")) TRY_VOID(declarations(made));
    TRY_VOID(expect("begin"));
    TRY(made.body, body({"end", "exception"}));
    if (take("exception")) {
        do {
            TRY(auto handled, handler());
            made.handlers.push_back(std::move(handled));
        } while (is("when"));
    }
    TRY_VOID(expect("end"));
    scopes_.pop_back();
    return made;
}

Result<Handler> Reader::handler() {
    Handler made;
    TRY_VOID(expect("when"));
    do {
        TRY_VOID(condition(made));
    } while (take("or"));
    TRY_VOID(expect("then"));
    TRY(made.body, body({"when", "end"}));
    return made;
}

Result<void> Reader::condition(Handler& handler) {
    auto const where = position();
    if (take("others")) {
        handler.others = true;
        return {};
    }
    if (take("sqlstate")) {
        TRY(auto const code, expression({"or", "then"}));
        auto const* literal = std::get_if<Literal>(&code.node);
        if (literal == nullptr || !is_sqlstate(literal->text))
            return failure("42601", "invalid SQLSTATE code").at(where);
        handler.codes.push_back(literal->text);
        return {};
    }
    TRY(auto const condition, name());
    auto const code = sqlstate_of(condition);
    if (code.empty())
        return failure("42704", "unrecognized exception condition \"" + condition + "\"").at(where);
    handler.codes.emplace_back(code);
    return {};
}

Result<void> Reader::declarations(Block& block) {
    while (!at_end() && !is("begin")) {
        if (take("declare")) continue;
        TRY(auto declared, declaration());
        scopes_.back().push_back(declared.name);
        block.declarations.push_back(std::move(declared));
    }
    return {};
}

Result<Declaration> Reader::declaration() {
    if (is_symbol('<')) return refused("a label in PL/pgSQL", "no label");
    Declaration made;
    TRY(made.name, name());
    if (is("alias")) return refused("ALIAS in PL/pgSQL", "the name itself");
    if (is("cursor") || is("no") || is("scroll") || is("refcursor"))
        return refused("a cursor in PL/pgSQL", "FOR ... IN SELECT");
    made.constant = take("constant");
    TRY(auto type, piece({"not", "default", "collate", ":", "=", ";"}));
    if (is("collate")) return refused("COLLATE of a variable", "COLLATE where it is compared");
    auto const lower = to_lower(type.text);
    if (auto const mark = lower.rfind("%rowtype"); mark != std::string::npos) {
        made.row_type = true;
        type.text.resize(mark);
    }
    if (lower != "record") {
        auto read = read_type(type.text);
        if (!read) return std::unexpected(placed(std::move(read).error(), type));
        made.type = *std::move(read);
    }
    if (take("not")) {
        TRY_VOID(expect("null"));
        made.not_null = true;
    }
    bool const valued = take("default") || take_symbol('=') || (is_symbol(':') && is_symbol('=', 1));
    if (is_symbol(':')) next_ += 2;
    if (valued) {
        TRY(made.value, expression({";"}));
    }
    TRY_VOID(expect_symbol(';'));
    return made;
}

Result<Body> Reader::body(Ends ends) {
    Body out;
    while (!std::ranges::any_of(ends, [&](auto end) { return is(end); })) {
        if (at_end()) return unexpected();
        TRY(auto made, statement());
        out.push_back(std::move(made));
    }
    return out;
}

Result<Statement> Reader::statement() {
    auto const where = position();
    TRY(auto made, node());
    return Statement{std::move(made), where};
}

Result<Statement::Node> Reader::node() {
    if (is_symbol('<')) return refused("a label in PL/pgSQL", "no label");
    if (assigns()) return assign();
    for (auto const& refusal : refused_statements)
        if (is(refusal.word)) return refused(refusal.construct, std::string(refusal.instead));
    if (is("begin") || is("declare")) {
        TRY(auto inner, block());
        TRY_VOID(expect_symbol(';'));
        return inner;
    }
    if (take("null")) {
        TRY_VOID(expect_symbol(';'));
        return Nothing{};
    }
    if (take("if")) return if_statement();
    if (take("case")) return case_statement();
    if (take("perform")) return perform();
    if (take("return")) return return_statement();
    if (take("raise")) return raise();
    if (is("get")) return diagnostics();
    if (take("loop")) return loop();
    if (take("while")) return while_loop();
    if (take("for")) return for_loop();
    if (take("exit")) return leave(true);
    if (take("continue")) return leave(false);
    return sql_statement();
}

}  // namespace plpgsql

bool is_sqlstate(std::string_view code) {
    if (code.size() != 5) return false;
    for (char const c : code)
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return false;
    return true;
}

Result<plpgsql::Block> read_plpgsql(std::string_view body, PlpgsqlContext const& context) {
    return plpgsql::Reader(body, context).function();
}

}  // namespace backstay::sql
