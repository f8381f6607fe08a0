#include "engine/sqlite/runtime/json_test.hpp"

namespace backstay::engine::sqlite {
namespace {

TEST_F(JsonFunctions, GiveElementsAndMembersAsRows) {
    expect({{"c1, c2 from pg_json_array_elements('[1, \"a\" ,{ }]')", "1|1; \"a\"|2; { }|3"},
            {"c1 from pg_jsonb_array_elements_text('[1, \"a\", null]')", "1; a; null"},
            {"c1 from pg_jsonb_array_elements(null)", ""},
            {"c1 from pg_jsonb_array_elements('{}')", "22023 cannot extract elements from an object"},
            {"c1 from pg_json_array_elements('{}')", "22023 cannot call json_array_elements on a non-array"},
            {"c1, c2 from pg_json_each('{\"a\":1,\"a\":[ 2 ]}')", "a|1; a|[ 2 ]"},
            {"c1, c2 from pg_jsonb_each_text('{\"a\": null, \"b\": \"x\"}')", "a|null; b|x"},
            {"c1 from pg_jsonb_each('[]')", "22023 cannot call jsonb_each on a non-object"},
            {"c1 from pg_json_object_keys('{\"b\":1,\"a\":1}')", "b; a"},
            {"c1 from pg_json_object_keys('1')", "22023 cannot call json_object_keys on a scalar"}});
}

TEST_F(JsonFunctions, GiveRecords) {
    std::string const columns = ", 'a' || char(31) || 'b', 'integer,text')";
    auto const rows = [&](std::string const& function, std::string const& json) {
        return run("c1, c2 from " + function + "('" + json + "'" + columns);
    };
    EXPECT_EQ(rows("pg_json_to_recordset", R"([{"b":"x","a":"1"},{"a":null},{"b":{"c": 1},"a":2,"a":3}])"),
              R"(1|x; null|null; 3|{"c": 1})");
    EXPECT_EQ(rows("pg_jsonb_to_recordset", "[]"), "");
    EXPECT_EQ(rows("pg_json_to_recordset", "{}"), "22023 cannot call json_to_recordset on an object");
    EXPECT_EQ(rows("pg_json_to_recordset", "[1]"),
              "22023 argument of json_to_recordset must be an array of objects");
    EXPECT_EQ(rows("pg_json_to_recordset", R"([{"a":"x"}])"),
              R"(22P02 invalid input syntax for type integer: "x")");
    EXPECT_EQ(rows("pg_json_to_record", R"({"b":"\u00e9\n"})"), "null|é\n");
    EXPECT_EQ(rows("pg_json_to_record", "[]"), "22023 cannot call populate_composite on an array");
    EXPECT_EQ(run("c1, c2 from pg_json_to_record(null" + columns), "null|null");
    EXPECT_EQ(run(R"(c1, c2 from pg_json_populate_record('{"a":1,"b":"z"}', '{"a":5}')" +
                  columns.substr(0, columns.size() - 1) + ", 'record,json')"),
              "5|z");
}

TEST_F(JsonFunctions, ReadValuesOfEachType) {
    auto const one = [&](std::string const& type, std::string const& json) {
        return run("c1 from pg_json_to_record('{\"x\":" + json + "}', 'x', '" + type + "')");
    };
    EXPECT_EQ(one("integer[]", "[1,2]"), "[1,2]");
    EXPECT_EQ(one("integer[]", "[[1],[2]]"), "[[1],[2]]");
    EXPECT_EQ(one("integer[]", "[[],[]]"), "[]");
    EXPECT_EQ(one("text[]", R"(["a",null,{"b": 1}])"), R"(["a",null,"{\"b\": 1}"])");
    EXPECT_EQ(one("integer[]", "1"), "22P02 expected JSON array");
    EXPECT_EQ(one("integer[]", "[[1],2]"), "22P02 expected JSON array");
    EXPECT_EQ(one("integer[]", "[[1],[2,3]]"), "22P02 malformed JSON array");
    EXPECT_EQ(one("integer[]", "[[[[[[[1]]]]]]]"),
              "54000 number of array dimensions (7) exceeds the maximum allowed (6)");
    EXPECT_EQ(one("json", R"("\u00e9")"), R"("é")");
    EXPECT_EQ(one("json", "[1,  2]"), "[1,  2]");
    EXPECT_EQ(one("jsonb", "[1,  2]"), "[1, 2]");
    EXPECT_EQ(one("boolean", R"("yes")"), "1");
    EXPECT_EQ(one("date", R"("1970-01-02")"), "1");
    EXPECT_EQ(one("character varying:3", R"("abcd")"), "22001 value too long for type character varying(3)");
    EXPECT_EQ(one("integer", "1.5"), R"(22P02 invalid input syntax for type integer: "1.5")");
    EXPECT_EQ(one("text", R"("\u0000")"), "22P05 unsupported Unicode escape sequence");
}

}  // namespace
}  // namespace backstay::engine::sqlite
