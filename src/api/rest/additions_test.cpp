#include <gtest/gtest.h>

#include "api/rest/conditional.hpp"
#include "api/rest/keyset.hpp"
#include "api/rest/references.hpp"

namespace backstay::api::rest {
namespace {

TEST(EntityTag, NamesTheRowsWhateverStandsAroundThem) {
    auto const array = entity_tag(R"([{"id":1}])", "application/json; charset=utf-8", "");
    auto const object = entity_tag(R"({"id":1})", "application/vnd.pgrst.object+json", "");
    EXPECT_NE(array, object);
    EXPECT_TRUE(names_rows(object, array));
    EXPECT_FALSE(names_answer(object, array));
    EXPECT_NE(array, entity_tag(R"([{"id":2}])", "application/json; charset=utf-8", ""));
    EXPECT_NE(array, entity_tag(R"([{"id":1}])", "application/json; charset=utf-8", "5"));
}

TEST(EntityTag, IsFoundInLists) {
    struct Case {
        std::string_view field;
        bool answer, rows;
    };
    constexpr std::string_view tag = "\"1a_5.\"";
    for (auto const& c : {Case{"\"1a_5.\"", true, true}, Case{"\"x\", \"1a_5.\"", true, true},
                          Case{"W/\"1a_5.\"", true, false}, Case{"\"1a_5.-gzip\"", true, true},
                          Case{"\"1a_5.o\"", false, true}, Case{"\"1a_6.\"", false, false},
                          Case{"1a_5.", false, false}, Case{"", false, false}, Case{"\"", false, false}}) {
        EXPECT_EQ(names_answer(c.field, tag), c.answer) << c.field;
        EXPECT_EQ(names_rows(c.field, tag), c.rows) << c.field;
    }
}

TEST(References, AreFilledInBodies) {
    Results const results{
        R"([{"id":7,"name":"a\"b","big":12345678901234567890,"half":1.50,"tags":["x","y"]}])", "5"};
    std::pair<std::string_view, std::string_view> const cases[] = {
        {R"({"a":"$1.id"})", R"({"a":7})"},
        {R"({"a": "$1.name"})", R"({"a": "a\"b"})"},
        {R"(["$1.big","$1.half"])", "[12345678901234567890,1.50]"},
        {R"({"a":"$1.tags","b":"$1.tags.1"})", R"({"a":["x","y"],"b":"y"})"},
        {R"({"a":"$2"})", R"({"a":5})"},
        {R"({"$1.id":"is a name"})", R"({"$1.id":"is a name"})"},
        {R"({"a":"$$1.id","b":"$1.id and more","c":"$"})", R"({"a":"$1.id","b":"$1.id and more","c":"$"})"},
    };
    for (auto const& [body, expected] : cases) {
        auto const filled = fill_body(body, results);
        ASSERT_TRUE(filled) << body << filled.error()->message;
        EXPECT_EQ(*filled, expected);
    }
    for (auto const* const wrong : {R"({"a":"$3.id"})", R"({"a":"$0"})", R"({"a":"$1.nothing"})"})
        EXPECT_FALSE(fill_body(wrong, results)) << wrong;
}

TEST(References, AreFilledInValues) {
    Results const results{R"([{"id":7,"name":"a,\"b"},{"id":8,"name":null}])"};
    EXPECT_EQ(*fill_value("$1.id", results), "7");
    EXPECT_EQ(*fill_value("$1.name", results), "a,\"b");
    EXPECT_EQ(*fill_value("$1.1.id", results), "8");
    EXPECT_EQ(*fill_value("$1.1.name", results), std::nullopt);
    EXPECT_EQ(*fill_value(R"({"$1.id","9","$1.name"})", results), R"({"7","9","a,\"b"})");
    EXPECT_EQ(*fill_value("$$1.id", results), "$1.id");
    EXPECT_EQ(*fill_value("costs $5", results), "costs $5");
    EXPECT_FALSE(fill_value("$2.id", results));
}

TEST(Keyset, TakesACursorForOne) {
    http::Request request;
    request.method = "GET";
    for (auto const& [query, page] : std::initializer_list<std::pair<std::string_view, bool>>{
             {"limit=1&after=", true}, {"after=WyJh", true}, {"after=eq.1", false}, {"limit=1", false}}) {
        request.query = query;
        EXPECT_EQ(asks_for_page(request), page) << query;
    }
}

}  // namespace
}  // namespace backstay::api::rest
