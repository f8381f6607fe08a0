#include "base/json_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace backstay {
namespace {

Result<std::vector<std::string>> values_of(std::string text) {
    JsonValues values([text = std::move(text), at = std::size_t{0}](char* to, std::size_t most) mutable {
        auto const length = std::min({most, std::size_t{2}, text.size() - at});
        std::copy_n(text.data() + at, length, to);
        at += length;
        return length;
    });
    std::vector<std::string> all;
    std::string value;
    for (;;) {
        TRY(auto const more, values.next(value));
        if (!more) return all;
        all.push_back(value + "@" + std::to_string(values.line()));
    }
}

TEST(JsonValues, AreFound) {
    using Texts = std::vector<std::string>;
    struct Case {
        std::string text;
        Texts values;
    };
    for (auto const& [text, values] : std::vector<Case>{
             {"", {}},
             {" \n", {}},
             {"[]", {}},
             {" [ ] \n", {}},
             {R"([{"a": 1},{"b": [2, {}]}])", {R"({"a": 1}@1)", R"({"b": [2, {}]}@1)"}},
             {"\xEF\xBB\xBF[\n{},\n{}\n]\n", {"{}@2", "{}@3"}},
             {"{\"a\": 1}\n{\"a\":\n2}\n\n{}", {"{\"a\": 1}@1", "{\"a\":\n2}@2", "{}@5"}},
             {R"({"a": "]}\"\\"} {"b": "\\"})", {R"({"a": "]}\"\\"}@1)", R"({"b": "\\"}@1)"}},
             {"[1, \"a,]\", null]", {"1@1", "\"a,]\"@1", "null@1"}},
         }) {
        auto const found = values_of(text);
        ASSERT_TRUE(found) << text << found.error()->message;
        EXPECT_EQ(*found, values) << text;
    }
}

TEST(JsonValues, EndWhereTheTextDoes) {
    struct Case {
        std::string text;
        int line;
    };
    for (auto const& [text, line] : std::vector<Case>{{"[{}", 1},
                                                      {"[{},", 1},
                                                      {"[{} {}]", 1},
                                                      {"[\n{}\n] {}", 3},
                                                      {"{}\n{\"a\": ", 2},
                                                      {"{}\n{\"a\": \"", 2},
                                                      {"[\n{\"a\": \"\\", 2}}) {
        auto const found = values_of(text);
        ASSERT_FALSE(found) << text;
        EXPECT_EQ(found.error()->code, "22P02") << text;
        EXPECT_EQ(found.error()->position.line, line) << text;
    }
}

}  // namespace
}  // namespace backstay
