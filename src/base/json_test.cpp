#include "base/json.hpp"

#include <gtest/gtest.h>

namespace backstay {

TEST(Json, QuotesAsPostgresDoes) {
    std::string out;
    append_json_string(out, std::string_view("a\"b\\c\n\x01/é", 10));
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\u0001/é\"");
    out.clear();
    append_json_string(out, "");
    EXPECT_EQ(out, "\"\"");
}

}  // namespace backstay
