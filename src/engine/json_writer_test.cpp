#include "engine/json_writer.hpp"

#include <gtest/gtest.h>

namespace backstay::engine {
namespace {

TEST(AppendJsonString, EscapesAsPostgresDoes) {
    struct Case {
        std::string_view text;
        std::string_view json;
    };
    for (auto const& [text, json] : {
             Case{"", R"("")"},
             Case{"plain", R"("plain")"},
             Case{"a\"b\\c/", R"("a\"b\\c/")"},
             Case{"\b\f\n\r\t", R"("\b\f\n\r\t")"},
             Case{std::string_view("\x01\x1f", 2), R"("\u0001\u001f")"},
             Case{"größe \U0001F600 \x7f", "\"größe \U0001F600 \x7f\""},
         }) {
        std::string out;
        append_json_string(out, text);
        EXPECT_EQ(out, json);
    }
}

}  // namespace
}  // namespace backstay::engine
