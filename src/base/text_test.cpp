#include "base/text.hpp"

#include <gtest/gtest.h>

namespace backstay {

TEST(Text, QuotesIdentifiersOnlyWhereNeeded) {
    EXPECT_EQ(quote_identifier("task"), "task");
    EXPECT_EQ(quote_identifier("Task"), "\"Task\"");
    EXPECT_EQ(quote_identifier("user"), "\"user\"");
    EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(quote_identifier(""), "\"\"");
    EXPECT_EQ(quote_always("task"), "\"task\"");
}

TEST(Text, QuotesLiterals) {
    EXPECT_EQ(quote_literal("it's"), "'it''s'");
    EXPECT_EQ(quote_literal("a\\b"), "E'a\\\\b'");
}

TEST(Text, SplitsAndJoins) {
    EXPECT_EQ(split("1,2,3", ','), (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_TRUE(split("", ',').empty());
    EXPECT_FALSE(split_once("abc", '.'));
    EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(trim(" a b\t\n"), "a b");
    EXPECT_EQ(trim(" \t"), "");
}

TEST(Text, FindsTheNearestName) {
    EXPECT_EQ(nearest("lisen", {"listen", "database.url"}), "listen");
    EXPECT_EQ(nearest("zzz", {"listen"}), std::nullopt);
}

TEST(Text, ComparesLettersOfAsciiIgnoringCase) {
    for (auto const& [a, b] : {std::pair<std::string_view, std::string_view>{"", ""},
                               {"etag", "etag"},
                               {"ETag", "etag"},
                               {"X-Request-ID", "x-request-id"}})
        EXPECT_TRUE(equals_ignoring_case(a, b)) << a << " " << b;
    for (auto const& [a, b] : {std::pair<std::string_view, std::string_view>{"etag", "etags"},
                               {"etag", "etap"},
                               {"[", "{"},
                               {"\xC3\x89", "\xC3\xA9"}})
        EXPECT_FALSE(equals_ignoring_case(a, b)) << a << " " << b;
}

TEST(Text, KnowsUtf8) {
    for (std::string_view const valid : {"", "abc", "\xC3\xA9", "\xE6\x97\xA5", "\xF0\x9F\x98\x80"})
        EXPECT_TRUE(is_utf8(valid)) << valid;
    for (std::string_view const invalid :
         {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\x97"})
        EXPECT_FALSE(is_utf8(invalid));
}

}  // namespace backstay
