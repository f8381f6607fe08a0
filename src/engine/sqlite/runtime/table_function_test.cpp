#include "engine/sqlite/runtime/table_function.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>

#include "engine/sqlite/runtime/packed_rows.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Rows> count_to(Arguments const& args) {
    auto const last = args.integer(0);
    if (last < 0) return failure("22023", "too few");
    return [last, next = std::int64_t{1}](Row& row) mutable -> Result<bool> {
        row.resize(1);
        row[0] = next;
        return next++ <= last;
    };
}
Result<Rows> pairs(Arguments const& args) {
    return rows_of({{Value(args.value(0)), Value(std::string("a"))}, {Value(), Value(std::string("b"))}});
}

constexpr auto table_function_test_functions = std::to_array<TableFunction>(
    {{"count_to", 1, 1, count_to}, {"pairs", 2, -1, pairs, Strictness::takes_null}});

class TableFunctionTest : public ::testing::Test {
protected:
    void SetUp() override {
        db = *Connection::open(":memory:", Connection::Access::read_write);
        ASSERT_TRUE(register_tables(db, state, table_function_test_functions));
        ASSERT_TRUE(register_packed_rows(db, state));
    }
    std::string rows(std::string const& sql) {
        auto statement = db.prepare(sql);
        if (!statement) return "error: " + statement.error()->message;
        std::string out;
        int rc = 0;
        while ((rc = statement->step()) == SQLITE_ROW) out += std::string(statement->text(0)) + ";";
        return rc == SQLITE_DONE ? out : "error: " + db.error()->message;
    }
    StatementState state;
    Connection db;
};

TEST_F(TableFunctionTest, GivesRows) {
    struct Case {
        std::string sql, rows;
    };
    Case const cases[] = {
        {"select c1 from count_to(3)", "1;2;3;"},
        {"select c1 from count_to(0)", ""},
        {"select c1 from count_to(null)", ""},
        {"select c1 || ':' || c2 from count_to(2)", "1:1;2:2;"},
        {"select coalesce(c1, 'null') || c2 || c3 from pairs(7, 'x')", "7a1;nullb2;"},
        {"select c1 from count_to(1000000) limit 2 offset 999990", "999991;999992;"},
        // arguments from the left
        {"with t(n) as (values (2), (0), (1)) select t.n || c1 from t join count_to(t.n)", "21;22;11;"},
        {"with t(n) as (values (1), (0), (null)) select coalesce(t.n, 'x') || coalesce(c1, '-') from t left "
         "join count_to(t.n)",
         "11;0-;x-;"},
        {"select (select sum(c1) from count_to(t.c1)) from count_to(3) as t", "1;3;6;"},
        {"select c1 from count_to(5) where c1 > 3", "4;5;"},
        {"select count_to.c1 from count_to(2) join count_to(2) as b on b.c1 = count_to.c1", "1;2;"},
        {"select c1 from count_to(-1)", "error: sqlite: too few"},
    };
    for (auto const& c : cases) EXPECT_EQ(rows(c.sql), c.rows) << c.sql;
}

TEST_F(TableFunctionTest, KeepsTheErrorForTheStatement) {
    rows("select c1 from count_to(-1)");
    ASSERT_TRUE(state.error);
    EXPECT_EQ((*state.error)->code, "22023");
}

TEST_F(TableFunctionTest, RowsTravelAsOneValue) {
    auto const packed = "(select backstay_pack(c1, c2) from (select * from t order by c1 desc))";
    auto const with = std::string("with t(c1, c2) as (values (1, 'a'), (2.5, x'00ff'), (9e999, null)) ");
    EXPECT_EQ(rows(with + "select quote(c1) || quote(c2) || c3 from backstay_unpack(" + packed + ")"),
              "InfNULL1;2.5X'00FF'2;1'a'3;");
    EXPECT_EQ(rows(with + "select quote(c1) || quote(c2) || quote(c3) || c4 from backstay_rows_from(2, " +
                   packed + ", 1, (select backstay_pack(c1) from count_to(4)))"),
              "InfNULL11;2.5X'00FF'22;1'a'33;NULLNULL44;");
    EXPECT_EQ(rows(with + "select c1 from backstay_unpack((select backstay_pack(c1) from t where 0))"), "");
    EXPECT_EQ(rows(with + "select quote(s.c2) || s.c3 from t join backstay_single(t.c1, t.c2) as s"),
              "'a'1;X'00FF'1;NULL1;");
}

}  // namespace
}  // namespace backstay::engine::sqlite
