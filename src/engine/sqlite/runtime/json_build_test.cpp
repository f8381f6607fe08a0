#include "engine/sqlite/runtime/json_test.hpp"

namespace backstay::engine::sqlite {
namespace {

TEST_F(JsonFunctions, MakeJsonOfValues) {
    expect({{"pg_to_json('a\"b', 'text')", R"("a\"b")"},
            {"pg_to_json(1, 'boolean')", "true"},
            {"pg_to_json('1.50', 'numeric')", "1.50"},
            {"pg_to_json('NaN', 'numeric')", R"("NaN")"},
            {"pg_to_json(1e20, 'double precision')", "1e+20"},
            {"pg_to_jsonb(1e20, 'double precision')", "100000000000000000000"},
            {"pg_to_json(0, 'timestamp without time zone')", R"("1970-01-01T00:00:00")"},
            {R"(pg_to_jsonb(' {"b":1,"a":2} ', 'json'))", R"({"a": 2, "b": 1})"},
            {"pg_to_json(null, 'integer')", "null"},
            {R"(backstay_row('a' || char(31) || 'b', 'integer,boolean', 1, null))", R"({"a":1,"b":null})"},
            {R"(backstay_field('b', 'date', '{"a":1,"b":"1970-01-03"}'))", "2"},
            {R"(pg_row_to_json('{"a":1,"b":[1,2]}', 1))", "{\"a\":1,\n \"b\":[1,2]}"}});
}

TEST_F(JsonFunctions, BuildObjectsAndArrays) {
    expect({{"pg_json_build_object('a', 1, 2, null, 1, 'x', 'text,integer,integer,text,boolean,text')",
             R"({"a" : 1, "2" : null, "true" : "x"})"},
            {"pg_jsonb_build_object('b', 1, 'a', 2, 'b', 3, 'text,integer,text,integer,text,integer')",
             R"({"a": 2, "b": 3})"},
            {"pg_json_build_array(1, 'a', null, 'integer,text,text')", R"([1, "a", null])"},
            {"pg_jsonb_build_array('')", "[]"},
            {"pg_json_build_object('')", "{}"},
            {"pg_json_build_object('a', 'text')", "22023 argument list must have even number of elements"},
            {"pg_json_build_object(null, 1, 'text,integer')", "22023 argument 1 cannot be null"},
            {"pg_jsonb_build_object(null, 1, 'text,integer')", "22023 argument 1: key must not be null"},
            {"pg_json_build_object('[1]', 1, 'integer[],integer')",
             "22023 key value must be scalar, not array, composite, or json"},
            {R"(pg_json_object('["a","1","b",null]'))", R"({"a" : "1", "b" : null})"},
            {R"(pg_json_object('[["a","1"],["b","2"]]'))", R"({"a" : "1", "b" : "2"})"},
            {R"(pg_jsonb_object('["b","a","b"]', '["1","2","3"]'))", R"({"a": "2", "b": "3"})"},
            {R"(pg_json_object('["a"]'))", "2202E array must have even number of elements"},
            {R"(pg_json_object('[["a"]]'))", "2202E array must have two columns"},
            {R"(pg_json_object('["a"]', '[]'))", "2202E mismatched array dimensions"},
            {R"(pg_json_object('[null,"a"]'))", "22004 null value not allowed for object key"}});
}

TEST_F(JsonFunctions, AggregateRows) {
    std::string const rows = " from (select 1 as x union all select null union all select 3)";
    EXPECT_EQ(run("pg_json_agg(x, 'integer')" + rows), "[1, null, 3]");
    EXPECT_EQ(run("pg_jsonb_agg(x, 'integer')" + rows), "[1, null, 3]");
    EXPECT_EQ(run("pg_json_agg('[' || x || ']', 'integer[]')" + rows + " where x > 0"), "[[1], \n [3]]");
    EXPECT_EQ(run("pg_json_agg(x, 'integer')" + rows + " where x > 9"), "null");
    EXPECT_EQ(run("pg_json_object_agg('k', x, 'text,integer')" + rows),
              R"({ "k" : 1, "k" : null, "k" : 3 })");
    EXPECT_EQ(run("pg_jsonb_object_agg('k', x, 'text,integer')" + rows), R"({"k": 3})");
    EXPECT_EQ(run("pg_json_object_agg(x, 1, 'integer,integer')" + rows), "22023 field name must not be null");
}

}  // namespace
}  // namespace backstay::engine::sqlite
