#pragma once

// Percent coding of query strings (application/x-www-form-urlencoded: a plus sign is a blank).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backstay::query {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string decode_url(std::string_view text, bool plus_is_blank = true);
std::string encode_url(std::string_view text);

// decode_pairs("a=1&b=%20") is {{"a", "1"}, {"b", " "}}.
Pairs decode_pairs(std::string_view text);

}  // namespace backstay::query
