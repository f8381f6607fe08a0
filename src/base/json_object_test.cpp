#include "base/json_object.hpp"

#include <gtest/gtest.h>

namespace backstay {
namespace {

TEST(JsonObject, KeepsTheTextsOfItsMembers) {
    auto const object = JsonObject::parse(R"( {"a" : 1.50, "b":{ "c" :[1, 2 ] } , "d\n":"x\"y", "a": 2e3} )");
    ASSERT_TRUE(object) << object.error()->message;
    EXPECT_EQ(object->to_string(), R"({"a":2e3,"b":{ "c" :[1, 2 ] },"d\n":"x\"y"})");
    EXPECT_EQ(object->text("d\n"), "x\"y");
    EXPECT_EQ(object->json("b"), R"({ "c" :[1, 2 ] })");
    EXPECT_EQ(object->text("a"), std::nullopt);
    EXPECT_EQ(object->integer("b"), std::nullopt);
}

TEST(JsonObject, RefusesWhatIsNoObject) {
    for (auto const* text :
         {"", "{", "[]", "null", "1", "{\"a\":}", "{\"a\":1}}", "{\"a\":01}", "nonsense", "{\"a\":[1,}"})
        EXPECT_FALSE(JsonObject::parse(text)) << text;
}

TEST(JsonObject, MergesAtTheTopLevelAndDropsNulls) {
    auto object = JsonObject::parse(R"({"a":1,"b":{"x":1},"c":true})").value();
    object.merge(JsonObject::parse(R"({"b":{"y":2},"c":null,"d":"new","e":null})").value());
    EXPECT_EQ(object.to_string(), R"({"a":1,"b":{"y":2},"d":"new"})");
}

TEST(JsonObject, ReadsValuesOfTheirKind) {
    auto const object = JsonObject::parse(R"({"t":true,"n":-7,"l":["a","b"],"m":["a",1],"z":null})").value();
    EXPECT_EQ(object.boolean("t"), true);
    EXPECT_EQ(object.integer("n"), -7);
    EXPECT_EQ(object.texts("l"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(object.texts("m"), std::nullopt);
    EXPECT_TRUE(object.is_null("z"));
    EXPECT_FALSE(object.is_null("none"));
}

}  // namespace
}  // namespace backstay
