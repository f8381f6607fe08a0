#pragma once

// The names of months, days and halves of the day, as to_char() prints and to_date() reads them.

#include <array>
#include <string_view>

namespace backstay::engine::sqlite {

inline constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> day_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                           "Thursday", "Friday", "Saturday"};
// From December back, so that a longer one stands before those it begins with.
inline constexpr std::array<std::string_view, 12> roman_months{"xii", "xi", "x",  "ix",  "viii", "vii",
                                                               "vi",  "v",  "iv", "iii", "ii",   "i"};

}  // namespace backstay::engine::sqlite
