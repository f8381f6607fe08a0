#pragma once

// A value as the embedded engine stores it, and the way from and to PostgreSQL's text forms.
//
//     input("2024-05-17", {BaseType::date}, session)        19860: days since 1970-01-01
//     output(Value(19860), {BaseType::date}, session)       "2024-05-17"
//
// boolean 0 or 1 · integers as they are · float4, float8 a double (NaN: the text "NaN", for SQLite makes NULL
// of it) · numeric its decimal text, scale kept ("1.50") · uuid 36 lower-case characters · date days, time
// microseconds of the day, timestamp and timestamptz microseconds since 1970 UTC (infinity: the greatest and
// least 64-bit integers) · timetz and interval their text as it is printed ("10:11:12+02", "1 mon 2 days") ·
// bytea its bytes · text and its kin as they are · an array a JSON array of these (array_value.hpp).
// https://www.postgresql.org/docs/15/datatype.html

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "engine/sqlite/values/time_session.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

struct Bytes {
    std::string data;
    bool operator==(Bytes const&) const = default;
};

// monostate is NULL.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

// PostgreSQL's input function of the type, with its errors: 22P02 invalid input syntax for type integer: "x",
// 22003 value "40000" is out of range for type smallint, 22001 value too long for type character varying(4),
// ... REQUIRES: has_input(type). Without a session it is 1970, in UTC.
Result<Value> input(std::string_view text, sql::Type type, TimeSession& session);
Result<Value> input(std::string_view text, sql::Type type);

// The types that input() and output() know.
bool has_input(sql::Type type);

// PostgreSQL's output function: what ::text gives. REQUIRES: has_input(type), the value is one of the type.
std::string output(Value const& value, sql::Type type, TimeSession& session);
std::string output(Value const& value, sql::Type type);  // a timestamptz in UTC

// The same where the value is a part of another, an array or a row: booleans are t and f there.
std::string output_element(Value const& value, sql::Type type, TimeSession& session);

// Gives the value the type's modifier, as an assignment does: varchar(4) refuses, numeric(8,2) rounds.
Result<Value> apply_modifier(Value value, sql::Type type);

}  // namespace backstay::engine::sqlite
