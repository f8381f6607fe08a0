#include "engine/sqlite/runtime/json_test.hpp"

namespace backstay::engine::sqlite {
namespace {

TEST_F(JsonFunctions, FollowJsonPaths) {
    auto const all = [&](std::string const& path, std::string const& more = "") {
        return run(R"(pg_jsonb_path_query_array('{"a": 1, "b": [1, 2, {"c": null}], "s": "xyz"}', ')" + path +
                   "'" + more + ")");
    };
    EXPECT_EQ(all("$.b[*].c"), "[null]");
    EXPECT_EQ(all("$.b[1 to last]"), R"([2, {"c": null}])");
    EXPECT_EQ(all("$.b[last - 1]"), "[2]");
    EXPECT_EQ(all("$.*"), R"([1, [1, 2, {"c": null}], "xyz"])");
    EXPECT_EQ(all("$.**{last}"), R"([1, 1, 2, null, "xyz"])");
    EXPECT_EQ(all("$.b[*] ? (@ >= $v)", ", '{\"v\": 2}'"), "[2]");
    EXPECT_EQ(all("$.b.size()"), "[3]");
    EXPECT_EQ(all("$.b[*].type()"), R"(["number", "number", "object"])");
    EXPECT_EQ(all("$.s ? (@ starts with \"xy\" && @ like_regex \"^X\" flag \"i\")"), R"(["xyz"])");
    EXPECT_EQ(all("$.a + $.b[1] * 2.50"), "[6.00]");
    EXPECT_EQ(all("-$.b[0 to 1]"), "[-1, -2]");
    EXPECT_EQ(all("$.a == 1"), "[true]");
    EXPECT_EQ(all("($.s > 1) is unknown"), "[true]");
    EXPECT_EQ(all("$.zz"), "[]");
    EXPECT_EQ(all("strict $.zz"), "2203A JSON object does not contain key \"zz\"");
    EXPECT_EQ(all("strict $.zz", ", '{}', 1"), "[]");
    EXPECT_EQ(all("strict $.b[5]"), "22033 jsonpath array subscript is out of bounds");
    EXPECT_EQ(all("$.s + 1"), "22038 left operand of jsonpath operator + is not a single numeric value");
    EXPECT_EQ(all("$.a / 0"), "22012 division by zero");
    EXPECT_EQ(all("$v"), "42704 could not find jsonpath variable \"v\"");
    EXPECT_EQ(all("$.s.abs()"), "22036 jsonpath item method .abs() can only be applied to a numeric value");
    EXPECT_EQ(all("$.s.datetime()").substr(0, 5), "0A000");
    expect({{R"(pg_jsonb_path_exists('{"a": 1}', '$.a'))", "1"},
            {R"(pg_jsonb_path_exists_silent('{"a": 1}', 'strict $.b'))", "null"},
            {R"(pg_jsonb_path_match('{"a": 1}', '$.a == 1'))", "1"},
            {R"(pg_jsonb_path_match('{"a": 1}', '$.a'))", "22038 single boolean result is expected"},
            {R"(pg_jsonb_path_match_silent('{"a": 1}', '$.a'))", "null"},
            {R"(pg_jsonb_path_query_first('[1, 2]', '$[1]'))", "2"},
            {R"(pg_jsonb_path_query_array('[1, "a", 2]', '$[*].abs()', '{}', 1))", "[1]"},
            {R"(c1 from pg_jsonb_path_query('[1, 2]', '$[*]'))", "1; 2"}});
}

}  // namespace
}  // namespace backstay::engine::sqlite
