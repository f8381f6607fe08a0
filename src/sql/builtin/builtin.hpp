#pragma once

// PostgreSQL's own functions, operators and casts, as far as the embedded engine has them: one table a family
// (text.cpp, math.cpp, ...), read by sql/resolve/ to choose by argument types and by engine/sqlite/ to
// register what is called. What is not in a table does not exist on the embedded engine (42883).
//
//     {.name = "lower", .args = {text}, .result = text, .sqlite = "pg_lower", .strict = true}
//
// Polymorphic types (anyelement, anyarray, anycompatible, ...) stand for themselves, as in pg_proc.
// SQLite's values do not carry PostgreSQL's types, so a function, operator or cast with an argument of a
// polymorphic type (`any` included) is called with one argument more, the last: a text with the actual type
// of each argument as format_type() prints it without modifiers, joined by ',' ("integer,text[]"). There
// enums and domains are said by the type they are stored as ("text"), rows as "record"; a row's stored value
// is the JSON object that row_to_json() prints. ORDER BY within an aggregate is seen to by sql/lower/: the
// function is given its rows in order.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/ast.hpp"
#include "sql/type.hpp"

namespace backstay::sql {

enum class BuiltinKind : std::uint8_t {
    scalar,
    aggregate,
    window,
    table  // returns a set: may stand in FROM; in a select list only where one row is certain
};

struct Builtin {
    std::string_view name;
    std::vector<Type> args = {};
    Type result = {};
    std::string_view sqlite =
        {};  // the function registered, or SQLite's own, or "" for what lower writes itself
    BuiltinKind kind = BuiltinKind::scalar;
    bool strict = true;     // NULL in, NULL out
    bool variadic = false;  // the last argument may be repeated (its type is the element's, or any)
    int optional = 0;       // so many of the last arguments may be left out
    Volatility volatility = Volatility::immutable;
    std::vector<std::string_view> argument_names = {};            // for name => value
    std::vector<std::pair<std::string_view, Type>> columns = {};  // table: of its result, when more than one
    // Two arguments more, before that of the types, say the names and types of the columns of the row that is
    // asked for.
    bool told_columns = false;
};

struct BuiltinOperator {
    std::string_view name;
    Type left = {};  // BaseType::unknown with prefix = true: none
    Type right = {};
    Type result = {};
    std::string_view sqlite =
        {};  // a function's name, or an operator of SQLite with the same meaning ("<", "=")
    bool prefix = false;
    bool native = false;  // `sqlite` is an operator
};

enum class CastContext : std::uint8_t { implicit, assignment, explicit_ };

struct BuiltinCast {
    BaseType from;
    BaseType to;
    CastContext context = CastContext::explicit_;
    std::string_view sqlite = {};  // empty: the stored value is the same
    bool takes_modifier = false;   // the function's second argument is the target's modifier
};

std::span<Builtin const> builtin_functions();
std::span<BuiltinOperator const> builtin_operators();
std::span<BuiltinCast const> builtin_casts();

}  // namespace backstay::sql
