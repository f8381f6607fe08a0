// to_char() and to_number(): what PostgreSQL 15 answers.

#include "engine/sqlite/runtime/number_format.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Case {
    std::string sql;
    std::string expected;
};

class NumberFormats : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(register_values(db, state)); }

    void check(std::vector<Case> const& cases) {
        for (auto const& one : cases) {
            auto select = db.prepare("select " + one.sql);
            ASSERT_TRUE(select) << one.sql;
            std::string answer;
            if (select->step() != SQLITE_ROW)
                answer = (*state.error)->code + " " + (*state.error)->message;
            else if (auto const* text = sqlite3_column_text(select->get(), 0); text != nullptr)
                answer = reinterpret_cast<char const*>(text);
            EXPECT_EQ(answer, one.expected) << one.sql;
        }
    }

    StatementState state;
    Connection db = *Connection::open(":memory:", Connection::Access::read_write);
};

TEST_F(NumberFormats, PrintEveryPattern) {
    check({{"pg_numeric_to_char('1234567.891', 'FM9,999,999.00')", "1,234,567.89"},
           {"pg_numeric_to_char('-0.1', '99.99')", "  -.10"},
           {"pg_numeric_to_char('0.1', 'FM9.99')", ".1"},
           {"pg_int4_to_char(485, '999PR')", " 485 "},
           {"pg_int4_to_char(-485, '999PR')", "<485>"},
           {"pg_int4_to_char(-485, '999S')", "485-"},
           {"pg_int4_to_char(485, 'SG999')", "+485"},
           {"pg_int4_to_char(485, 'RN')", "        CDLXXXV"},
           {"pg_int4_to_char(482, '999th')", " 482nd"},
           {"pg_int4_to_char(12, '99V999')", " 12000"},
           {"pg_numeric_to_char('0.0004859', '9.99EEEE')", " 4.86e-04"},
           {"pg_int4_to_char(12345, '999')", " ###"},
           {"pg_float8_to_char(148.5, '\"Good number:\"999')", "Good number: 148"}});
}

TEST_F(NumberFormats, ReadWhatTheyPrint) {
    check({{"pg_to_number('12,454.8-', '99G999D9S')", "-12454.8"},
           {"pg_to_number('<12>', '99PR')", "-12"},
           {"pg_to_number('$1,234.56', 'L9,999.99')", "1234.56"},
           {"pg_to_number('12x', '99')", "12"},
           {"pg_to_number('x', '99')", "22P02 invalid input syntax for type numeric: \" \""},
           {"pg_to_number('1', '')", ""}});
}

TEST_F(NumberFormats, RefusePatternsThatExcludeEachOther) {
    check({{"pg_int4_to_char(1, '9.9.9')", "42601 multiple decimal points"},
           {"pg_int4_to_char(1, 'S9MI')", "42601 cannot use \"S\" and \"MI\" together"},
           {"pg_int4_to_char(1, '9EEEE9')", "42601 \"EEEE\" must be the last pattern used"},
           {"pg_to_number('1', '9EEEE')", "0A000 \"EEEE\" not supported for input"}});
}

}  // namespace
}  // namespace backstay::engine::sqlite
