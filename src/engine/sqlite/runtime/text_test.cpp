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

class Text : public testing::Test {
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

TEST_F(Text, ChangesCaseCharacterByCharacter) {
    expect({{"pg_upper('straße é')", "STRAßE É"},
            {"pg_lower('ÉCOLE Σ')", "école σ"},
            {"pg_lower(null)", "null"},
            {"pg_length('日本語')", "3"},
            {"pg_bpchar_length('ab  ')", "2"}});
}

TEST_F(Text, JoinsTextToAnyValue) {
    expect({{"pg_text_any('a', 1, 'text,integer')", "a1"},
            {"pg_any_text(1, 'a', 'boolean,text')", "truea"},
            {"pg_any_text(null, 'a', 'boolean,text')", "null"},
            {"pg_text_any('a', 'b  ', 'text,character')", "ab"}});
}

TEST_F(Text, MatchesLikePatterns) {
    expect({{"pg_like('abc', 'a%')", "1"},
            {"pg_like('abc', '_b_')", "1"},
            {"pg_like('日本', '__')", "1"},
            {"pg_like('abc', 'ABC')", "0"},
            {"pg_like('a_c', 'a\\_c')", "1"},
            {"pg_like('abc', 'a\\_c')", "0"},
            {"pg_like('', '%')", "1"},
            {"pg_like('abcbcd', '%bcd')", "1"},
            {"pg_like('abcbcd', 'a%c_')", "1"},
            {"pg_like('ab', 'a%_%_')", "0"},
            {"pg_like('ab', 'ab\\')", "0"},
            {"pg_like('abc', 'ab\\')", "22025 LIKE pattern must not end with escape character"},
            {"pg_not_like('abc', 'b%')", "1"},
            {"pg_ilike('École', 'éc%')", "1"},
            {"pg_not_ilike('École', 'éc%')", "0"},
            {"pg_like_escape('a$%b\\', '$')", "a\\%b\\\\"},
            {"pg_like_escape('a', 'xy')", "22025 invalid escape string"}});
}

TEST_F(Text, ReadsAndChangesSettings) {
    expect({{"pg_current_setting('a.b')", "42704 unrecognized configuration parameter \"a.b\""},
            {"pg_current_setting('a.b', 1)", "null"},
            {"pg_set_config('A.b', 'x', 1)", "x"},
            {"pg_current_setting('a.B')", "x"}});
}

TEST_F(Text, MakesRandomUuids) {
    auto const one = run("pg_random_uuid()");
    EXPECT_EQ(one.size(), 36U);
    EXPECT_EQ(one[14], '4');
    EXPECT_NE(one, run("pg_random_uuid()"));
}

}  // namespace
}  // namespace backstay::engine::sqlite
