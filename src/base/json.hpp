#pragma once

// JSON texts, written: what has to be quoted is quoted as PostgreSQL's to_json() does it, so that bodies made
// here and bodies made by a database are the same bytes.

#include <string>
#include <string_view>

namespace backstay {

// append_json_string(out, "a\"b\n") appends "a\"b\n" in quotes: \b \f \n \r \t, \" and \\ by name, other
// control characters as \u00XX, all else as it is.
void append_json_string(std::string& out, std::string_view text);

}  // namespace backstay
