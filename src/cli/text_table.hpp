#pragma once

// Tables for people, in columns as wide as their widest text.

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::cli {

struct TextTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;  // each as long as the header
};

// version  description  state
// 1        init         Success
void print_columns(std::ostream& out, TextTable const& table);

// As psql shows a result: names, a rule, rows, and how many there are.
//      id | name
//     ----+------
//      1  | one
//     (1 row)
void print_result(std::ostream& out, TextTable const& table);

// Cells of a terminal: characters, of which East Asian wide ones count two and combining ones none.
std::size_t display_width(std::string_view text);

}  // namespace backstay::cli
