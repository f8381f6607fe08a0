#pragma once

// json and jsonb as they are stored: json as it was given; jsonb as PostgreSQL prints it, so that equal texts
// are equal values but for the scale of numbers.
//
//     canonical_jsonb(R"({"bb": 1.50, "a": [true,"é"], "bb":2})")     {"a": [true, "é"], "bb": 2}
//
// The keys of an object stand by length, then by their bytes; of equal keys the last counts.
// https://www.postgresql.org/docs/15/datatype-json.html

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

// 22P02 invalid input syntax for type json, and where, when it is none.
Result<void> check_json(std::string_view text);
// The same, and that every string in it stands for text.
Result<void> check_json_strings(std::string_view text);

Result<std::string> canonical_jsonb(std::string_view text);

// json_strip_nulls() and jsonb_strip_nulls(): members that are null are left out, however deep.
// REQUIRES: `json` is JSON, and every string in it stands for text.
enum class JsonLayout : std::uint8_t { tight, spaced };
void append_without_nulls(std::string& out, std::string_view json, JsonLayout layout);

// PostgreSQL's btree order of jsonb: object > array > boolean > number > string > null; more members > fewer;
// then one by one. REQUIRES: both are canonical.
int compare_jsonb(std::string_view a, std::string_view b);

// How the keys of a jsonb stand to each other: shorter first, then by bytes. Both are quoted.
int compare_keys(std::string_view a, std::string_view b);

// Whether a JSON number is sure to be printed as it is written: integers but -0.
inline bool is_canonical_number(std::string_view number) {
    return number.find_first_of(".eE") == std::string_view::npos && !number.starts_with("-0");
}

// A JSON number as numeric prints it: 1e2 is 100, -0 is 0, 1.50 is 1.50.
Result<std::string> canonical_number(std::string_view number);

}  // namespace backstay::engine::sqlite
