#pragma once

// Writes JSON as PostgreSQL's to_json does: in strings only the quote, the backslash and control characters
// are escaped, and everything else stands as it is.

#include <string>
#include <string_view>

namespace backstay::engine {

// append_json_string(out, "a\"b") appends "a\"b" in quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace backstay::engine
