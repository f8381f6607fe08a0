#pragma once

// [[:alpha:]] and its like, as the C library's C.UTF-8 has them: PostgreSQL's classes in a database of that
// locale.

#include <string_view>

#include "engine/sqlite/regex/tree.hpp"

namespace backstay::engine::sqlite::regex {

// Null when there is no class of that name.
Characters const* find_class(std::string_view name);

bool is_word(char32_t character);  // alphanumeric or '_'

}  // namespace backstay::engine::sqlite::regex
