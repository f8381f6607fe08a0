#pragma once

// jsonpath: paths and conditions on JSON values, as trees.
//
//     TRY(auto const path, parse_jsonpath("$.a[*] ? (@.b > 1)"));
//     print_jsonpath(path)      $."a"[*]?(@."b" > 1)
//
//     path      = [ "lax" | "strict" ] ( expression | predicate )
//     predicate = predicate "||" predicate | predicate "&&" predicate | "!" delimited | delimited
//               | expression comparison expression | "(" predicate ")" "is" "unknown"
//               | expression "starts" "with" ( string | variable )
//               | expression "like_regex" string [ "flag" string ]
//     delimited = "(" predicate ")" | "exists" "(" expression ")"
//     expression = expression ( "+" | "-" | "*" | "/" | "%" ) expression | ( "+" | "-" ) expression
//                | primary { accessor } | "(" ( expression | predicate ) ")" { accessor }
//     primary   = string | number | "true" | "false" | "null" | variable | "$" | "@" | "last"
//     accessor  = "." ( key | "*" | method "(" ")" | "**" [ levels ] ) | "[" ( "*" | subscripts ) "]"
//               | "?" "(" predicate ")"
//
// https://www.postgresql.org/docs/15/datatype-json.html#DATATYPE-JSONPATH

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace re2 {
class RE2;
}

namespace backstay::engine::sqlite {

enum class PathKind : std::uint8_t {
    literal,   // text: the JSON value
    variable,  // text: its name
    root,
    current,
    last,
    key,  // text: its name
    any_key,
    any_array,
    index,      // subscripts
    any_level,  // first, last
    filter,     // left: the predicate
    method,     // text: its name
    add,
    subtract,
    multiply,
    divide,
    modulo,
    plus,
    minus,
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    and_,
    or_,
    not_,
    is_unknown,
    exists,
    starts_with,
    like_regex  // text: the pattern; flags
};

struct PathNode;
using PathBox = std::unique_ptr<PathNode>;

inline constexpr std::uint32_t deepest_level = 0xFFFFFFFF;  // `last` among the levels of **

struct PathNode {
    PathKind kind = PathKind::root;
    std::string text = {};
    std::string flags = {};                        // of like_regex, in the order i s m x q
    std::shared_ptr<re2::RE2 const> pattern = {};  // of like_regex, compiled
    PathBox left = {}, right = {};
    std::vector<std::pair<PathBox, PathBox>> subscripts = {};  // from, and to or nothing
    std::uint32_t first = 0, last = 0;
    PathBox next = {};  // the accessor applied to the result
};

struct JsonPath {
    bool strict = false;
    PathBox root;
};

bool is_predicate(PathKind kind);
// "+", "==", "&&": what an operator is written as.
std::string_view operator_text(PathKind kind);

// 42601 syntax error at or near "x" of jsonpath input, and the like.
Result<JsonPath> parse_jsonpath(std::string_view text);
std::string print_jsonpath(JsonPath const& path);

// The pattern of like_regex: 2201B where it is none, 0A000 where it is not of the kind that takes linear
// time.
Result<std::shared_ptr<re2::RE2 const>> path_pattern(std::string const& pattern, std::string_view flags);

}  // namespace backstay::engine::sqlite
