#include "engine/sqlite/values/json_text.hpp"

#include <gtest/gtest.h>

#include "engine/sqlite/values/json_view.hpp"
#include "engine/sqlite/values/value.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

TEST(Jsonb, StandsAsPostgresPrintsIt) {
    std::pair<std::string_view, std::string_view> const cases[] = {
        {R"({"b":1,"aa":2,"a":3,"b":4})", R"({"a": 3, "b": 4, "aa": 2})"},
        {R"( [ 1.50 , -0, -0.0, 1e3, 1E-3, 0e5 ] )", "[1.50, 0, 0.0, 1000, 0.001, 0]"},
        {R"("\ud83d\ude00\/\u00e9\u000b\"")", R"("😀/é\u000b\"")"},
        {R"({"x":{"bb":[],"a":{}},"b":null,"x":{"c":[true,false]}})",
         R"({"b": null, "x": {"c": [true, false]}})"},
        {R"({"\u0062":1,"a":2})", R"({"a": 2, "b": 1})"},
        {R"({"\n":1,"aa":2,"b":3})", R"({"\n": 1, "b": 3, "aa": 2})"},
        {"{}", "{}"},
        {"null", "null"},
    };
    for (auto const& [text, canonical] : cases) {
        auto const made = canonical_jsonb(text);
        ASSERT_TRUE(made) << text << ": " << made.error()->message;
        EXPECT_EQ(*made, canonical);
    }
}

TEST(Json, IsKeptAsGiven) {
    constexpr std::string_view text = R"( {"b" :1,"a": "\ud800", "b":"\u0000"} )";
    auto const made = input(text, {.base = BaseType::json});
    ASSERT_TRUE(made);
    EXPECT_EQ(output(*made, {.base = BaseType::json}), text);
}

TEST(Json, IsRefusedInPostgresWords) {
    std::pair<std::string_view, std::string_view> const cases[] = {
        {"", "The input string ended unexpectedly."},
        {R"({"a":1)", "The input string ended unexpectedly."},
        {"{bad}", R"(Token "bad" is invalid.)"},
        {"[1 2]", R"(Expected "," or "]", but found "2".)"},
        {"[1,]", R"(Expected JSON value, but found "]".)"},
        {R"({"a" 1})", R"(Expected ":", but found "1".)"},
        {R"({"a":1,})", R"(Expected string, but found "}".)"},
        {R"({1:2})", R"(Expected string or "}", but found "1".)"},
        {R"({"a":1 "b"})", R"(Expected "," or "}", but found ""b"".)"},
        {"1 2", R"(Expected end of input, but found "2".)"},
        {R"("abc)", R"(Token ""abc" is invalid.)"},
        {R"("\q")", R"(Escape sequence "\q" is invalid.)"},
        {R"("\é")", R"(Escape sequence "\é" is invalid.)"},
        {"\"a\tb\"", "Character with value 0x09 must be escaped."},
        {R"("\u00zz")", R"("\u" must be followed by four hexadecimal digits.)"},
        {"01", R"(Token "01" is invalid.)"},
        {"1.", R"(Token "1." is invalid.)"},
        {"-", R"(Token "-" is invalid.)"},
        {"1.5.5", R"(Token "." is invalid.)"},
        {"nul", R"(Token "nul" is invalid.)"},
    };
    for (auto const& [text, detail] : cases)
        for (auto const type : {BaseType::json, BaseType::jsonb}) {
            auto const made = input(text, {.base = type});
            ASSERT_FALSE(made) << text;
            EXPECT_EQ(made.error()->code, "22P02") << text;
            EXPECT_EQ(made.error()->message, "invalid input syntax for type json") << text;
            EXPECT_EQ(made.error()->detail, detail) << text;
        }
}

TEST(Jsonb, RefusesWhatIsNoText) {
    std::pair<std::string_view, std::string_view> const cases[] = {
        {R"("\ud800x")", "Unicode low surrogate must follow a high surrogate."},
        {R"("\udc00")", "Unicode low surrogate must follow a high surrogate."},
        {R"("\ud800\ud800")", "Unicode high surrogate must not follow a high surrogate."},
        {R"("\u0000")", "\\u0000 cannot be converted to text."},
    };
    for (auto const& [text, detail] : cases) {
        auto const made = canonical_jsonb(text);
        ASSERT_FALSE(made) << text;
        EXPECT_EQ(made.error()->detail, detail) << text;
    }
    EXPECT_EQ(canonical_jsonb("1e200000").error()->message, "value overflows numeric format");
    EXPECT_EQ(canonical_jsonb(std::string(7000, '[')).error()->code, "54001");
}

TEST(Jsonb, ComparesAsPostgresSorts) {
    // In ascending order; equal ones in one group.
    std::vector<std::vector<std::string_view>> const order = {
        {"[]"},
        {"null"},
        {R"("a")"},
        {R"("b")"},
        {"-1"},
        {"1", "1.0"},
        {"2"},
        {"10"},
        {"false"},
        {"true"},
        {"[null]"},
        {"[1]"},
        {"[[]]"},
        {"[1, 1]"},
        {"{}"},
        {R"({"a": 2})"},
        {R"({"aa": 1})"},
        {R"({"b": 1})"},
        {R"({"a": 1, "b": 2})"},
    };
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < order.size(); ++j)
            for (auto const a : order[i])
                for (auto const b : order[j]) {
                    auto const sign = compare_jsonb(a, b);
                    EXPECT_EQ(sign < 0, i < j) << a << " " << b;
                    EXPECT_EQ(sign > 0, i > j) << a << " " << b;
                }
}

TEST(JsonWalk, TakesContainersApart) {
    std::vector<JsonMember> const members = {
        {"\"a\"", "1"}, {"\"b]\\\"\"", "[2, {\"c\": \"}\"}]"}, {"\"c\"", "{}"}};
    EXPECT_EQ(members_of(R"({ "a" :1 , "b]\"":[2, {"c": "}"}],"c": {} })"), members);
    EXPECT_EQ(elements_of("[ ]"), std::vector<std::string_view>{});
    EXPECT_EQ(count_of("[1, [2, 3], \"x\"]"), 3);
    EXPECT_EQ(text_of(R"("a\u00e9\n")"), "aé\n");
    EXPECT_TRUE(is_key(R"("\u0061")", "a"));
    EXPECT_FALSE(is_key(R"("ab")", "a"));
}

}  // namespace
}  // namespace backstay::engine::sqlite
