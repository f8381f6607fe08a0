#pragma once

// An array as the embedded engine keeps it: a JSON array of what its elements are stored as, nested as deep
// as it has dimensions. Bytes are strings like "\\xdead", infinite numbers the strings "Infinity",
// "-Infinity".
//
//     {{1,2},{3,NULL}}       [[1,2],[3,null]]       dimensions {2, 2}, elements 1, 2, 3, NULL
//     {}                     []                     no dimensions, no elements
//
// Lower bounds are 1, always. https://www.postgresql.org/docs/15/arrays.html

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/sqlite/values/value.hpp"

namespace backstay::engine::sqlite {

struct ArrayValue {
    std::vector<int> dimensions;
    std::vector<Value> elements;  // row by row

    static ArrayValue of(std::vector<Value> elements);  // of one dimension, or empty
    bool operator==(ArrayValue const&) const = default;
};

// REQUIRES: `stored` was made by store_array(); `element` is the type of its elements, under their domain.
ArrayValue stored_array(std::string_view stored, sql::Type element);
std::string store_array(ArrayValue const& array);

// PostgreSQL's order of arrays: by the elements, NULL the greatest; then by their number; then by dimensions.
using CompareValues = std::function<int(Value const& a, Value const& b)>;
int compare_arrays(ArrayValue const& a, ArrayValue const& b, CompareValues const& compare);

// By number, by code point or byte by byte: what SQLite does with them. NaN is the greatest number.
int compare_stored(Value const& a, Value const& b);

// 54000 where there would be more than 6, or too many elements.
Result<void> check_dimensions(std::vector<int> const& dimensions);

}  // namespace backstay::engine::sqlite
