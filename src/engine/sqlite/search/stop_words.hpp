#pragma once

#include <string_view>

namespace backstay::engine::sqlite::search {

// Of a word in lower case, whether a text says nothing by it: "the" in english.
bool is_stop_word(std::string_view language, std::string_view word);

}  // namespace backstay::engine::sqlite::search
