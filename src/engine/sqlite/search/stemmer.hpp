#pragma once

// Snowball's stemmers, as PostgreSQL has them: https://snowballstem.org

#include <string>
#include <string_view>

namespace backstay::engine::sqlite::search {

// The stem of a word in lower case. REQUIRES: Snowball has the language.
std::string stem_of(std::string_view language, std::string_view word);

}  // namespace backstay::engine::sqlite::search
