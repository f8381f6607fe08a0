#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backstay {

// split_once("gte.18", '.') is {"gte", "18"}; nothing if `mark` does not occur. The views point into `text`.
std::optional<std::pair<std::string_view, std::string_view>> split_once(std::string_view text, char mark);

// split("1,2,3", ',') is {"1", "2", "3"}; split("", ',') is {}.
std::vector<std::string> split(std::string_view text, char mark);

// trim(" a b\t") is "a b": blanks, tabs, line ends off both sides. The view points into `text`.
std::string_view trim(std::string_view text);

// join({"a", "b"}, ", ") is "a, b".
std::string join(std::vector<std::string> const& parts, std::string_view between);

// ASCII only, whatever the locale: A-Z to a-z.
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// quote_identifier("Task") is "\"Task\""; quote_identifier("task") is "task": quotes only where PostgreSQL
// would need them (anything but [a-z_][a-z0-9_]*, or a reserved key word), as its quote_ident does.
std::string quote_identifier(std::string_view name);

// quote_always("task") is "\"task\"".
std::string quote_always(std::string_view name);

// quote_literal("it's") is "'it''s'", with E'' where it holds a backslash, as PostgreSQL's quote_literal.
std::string quote_literal(std::string_view text);

// Of `names` the nearest to `name` within a third of its length by edit distance; for "did you mean".
std::optional<std::string> nearest(std::string_view name, std::vector<std::string> const& names);

// Whether `text` is valid UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace backstay
