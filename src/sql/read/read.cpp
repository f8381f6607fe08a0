#include "sql/read/read.hpp"

#include <pg_query.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/read/context.hpp"
#include "sql/read/lexer.hpp"
#include "sql/read/split.hpp"

namespace backstay::sql {
namespace {

struct FreeTree {
    void operator()(PgQuery__ParseResult* tree) const {
        pg_query__parse_result__free_unpacked(tree, nullptr);
    }
};
using Tree = std::unique_ptr<PgQuery__ParseResult, FreeTree>;

// The byte at which the `count`-th character begins.
int byte_of_character(std::string_view text, int count) {
    std::size_t byte = 0;
    for (; byte < text.size(); ++byte) {
        bool const begins_character = (static_cast<unsigned char>(text[byte]) & 0xC0U) != 0x80U;
        if (begins_character && count-- == 0) break;
    }
    return static_cast<int>(byte);
}

// What libpg_query says went wrong. `prefix`: what we put before the caller's text.
Failure parse_failure(PgQueryError const& error, std::string const& parsed, std::string_view prefix,
                      std::string_view file) {
    auto result = failure("42601", error.message);
    if (error.cursorpos <= 0) return result;
    auto const offset = byte_of_character(parsed, error.cursorpos - 1);
    auto const text = std::string_view(parsed).substr(prefix.size());
    return std::move(result).at(position_at(text, offset - static_cast<int>(prefix.size()), file));
}

Result<Tree> parse(std::string const& text, std::string_view prefix, std::string_view file) {
    if (auto const zero = text.find('\0'); zero != std::string::npos) {
        return failure("22021", "invalid byte sequence for encoding \"UTF8\": 0x00")
            .at(position_at(text, static_cast<int>(zero), file));
    }
    if (!is_utf8(text))
        return failure("22021", "invalid byte sequence for encoding \"UTF8\"").at({std::string(file)});
    auto parsed = pg_query_parse_protobuf(text.c_str());
    std::unique_ptr<PgQueryProtobufParseResult, void (*)(PgQueryProtobufParseResult*)> const release(
        &parsed, [](PgQueryProtobufParseResult* result) { pg_query_free_protobuf_parse_result(*result); });
    if (parsed.error != nullptr) return parse_failure(*parsed.error, text, prefix, file);
    Tree tree(pg_query__parse_result__unpack(nullptr, parsed.parse_tree.len,
                                             reinterpret_cast<std::uint8_t const*>(parsed.parse_tree.data)));
    if (!tree) return internal_error("the parser's tree cannot be read");
    return tree;
}

void blank(std::string& text, std::size_t begin, std::size_t end) {
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end),
        [](char c) { return c != '\n'; }, ' ');
}

// Blanks the lines between statements that are for psql (pg_dump's \restrict), which split_statements passed.
void blank_psql_lines(std::string& text, std::size_t begin, std::size_t end) {
    while (begin < end) {
        auto const line_end = std::min(text.find('\n', begin), end);
        if (text[begin] == '\\') blank(text, begin, line_end);
        begin = line_end + 1;
    }
}

// The script with what is not SQL blanked out, so that every offset stays as it was.
std::string sql_only(std::string_view text, std::vector<Piece> const& pieces) {
    std::string result(text);
    std::size_t from = 0;
    for (auto const& piece : pieces) {
        blank_psql_lines(result, from, piece.offset);
        from = piece.offset + piece.text.size();
        if (!piece.copies || piece.data.data() == nullptr) continue;
        auto const data = static_cast<std::size_t>(piece.data.data() - text.data());
        from = std::min(text.find('\n', data + piece.data.size()), text.size());
        blank(result, data, from);
    }
    blank_psql_lines(result, from, text.size());
    return result;
}

std::string_view copy_data_of(std::vector<Piece> const& pieces, int offset) {
    auto const at = static_cast<std::size_t>(offset);
    for (auto const& piece : pieces) {
        if (piece.copies && at >= piece.offset && at < piece.offset + piece.text.size()) return piece.data;
    }
    return {};
}

// Sets where the statement stands: from its first word, past comments, to its last.
void locate(reading::Context& context, PgQuery__RawStmt const& raw) {
    auto const text = context.text();
    auto const begin = static_cast<std::size_t>(raw.stmt_location);
    auto const end = raw.stmt_len == 0 ? text.size() : begin + static_cast<std::size_t>(raw.stmt_len);
    Lexer lexer(text.substr(0, end), begin);
    auto const first = lexer.next();
    auto last = first;
    for (auto token = first; token; token = lexer.next()) last = token;
    context.statement_begin = static_cast<int>(first ? first->begin : begin);
    context.statement_end = static_cast<int>(last ? last->end : end);
}

