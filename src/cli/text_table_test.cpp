#include "cli/text_table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace backstay::cli {
namespace {

TEST(TextTable, IsAsWideAsItsTexts) {
    TextTable const table{.header = {"id", "name"}, .rows = {{"1", "München"}, {"10", "東京"}}};
    std::ostringstream columns;
    print_columns(columns, table);
    EXPECT_EQ(columns.str(), "id  name\n1   München\n10  東京\n");
    std::ostringstream result;
    print_result(result, table);
    EXPECT_EQ(result.str(), " id | name\n----+---------\n 1  | München\n 10 | 東京\n(2 rows)\n");
}

TEST(TextTable, MeasuresAsTerminalsDo) {
    EXPECT_EQ(display_width("abc"), 3);
    EXPECT_EQ(display_width("é"), 1);
    EXPECT_EQ(display_width("e\xCC\x81"), 1);  // e and a combining accent
    EXPECT_EQ(display_width("東京"), 4);
    EXPECT_EQ(display_width("\xff"), 1);
}

}  // namespace
}  // namespace backstay::cli
