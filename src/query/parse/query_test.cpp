#include "query/parse/query.hpp"

#include <gtest/gtest.h>

namespace backstay::query {
namespace {

Query parse(std::string_view text) {
    auto query = parse_query(text, Subject::relation);
    EXPECT_TRUE(query) << text << ": " << (query ? "" : query.error()->message);
    return query ? *std::move(query) : Query{};
}

Filter const* filter_of(Query const& query, std::size_t index = 0) {
    if (index >= query.conditions.size()) return nullptr;
    return std::get_if<Filter>(&query.conditions[index].value.node);
}

TEST(ParseQuery, ReadsFilters) {
    struct Case {
        std::string_view text;
        std::string_view column;
        std::string_view op;
        bool negated;
        std::string_view value;
    };
    Case const cases[] = {
        {"age=gte.18", "age", ">=", false, "18"},
        {"age=not.eq.5", "age", "=", true, "5"},
        {"name=eq.a.b", "name", "=", false, "a.b"},  // only the first dot divides
        {"name=eq.", "name", "=", false, ""},
        {"name=like.*x*", "name", "~~", false, "%x%"},
        {"name=eq.a+b%20c", "name", "=", false, "a b c"},
    };
    for (auto const& [text, column, op, negated, value] : cases) {
        auto const query = parse(text);
        auto const* filter = filter_of(query);
        ASSERT_NE(filter, nullptr) << text;
        EXPECT_EQ(filter->field.name, column) << text;
        EXPECT_EQ(filter->op, op) << text;
        EXPECT_EQ(filter->negated, negated) << text;
        ASSERT_GE(filter->value, 1) << text;
        EXPECT_EQ(query.values[static_cast<std::size_t>(filter->value - 1)], value) << text;
    }
}

TEST(ParseQuery, KeepsShapesApartFromValues) {
    EXPECT_EQ(parse("id=eq.1&select=a").shape, parse("id=eq.2&select=a").shape);
    EXPECT_NE(parse("id=eq.1&select=a").shape, parse("id=gt.1&select=a").shape);
    EXPECT_NE(parse("id=eq.1&select=a").shape, parse("id=eq.1&select=b").shape);
}

TEST(ParseQuery, ReadsEmbedsWithTheirOwnConditions) {
    auto const query = parse(
        "select=id,who:clients!inner(name),...site(*)&clients.name=eq.x&order=id.desc.nullslast&limit=5");
    ASSERT_EQ(query.select.size(), 3U);
    auto const* embed = std::get_if<EmbedItem>(&query.select[1].item);
    ASSERT_NE(embed, nullptr);
    EXPECT_EQ(embed->name, "clients");
    EXPECT_EQ(embed->alias, "who");
    EXPECT_EQ(embed->join, JoinType::inner);
    auto const* spread = std::get_if<EmbedItem>(&query.select[2].item);
    ASSERT_NE(spread, nullptr);
    EXPECT_TRUE(spread->spread);
    ASSERT_EQ(query.conditions.size(), 1U);
    EXPECT_EQ(query.conditions[0].path, Path{"clients"});
    ASSERT_EQ(query.orders.size(), 1U);
    EXPECT_EQ(query.orders[0].value[0].direction, Direction::descending);
    EXPECT_EQ(query.orders[0].value[0].nulls, Nulls::last);
    EXPECT_EQ(query.limit, 5);
}

TEST(ParseQuery, KnowsTheSizeOfAPageByItsShape) {
    auto const page = parse("select=a,t(b)&t.limit=5");
    ASSERT_EQ(page.ranges.size(), 1U);
    EXPECT_EQ(page.ranges[0].value.page, 5);
    EXPECT_TRUE(page.values.empty());
    EXPECT_NE(page.shape, parse("select=a,t(b)&t.limit=6").shape);
    auto const many = parse("select=a,t(b)&t.limit=101&t.offset=2");
    ASSERT_EQ(many.ranges.size(), 2U);
    EXPECT_EQ(many.ranges[0].value.limit, 1);
    EXPECT_EQ(many.ranges[1].value.offset, 2);
    EXPECT_EQ(many.shape, parse("select=a,t(b)&t.limit=102&t.offset=3").shape);
}

TEST(ParseQuery, ReadsLogic) {
    auto const query = parse("or=(a.eq.1,and(b.gt.2,not.or(c.is.null,d.in.(1,\"x,y\"))))");
    ASSERT_EQ(query.conditions.size(), 1U);
    auto const* tree = std::get_if<ConditionTree>(&query.conditions[0].value.node);
    ASSERT_NE(tree, nullptr);
    EXPECT_TRUE(tree->any);
    EXPECT_EQ(tree->children.size(), 2U);
}

TEST(ParseQuery, ShapesOfOddNamesDoNotMeet) {
    // A quoted name may hold whatever divides the parts of a shape.
    EXPECT_NE(parse("ab=eq.1&c=eq.2").shape, parse("a=eq.1&bc=eq.2").shape);
    EXPECT_NE(parse("t.ab=eq.1").shape, parse("\"ta\".b=eq.1").shape);
    EXPECT_NE(parse("a->b=eq.1").shape, parse("\"a>1:b\"=eq.1").shape);
    EXPECT_NE(parse("or=(a.eq.1,b.eq.2)").shape, parse("and=(a.eq.1,b.eq.2)").shape);
    EXPECT_EQ(parse("or=(a.eq.1,b.eq.2)").shape, parse("or=(a.eq.3,b.eq.4)").shape);
}

TEST(ParseQuery, RefusesInPostgrestsWords) {
    struct Refusal {
        std::string_view text, message, details;
    };
    constexpr auto tree_details =
        "unexpected \")\" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic "
        "operator (and, or)";
    Refusal const refusals[] = {
        {"or=()", R"x("failed to parse logic tree (())" (line 1, column 4))x", tree_details},
        {"and=()", R"x("failed to parse logic tree (())" (line 1, column 5))x", tree_details},
        {"columns=", R"x("failed to parse columns parameter ()" (line 1, column 1))x",
         "unexpected end of input expecting field name (* or [a..z0..9_$])"},
        {"a=vero.1", R"x("failed to parse filter (vero.1)" (line 1, column 1))x",
         "unexpected \"v\" expecting \"not\" or operator (eq, gt, ...)"},
    };
    for (auto const& [text, message, details] : refusals) {
        auto const query = parse_query(text, Subject::relation);
        ASSERT_FALSE(query) << text;
        EXPECT_EQ(query.error()->message, message);
        EXPECT_EQ(query.error()->detail, details);
    }
}

TEST(ParseQuery, RefusesWhatItCannotRead) {
    for (std::string_view const text :
         {"select=a(", "or=(a.eq.1", "age=nope.1", "order=a.sideways", "age=18"}) {
        auto const query = parse_query(text, Subject::relation);
        EXPECT_FALSE(query) << text;
        if (!query) EXPECT_EQ(query.error()->code, "PGRST100") << text;
    }
}

TEST(ParseQuery, SaysWhatPostgrestsParserExpects) {
    struct Case {
        char const* query;
        char const* details;
        char const* place;
    };
    constexpr auto directions = R"(expecting "asc", "desc", "nullsfirst" or "nullslast")";
    for (auto const& [query, details, place] :
         {Case{"and=(ord(id.eq.1,id.eq.1),id.eq.2)", R"(unexpected "d" expecting "(")", "column 7)"},
          Case{"or=(id.eq.1,not.xor(id.eq.2,id.eq.3))",
               R"(unexpected "x" expecting logic operator (and, or))", "column 16)"},
          Case{"or=(id.in.1,2,id.eq.3)", R"(unexpected "1" expecting "(")", "column 10)"},
          Case{"or=)(", "unexpected \")\" expecting \"(\"", "column 3)"},
          Case{"order=id.ac", R"(unexpected "c" expecting "asc", "desc", "nullsfirst" or "nullslast")",
               "column 4)"},
          Case{"order=id.descc", R"(unexpected 'c' expecting delimiter (.), "," or end of input)",
               "column 8)"},
          Case{"order=id.asc.nlsfst", R"(unexpected "l" expecting "nullsfirst" or "nullslast")", "column 8)"},
          Case{"order=id.nullslasttt", R"(unexpected 't' expecting "," or end of input)", "column 13)"}}) {
        auto const parsed = parse_query(query, Subject::relation);
        ASSERT_FALSE(parsed) << query;
        EXPECT_EQ(parsed.error()->detail, details) << query;
        EXPECT_TRUE(parsed.error()->message.ends_with(place)) << parsed.error()->message;
    }
    EXPECT_EQ(parse_query("order=id.smth34", Subject::relation).error()->detail,
              "unexpected \"s\" " + std::string(directions));
}

}  // namespace
}  // namespace backstay::query