Statement statement(reading::Context& context, PgQuery__RawStmt const& raw) {
    locate(context, raw);
    auto node = reading::statement_node(context, *raw.stmt);
    if (auto refusal = context.take_refusal()) {
        if (refusal->location.offset < 0) refusal->location = context.at(context.statement_begin);
        node = *std::move(refusal);
    }
    Statement result(std::move(node));
    result.offset = context.statement_begin - context.shift();
    result.length = context.statement_end - context.statement_begin;
    return result;
}

Failure syntax_error(std::string_view text) {
    return failure("42601", "syntax error in \"" + std::string(text) + "\"");
}

}  // namespace

Result<std::vector<Statement>> read(std::string_view text, std::string_view file) {
    auto const pieces = split_statements(text);
    auto const parsed = sql_only(text, pieces);
    TRY(auto const tree, parse(parsed, {}, file));
    reading::Context context(parsed);
    std::vector<Statement> result;
    result.reserve(tree->n_stmts);
    for (auto const* raw : std::span(tree->stmts, tree->n_stmts)) {
        result.push_back(statement(context, *raw));
        if (auto* copy = std::get_if<CopyFromStdin>(&result.back().node)) {
            copy->data = copy_data_of(pieces, result.back().offset);
        }
    }
    return result;
}

Result<Statement> read_one(std::string_view text) {
    TRY(auto statements, read(text));
    if (statements.size() != 1) {
        return failure("42601", "expected one statement, found " + std::to_string(statements.size()));
    }
    return std::move(statements.front());
}

Result<Expression> read_expression(std::string_view text) {
    constexpr std::string_view prefix = "SELECT ";
    auto const parsed = std::string(prefix) + std::string(text);
    TRY(auto const tree, parse(parsed, prefix, {}));
    reading::Context context(parsed, static_cast<int>(prefix.size()));
    if (tree->n_stmts != 1) return syntax_error(text);
    auto result = statement(context, *tree->stmts[0]);
    if (auto const* refused = std::get_if<Unsupported>(&result.node)) {
        return not_supported(Limitation::statement, refused->construct);
    }
    auto* query = std::get_if<Select>(&result.node);
    if (query == nullptr || query->targets.size() != 1 || !query->targets.front().alias.empty()) {
        return syntax_error(text);
    }
    auto found = std::move(query->targets.front().expression);
    query->targets.clear();
    if (*query != Select{}) return syntax_error(text);  // something followed: FROM, LIMIT, ...
    return found;
}

Result<TypeName> read_type(std::string_view text) {
    constexpr std::string_view prefix = "CREATE FUNCTION f() RETURNS ";
    auto const parsed = std::string(prefix) + std::string(text);
    TRY(auto const tree, parse(parsed, prefix, {}));
    reading::Context context(parsed, static_cast<int>(prefix.size()));
    if (tree->n_stmts != 1) return syntax_error(text);
    auto result = statement(context, *tree->stmts[0]);
    if (auto const* refused = std::get_if<Unsupported>(&result.node)) {
        return not_supported(Limitation::statement, refused->construct);
    }
    auto* function = std::get_if<CreateFunction>(&result.node);
    if (function == nullptr || !function->returns) return syntax_error(text);
    auto found = *function->returns;
    CreateFunction rest;
    rest.name = {"", "f"};
    rest.returns = found;
    if (*function != rest) return syntax_error(text);
    return found;
}

Position position_at(std::string_view text, int offset, std::string_view file) {
    Position position{std::string(file), 1, 1};
    auto const end = std::min(text.size(), static_cast<std::size_t>(std::max(offset, 0)));
    for (char const c : text.substr(0, end)) {
        if (c == '\n') {
            ++position.line;
            position.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++position.column;
        }
    }
    return position;
}

void place_in_text(Error& error, Statement const& statement, std::string_view text) {
    auto const* function = std::get_if<CreateFunction>(&statement.node);
    if (function == nullptr || error->position.line == 0 || function->body_location.offset < 0) return;
    auto const start = position_at(text, function->body_location.offset, {});
    if (error->position.line == 1) error->position.column += start.column - 1;
    error->position.line += start.line - 1;
}

}  // namespace backstay::sql
