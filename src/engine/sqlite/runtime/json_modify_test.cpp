#include "engine/sqlite/runtime/json_test.hpp"

namespace backstay::engine::sqlite {
namespace {

TEST_F(JsonFunctions, JoinAndDelete) {
    expect(
        {{R"(pg_jsonb_concat('{"a": 1, "c": 2}', '{"b": 3, "c": 4}'))", R"({"a": 1, "b": 3, "c": 4})"},
         {"pg_jsonb_concat('[1]', '2')", "[1, 2]"},
         {"pg_jsonb_concat('1', '2')", "[1, 2]"},
         {"pg_jsonb_concat('{}', '[1]')", "[{}, 1]"},
         {R"(pg_jsonb_delete_name('{"a": 1, "b": 2}', 'a'))", R"({"b": 2})"},
         {R"(pg_jsonb_delete_name('["a", 1, "a"]', 'a'))", "[1]"},
         {R"(pg_jsonb_delete_name('1', 'a'))", "22023 cannot delete from scalar"},
         {R"(pg_jsonb_delete_names('{"a": 1, "b": 2, "c": 3}', '["a","c",null]'))", R"({"b": 2})"},
         {"pg_jsonb_delete_index('[1, 2, 3]', -1)", "[1, 2]"},
         {"pg_jsonb_delete_index('[1]', 5)", "[1]"},
         {"pg_jsonb_delete_index('{}', 0)", "22023 cannot delete from object using integer index"},
         {R"(pg_jsonb_delete_path('{"a": [1, {"b": 2}]}', '["a","1","b"]'))", R"({"a": [1, {}]})"},
         {R"(pg_jsonb_delete_path('[1]', '["x"]'))",
          R"(22P02 path element at position 1 is not an integer: "x")"},
         {R"(pg_jsonb_delete_path('{"a": {}}', '["a",null]'))", "22004 path element at position 2 is null"}});
}

TEST_F(JsonFunctions, SetAndInsert) {
    expect({{R"(pg_jsonb_set('{"a": 1}', '["a"]', '[2]'))", R"({"a": [2]})"},
            {R"(pg_jsonb_set('{"b": 1}', '["a"]', '2'))", R"({"a": 2, "b": 1})"},
            {R"(pg_jsonb_set('{"b": 1}', '["a"]', '2', 0))", R"({"b": 1})"},
            {R"(pg_jsonb_set('{"a": {"b": 1}}', '["a","c"]', '2'))", R"({"a": {"b": 1, "c": 2}})"},
            {R"(pg_jsonb_set('{"b": 1}', '["a","c"]', '2'))", R"({"b": 1})"},
            {R"(pg_jsonb_set('[1, 2]', '["-1"]', '9'))", "[1, 9]"},
            {R"(pg_jsonb_set('[1, 2]', '["7"]', '9'))", "[1, 2, 9]"},
            {R"(pg_jsonb_set('[1, 2]', '["-7"]', '9'))", "[9, 1, 2]"},
            {R"(pg_jsonb_set('1', '["a"]', '9'))", "22023 cannot set path in scalar"},
            {R"(pg_jsonb_set_lax('{"a": 1}', '["a"]', null))", R"({"a": null})"},
            {R"(pg_jsonb_set_lax('{"a": 1}', '["a"]', null, 1, 'delete_key'))", "{}"},
            {R"(pg_jsonb_set_lax('{"a": 1}', '["a"]', null, 1, 'raise_exception'))",
             "22004 JSON value must not be null"},
            {R"(pg_jsonb_insert('[1, 2]', '["1"]', '9'))", "[1, 9, 2]"},
            {R"(pg_jsonb_insert('[1, 2]', '["1"]', '9', 1))", "[1, 2, 9]"},
            {R"(pg_jsonb_insert('{"a": 1}', '["a"]', '9'))", "22023 cannot replace existing key"}});
}

TEST_F(JsonFunctions, SayWhatIsContained) {
    expect({{R"(pg_jsonb_contains('{"a": [1, {"b": 2, "c": 3}]}', '{"a": [{"c": 3.0}]}'))", "1"},
            {R"(pg_jsonb_contains('{"a": 1, "b": 2}', '{"c": 3}'))", "0"},
            {"pg_jsonb_contains('[1, 2]', '2')", "1"},
            {"pg_jsonb_contains('[1, 2]', '[2, 2]')", "1"},
            {"pg_jsonb_contains('2', '[2]')", "0"},
            {"pg_jsonb_contains('[[1, 2]]', '[[1]]')", "1"},
            {"pg_jsonb_contains('[[1, 2]]', '[1]')", "0"},
            {"pg_jsonb_contained('[]', '[1]')", "1"},
            {R"(pg_jsonb_exists('{"a": null}', 'a'))", "1"},
            {R"(pg_jsonb_exists('["a"]', 'a'))", "1"},
            {R"(pg_jsonb_exists('"a"', 'a'))", "1"},
            {R"(pg_jsonb_exists('[["a"]]', 'a'))", "0"},
            {R"(pg_jsonb_exists_any('{"a": 1}', '["b","a"]'))", "1"},
            {R"(pg_jsonb_exists_all('{"a": 1}', '["b","a"]'))", "0"}});
}

TEST_F(JsonFunctions, TakeOtherShapes) {
    expect({{R"(pg_json_strip_nulls(' { "a" : null, "b" : [null, {"c":null}], "\u00e9" : 1 } '))",
             R"({"b":[null,{}],"é":1})"},
            {R"(pg_jsonb_strip_nulls('{"a": null, "b": {"c": null}}'))", R"({"b": {}})"},
            {R"(pg_jsonb_pretty('{"a": [1, {}]}'))",
             "{\n    \"a\": [\n        1,\n        {\n        }\n    ]\n}"},
            {"pg_jsonb_int4('2.5')", "3"},
            {"pg_jsonb_int2('40000')", "22003 smallint out of range"},
            {"pg_jsonb_boolean('true')", "1"},
            {R"(pg_jsonb_int4('"1"'))", "22023 cannot cast jsonb string to type integer"},
            {"pg_jsonb_numeric('null')", "22023 cannot cast jsonb null to type numeric"}});
}

}  // namespace
}  // namespace backstay::engine::sqlite
