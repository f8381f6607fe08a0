#include "engine/sqlite/runtime/json_test.hpp"

namespace backstay::engine::sqlite {
namespace {

TEST_F(JsonFunctions, TakeFieldsAndElements) {
    expect({{R"(pg_json_field(' {"a" : [1, 2], "a": {"b":3} } ', 'a'))", R"({"b":3})"},
            {R"(pg_jsonb_field('{"a": "x"}', 'a'))", R"("x")"},
            {R"(pg_jsonb_field('{"a": "x"}', 'b'))", "null"},
            {R"(pg_jsonb_field('[1]', 'a'))", "null"},
            {R"(pg_jsonb_field_text('{"a": "x\n\u0001"}', 'a') = 'x' || char(10, 1))", "1"},
            {R"(pg_jsonb_field_text('{"a": null}', 'a'))", "null"},
            {R"(pg_jsonb_field_text('{"a": [1, "x"]}', 'a'))", R"([1, "x"])"},
            {"pg_json_element('[1, [2] ,3]', 1)", "[2]"},
            {"pg_json_element_text('[1,\"b\"]', -1)", "b"},
            {"pg_jsonb_element('[1]', 1)", "null"},
            {"pg_jsonb_element('1', 0)", "1"},
            {"pg_jsonb_element('1', 1)", "null"},
            {"pg_json_element('1', 0)", "null"},
            {R"(pg_json_field('{"a":"\u0000"}', 'b'))", "22P05 unsupported Unicode escape sequence"},
            {R"(pg_json_element('["\ud800"]', 0))", "22P02 invalid input syntax for type json"}});
}

TEST_F(JsonFunctions, TakeAFieldOfAText) {
    auto const of = [](std::string const& json) { return "pg_jsonb_input_field_text('" + json + "', 'a')"; };
    expect({{of(R"( {"a": "x\u00e9", "b": 1} )"), "x\u00e9"},
            {of(R"({"b": {"a": 1}, "c": [{"a": 2}]})"), "null"},
            {of(R"({"a": "x", "a": 1.50e1})"), "15.0"},
            {of(R"({"a": "x", "a": null})"), "null"},
            {of(R"({"a": {"bb": 1,"b":[2]}, "b": {"a": 1}})"), R"({"b": [2], "bb": 1})"},
            {of(R"({"a": [1], "a": true})"), "true"},
            {of(R"({"a": true, "a": [1,2]})"), "[1, 2]"},
            {of("[1]"), "null"},
            {of("1"), "null"},
            {of(R"({"a": 1, "b": })"), "22P02 invalid input syntax for type json"},
            {of(R"({"a": 1, "b": "\u0000"})"), "22P05 unsupported Unicode escape sequence"},
            {of(""), "22P02 invalid input syntax for type json"},
            {"pg_jsonb_input_field_text(null, 'a')", "null"}});
}

TEST_F(JsonFunctions, FollowPaths) {
    expect({{R"(pg_json_path('{"a":{"b":1},"a":{"c":2}}', '["a","b"]'))", "1"},
            {R"(pg_jsonb_path('{"a": [10, {"b": true}]}', '["a","-1","b"]'))", "true"},
            {R"(pg_jsonb_path_text('"a\"b"', '[]'))", "a\"b"},
            {R"(pg_jsonb_path('[1, 2]', '["x"]'))", "null"},
            {R"(pg_jsonb_path('[1, 2]', '[" 1"]'))", "2"},
            {R"(pg_jsonb_path('{"a": 1}', '[null]'))", "null"},
            {R"(pg_jsonb_extract_path_text('{"a": {"b": "x"}}', 'a', 'b'))", "x"}});
}

TEST_F(JsonFunctions, TellWhatAValueIs) {
    expect({{"pg_json_typeof(' null')", "null"},
            {"pg_json_typeof('{}')", "object"},
            {"pg_json_typeof('-1')", "number"},
            {"pg_json_array_length('[1, [2, 3], {}]')", "3"},
            {"pg_json_array_length('{}')", "22023 cannot get array length of a non-array"},
            {"pg_json_array_length('1')", "22023 cannot get array length of a scalar"},
            {"'1' = '1.0' collate pg_jsonb", "1"}});
}

}  // namespace
}  // namespace backstay::engine::sqlite
