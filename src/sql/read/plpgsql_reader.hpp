#pragma once

// What the files that read PL/pgSQL share: the body as tokens, and the variables that are known where the
// reader stands. Expressions and statements of SQL are cut out of the body as they stand and read by
// read_expression() and read_one(); PL/pgSQL itself finds their ends by its own words, as it is done here.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/read/lexer.hpp"
#include "sql/read/read_plpgsql.hpp"

namespace backstay::sql::plpgsql {

class Reader {
public:
    Reader(std::string_view body, PlpgsqlContext const& context);

    Result<Block> function();

private:
    // ---- tokens ----
    bool at_end() const { return next_ >= tokens_.size(); }
    bool is(std::string_view word, std::size_t ahead = 0) const;
    bool is_symbol(char symbol, std::size_t ahead = 0) const;
    bool take(std::string_view word);
    bool take_symbol(char symbol);
    std::string_view text(std::size_t token) const;
    std::size_t offset() const;  // of the next token
    Position position() const;
    Position position_of(std::size_t offset) const;
    Failure unexpected() const;  // 42601 at the next token
    Failure refused(std::string_view construct, std::string instead) const;
    Result<void> expect(std::string_view word);
    Result<void> expect_symbol(char symbol);
    Result<std::string> name();  // as PostgreSQL folds it
    Result<Name> qualified_name();

    // ---- pieces of SQL ----
    // The text up to one of these words or symbols outside of brackets, where the reader then stands.
    struct Piece {
        std::string text;
        std::size_t offset = 0;
    };
    using Ends = std::initializer_list<std::string_view>;
    std::size_t find(Ends ends) const;
    Result<Piece> piece(Ends ends);
    Result<Expression> expression(Ends ends);
    Result<sql::Statement> query(Piece const& piece);
    Error placed(Error error, Piece const& piece) const;

    // ---- variables ----
    Result<Name> variable();
    bool known(std::string_view name) const;
    bool known(plpgsql::Name const& name) const;  // name, function.parameter
    Result<void> shift_trigger_arguments();

    // ---- statements ----
    Result<Block> block();
    Result<void> declarations(Block& block);
    Result<Handler> handler();
    Result<void> condition(Handler& handler);
    Result<Declaration> declaration();
    Result<Body> body(Ends ends);
    Result<Statement> statement();
    Result<Statement::Node> node();
    Result<Statement::Node> sql_statement();
    Result<Into> take_into(Piece& piece, std::size_t from);
    Result<Statement::Node> assign();
    bool assigns() const;
    Result<Statement::Node> if_statement();
    Result<Statement::Node> case_statement();
    Result<Statement::Node> perform();
    Result<Statement::Node> return_statement();
    Result<Statement::Node> diagnostics();
    Result<Statement::Node> stacked_diagnostics();
    Result<Statement::Node> raise();
    Result<void> raise_what(Raise& raise);
    Result<void> raise_options(Raise& raise);
    Result<Statement::Node> loop();
    Result<Statement::Node> while_loop();
    Result<Statement::Node> for_loop();
    Result<Statement::Node> for_range(std::string variable);
    Result<Body> loop_body();
    Result<Statement::Node> leave(bool exits);

    std::string body_;
    Lexer lexer_;
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    std::vector<std::vector<std::string>> scopes_;
    bool trigger_;
    std::string function_;
};

}  // namespace backstay::sql::plpgsql
