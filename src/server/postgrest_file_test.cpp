#include "server/postgrest_file.hpp"

#include <gtest/gtest.h>

namespace backstay::server {
namespace {

Result<std::vector<PostgrestBinding>> parse(std::string_view text) {
    return parse_postgrest_file(text, "shop.conf", [](std::string const& name) -> std::optional<std::string> {
        if (name == "USER") return "ada";
        return {};
    });
}

TEST(PostgrestFile, ReadsValues) {
    struct Case {
        std::string_view text;
        std::string_view name;
        PostgrestValueKind kind;
        std::string_view value;
    };
    Case const cases[] = {
        {"a = \"b\"", "a", PostgrestValueKind::text, "b"},
        {"# first\n\n  a-b.c=12 # last", "a-b.c", PostgrestValueKind::number, "12"},
        {"a = -1", "a", PostgrestValueKind::number, "-1"},
        {"a = on", "a", PostgrestValueKind::boolean, "true"},
        {"a = false", "a", PostgrestValueKind::boolean, "false"},
        {R"(a = "q\"b\\n\nu\u00e9")", "a", PostgrestValueKind::text, "q\"b\\n\nu\u00e9"},
        {"a = \"$(USER)@$$x $5\"", "a", PostgrestValueKind::text, "ada@$x $5"},
        {"a = [\"x\", \"y\"]", "a", PostgrestValueKind::text, "x,y"},
        {"a = []", "a", PostgrestValueKind::text, ""},
        {"app { settings { host = \"h\" } }", "app.settings.host", PostgrestValueKind::text, "h"},
    };
    for (auto const& c : cases) {
        auto const read = parse(c.text);
        ASSERT_TRUE(read) << c.text << ": " << read.error()->message;
        ASSERT_EQ(read->size(), 1U) << c.text;
        EXPECT_EQ(read->front().name, c.name);
        EXPECT_EQ(read->front().value.kind, c.kind) << c.text;
        EXPECT_EQ(read->front().value.text, c.value);
    }
}

TEST(PostgrestFile, TakesEarlierNamesIntoTexts) {
    auto const read = parse("a = \"x\"\nb = \"$(a)y\"");
    ASSERT_TRUE(read) << read.error()->message;
    EXPECT_EQ(read->back().value.text, "xy");
    EXPECT_EQ(read->back().line, 2);
}

TEST(PostgrestFile, SaysWhereItCannotReadOn) {
    struct Case {
        std::string_view text;
        int line;
    };
    Case const cases[] = {
        {"a \"b\"", 1},        {"\na = b", 2},         {"a = \"b", 1},       {"a = \"\\x\"", 1},
        {"\n\n= 1", 3},        {"a {\nb = 1\n", 3},    {"a = [1 2]", 1},     {"a = \"$(NOBODY)\"", 1},
        {"a = \"$(USER\"", 1}, {"a = \"\\u00zz\"", 1}, {"a = 1\nb = 1x", 2},
    };
    for (auto const& c : cases) {
        auto const read = parse(c.text);
        ASSERT_FALSE(read) << c.text;
        EXPECT_EQ(read.error()->code, "F0000");
        EXPECT_EQ(read.error()->position.file, "shop.conf");
        EXPECT_EQ(read.error()->position.line, c.line) << c.text;
    }
}

}  // namespace
}  // namespace backstay::server
