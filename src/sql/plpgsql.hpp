#pragma once

// The body of a PL/pgSQL function as a tree: its statements, with the SQL in them read into the tree of
// sql/ast.hpp. sql/read/read_plpgsql.hpp makes it; the embedded engine interprets it.
//
//     begin                                Block{.body = {
//       new.updated_at := now();               Assign{{"new", "updated_at"}, now()},
//       return new;                            Return{.value = column("new")}}}
//     end
//
// https://www.postgresql.org/docs/15/plpgsql.html

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "sql/ast.hpp"

namespace backstay::sql::plpgsql {

struct Statement;
using Body = std::vector<Statement>;

struct Name {  // n, new.title, block.n
    std::vector<std::string> parts;
};

// select a, b into x, y: where the first row's values go.
struct Into {
    std::vector<Name> targets;
    bool strict = false;
};

struct Declaration {
    std::string name;
    std::optional<TypeName> type;  // absent: record
    bool row_type = false;         // task%rowtype
    bool constant = false;
    bool not_null = false;
    std::optional<Expression> value;
};
// exception when unique_violation or sqlstate '22012' then ...
struct Handler {
    std::vector<std::string> codes;  // SQLSTATEs; one that ends with 000 stands for its class
    bool others = false;             // every error but a cancelled query and a failed assertion
    Body body;                       // SQLSTATE and SQLERRM are variables in it
};
struct Block {
    std::vector<Declaration> declarations;
    Body body;
    std::vector<Handler> handlers = {};
};
struct Assign {
    Name target;
    Expression value;
};
struct Branch {
    Expression condition;
    Body body;
};
struct If {
    std::vector<Branch> branches;
    Body otherwise;
};
struct Perform {
    Select query;
};
struct Execute {  // a statement of SQL
    sql::Statement statement;
    std::optional<Into> into;
};

enum class RaiseLevel : std::uint8_t { exception, less };  // notices and warnings reach nobody
enum class RaiseOption : std::uint8_t {
    errcode,
    message,
    detail,
    hint,
    column,
    constraint,
    table,
    schema,
    datatype
};
struct Raise {
    RaiseLevel level = RaiseLevel::exception;
    std::string condition;              // unique_violation, or a SQLSTATE; empty: by the options
    std::optional<std::string> format;  // 'no % left'
    Expressions arguments;
    std::vector<std::pair<RaiseOption, Expression>> options;
};
struct RaiseAgain {};  // raise; in a handler
struct Return {
    std::optional<Expression> value;
};
struct ReturnNext {
    std::optional<Expression> value;
};
struct ReturnQuery {
    sql::Statement query;
};
struct RowCount {  // get diagnostics n = row_count
    Name target;
};
enum class Diagnostic : std::uint8_t { sqlstate, message, detail, hint, constraint };
struct StackedDiagnostics {  // get stacked diagnostics m = message_text, d = pg_exception_detail
    std::vector<std::pair<Name, Diagnostic>> items;
};
struct Loop {
    Body body;
};
struct While {
    Expression condition;
    Body body;
};
struct ForRange {  // for i in [reverse] a .. b [by c]
    std::string variable;
    Expression from, to;
    std::optional<Expression> by;
    bool reverse = false;
    Body body;
};
struct ForQuery {  // for r in select ...
    std::vector<Name> targets;
    sql::Statement query;
    Body body;
};
struct Leave {  // exit, continue
    bool exits = true;
    std::optional<Expression> when;
};
struct Nothing {};

struct Statement {
    using Node =
        std::variant<Block, Assign, If, Perform, Execute, Raise, RaiseAgain, Return, ReturnNext, ReturnQuery,
                     RowCount, StackedDiagnostics, Loop, While, ForRange, ForQuery, Leave, Nothing>;
    Node node;
    Position position = {};  // in the body
};

}  // namespace backstay::sql::plpgsql
