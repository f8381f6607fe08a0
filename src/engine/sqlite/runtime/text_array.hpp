#pragma once

#include <optional>
#include <string>
#include <vector>

namespace backstay::engine::sqlite {

// text_array({"a", std::nullopt}) is the stored form of array['a', null]: ["a",null].
std::string text_array(std::vector<std::optional<std::string>> const& elements);

}  // namespace backstay::engine::sqlite
