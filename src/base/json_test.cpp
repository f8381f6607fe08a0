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

TEST(Json, EscapesWhereverItStands) {
    struct Case {
        std::string_view text, json;
    };
    for (auto const& [text, json] : {
             Case{"plain", R"("plain")"},
             Case{"a\"b\\c/", R"("a\"b\\c/")"},
             Case{"\b\f\n\r\t", R"("\b\f\n\r\t")"},
             Case{std::string_view("\x01\x1f", 2), R"("\u0001\u001f")"},
             Case{"gr\u00f6\u00dfe \U0001F600 \x7f", "\"gr\u00f6\u00dfe \U0001F600 \x7f\""},
         }) {
        for (std::size_t before = 0; before < 20; ++before) {
            std::string const filling(before, 'x');
            std::string out = "[";
            append_json_string(out, filling + std::string(text) + filling);
            EXPECT_EQ(out, "[\"" + filling + std::string(json.substr(1, json.size() - 2)) + filling + "\"");
        }
    }
    for (int byte = 0; byte < 256; ++byte) {
        std::string out;
        append_json_string(out, "1234567" + std::string(1, static_cast<char>(byte)) + "9");
        bool const escaped = byte < 0x20 || byte == '"' || byte == '\\';
        EXPECT_EQ(out.size() > 11, escaped) << byte;
    }
}

}  // namespace backstay
