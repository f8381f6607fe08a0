#pragma once

// The input and output of single types; value.hpp chooses among them.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

// 22P02 invalid input syntax for type <name>: "<text>"
Failure invalid_input(sql::BaseType type, std::string_view text);

// true, t, yes, y, on, 1 and their like; any unambiguous beginning; any case; blanks around.
Result<bool> parse_boolean(std::string_view text);

// Digits with a sign and blanks around; 22003 past the type's range. REQUIRES: int2, int4 or int8.
Result<std::int64_t> parse_integer(std::string_view text, sql::BaseType type);

// Decimal, with exponent; Infinity, inf, NaN in any case; 22003 past the type's range.
Result<double> parse_float(std::string_view text, sql::BaseType type);
// The shortest text that reads back the same, in PostgreSQL's form: 1e+16, 0.3333333333333333, Infinity.
std::string print_float(double value, sql::BaseType type);

// 32 hexadecimal digits, hyphens after any group of four, braces around; lower case with hyphens out.
Result<std::string> parse_uuid(std::string_view text);

// \xDEADBEEF, or text with \\ and \ooo.
Result<std::string> parse_bytea(std::string_view text);
std::string print_bytea(std::string_view bytes);

// 1s and 0s, with B before them or X before hexadecimal digits: 22P02 "2" is not a valid binary digit.
Result<std::string> parse_bits(std::string_view text);
// bit(n) takes n digits (22026), bit varying(n) at most n (22001); a cast that is written out cuts and fills.
Result<std::string> fit_bits(std::string bits, sql::Type type);

// The number of characters of UTF-8, and the first `count` of them.
std::size_t length_in_characters(std::string_view text);
std::string_view first_characters(std::string_view text, std::size_t count);

}  // namespace backstay::engine::sqlite
