#pragma once

// PostgreSQL's text form of arrays:
//
//     array   = [ bounds "=" ] level                    bounds: "[" [ lower ":" ] upper "]" ...
//     level   = "{" [ item { "," item } ] "}"           item: level | element
//     element = NULL | characters, \c for any c | "characters, \c for any c"
//
// https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO

#include "engine/sqlite/values/array_value.hpp"

namespace backstay::engine::sqlite {

// 22P02 malformed array literal, with PostgreSQL's details; what `read` says of an element; lower bounds
// other than 1 are refused.
using ReadElement = std::function<Result<Value>(std::string_view text)>;
Result<ArrayValue> parse_array(std::string_view text, ReadElement const& read);

// {a,"b c",NULL}. `print` is given no NULL.
using PrintElement = std::function<std::string(Value const& element)>;
std::string print_array(ArrayValue const& array, PrintElement const& print);

}  // namespace backstay::engine::sqlite
