#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/stmt.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Case {
    std::string_view sql;       // an expression in SQLite's terms
    std::string_view expected;  // as SQLite prints it, "null", or the error's code and message
};

class JsonFunctions : public testing::Test {
protected:
    void SetUp() override {
        auto opened = Connection::open(":memory:", Connection::Access::read_write);
        ASSERT_TRUE(opened);
        db_ = *std::move(opened);
        ASSERT_TRUE(register_values(db_, state_));
    }

    std::string run(std::string_view expression) {
        state_.error.reset();
        auto statement = db_.prepare("select " + std::string(expression));
        if (!statement) return statement.error().message;
        if (statement->step() != SQLITE_ROW)
            return state_.error ? state_.error->code + " " + state_.error->message : db_.error().message;
        return statement->null(0) ? "null" : std::string(statement->text(0));
    }

    void expect(std::initializer_list<Case> cases) {
        for (auto const& [sql, expected] : cases) EXPECT_EQ(run(sql), expected) << sql;
    }

    StatementState state_;
    Connection db_;
};

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
            {"pg_jsonb_element('1', 0)", "null"},
            {R"(pg_json_field('{"a":"\u0000"}', 'b'))", "22P05 unsupported Unicode escape sequence"},
            {R"(pg_json_element('["\ud800"]', 0))", "22P02 invalid input syntax for type json"}});
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
