#pragma once

// The name that a name which was not found may have been meant for: among those that share three letters in a
// row with it (two, where none does) the one whose edit distance is the smallest part of its length.
//
//     nearest({"films", "roles"}, "film", least_of_names)      "films"

#include <string>
#include <string_view>
#include <vector>

namespace backstay::query {

inline constexpr double least_of_names = 0.75;  // of tables and functions, which a guess must not reveal
inline constexpr double least_of_parts = 0.33;  // of embeds and parameters

// Empty for none that is alike by `least` or more (1: the same but for case).
std::string nearest(std::vector<std::string> const& names, std::string_view name, double least);
// How much alike: 1 less the edit distance's part of the longer one.
double likeness(std::string_view a, std::string_view b);

}  // namespace backstay::query
