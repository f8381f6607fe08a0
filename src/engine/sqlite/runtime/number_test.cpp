// Numbers through SQLite: an expression in its terms, and what PostgreSQL answers for the same.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Case {
    std::string sql;
    std::string expected;  // the value as SQLite prints it, or "22003 message"
};

class Numbers : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(register_values(db, state)); }

    std::string run(std::string const& sql) {
        auto select = db.prepare("select " + sql);
        if (!select) return "cannot be prepared: " + select.error()->message;
        if (select->step() != SQLITE_ROW) return (*state.error)->code + " " + (*state.error)->message;
        auto const* text = sqlite3_column_text(select->get(), 0);
        return text == nullptr ? "null" : reinterpret_cast<char const*>(text);
    }
    void check(std::vector<Case> const& cases) {
        for (auto const& one : cases) EXPECT_EQ(run(one.sql), one.expected) << one.sql;
    }

    StatementState state;
    Connection db = *Connection::open(":memory:", Connection::Access::read_write);
};

TEST_F(Numbers, IntegersStayInTheirWidth) {
    check({{"pg_int4_add(2147483646, 1)", "2147483647"},
           {"pg_int4_add(2147483647, 1)", "22003 integer out of range"},
           {"pg_int8_add(9223372036854775807, 1)", "22003 bigint out of range"},
           {"pg_int2_mul(256, 128)", "22003 smallint out of range"},
           {"pg_int4_div(-7, 2)", "-3"},
           {"pg_int4_div(1, 0)", "22012 division by zero"},
           {"pg_int4_div(-2147483648, -1)", "22003 integer out of range"},
           {"pg_int_mod(-7, 3)", "-1"},
           {"pg_int4_shl(1, 31)", "-2147483648"},
           {"pg_int4_add(1, null)", "null"}});
}

TEST_F(Numbers, FloatsThatOverflowAreRefused) {
    check({{"pg_float8_add(0.5, 0.25)", "0.75"},
           {"pg_float8_mul(1e308, 10.0)", "22003 value out of range: overflow"},
           {"pg_float8_mul(1e-308, 1e-308)", "22003 value out of range: underflow"},
           {"pg_float8_div(1.0, 0.0)", "22012 division by zero"},
           {"pg_float8_add('NaN', 1.0)", "NaN"}});
}

TEST_F(Numbers, NumericKeepsItsScale) {
    check({{"pg_numeric_add('1.10', '2.20')", "3.30"},
           {"pg_numeric_mul('1.10', '2.20')", "2.4200"},
           {"pg_numeric_div('1.0', '3')", "0.33333333333333333333"},
           {"pg_numeric_div('10', '4.0')", "2.5000000000000000"},
           {"pg_numeric_div('1', '0')", "22012 division by zero"},
           {"pg_numeric_mod('-7.5', '2')", "-1.5"},
           {"pg_numeric_sub('Infinity', 'Infinity')", "NaN"},
           {"pg_numeric_add('12345678901234567890123', '1')", "12345678901234567890124"}});
}

TEST_F(Numbers, CastsRoundAndCheckTheRange) {
    check({{"pg_numeric_int4('12.5')", "13"},
           {"pg_numeric_int4('-12.5')", "-13"},
           {"pg_float_int4(2.5)", "2"},
           {"pg_float_int4(1e10)", "22003 integer out of range"},
           {"pg_numeric_int8('9223372036854775807.5')", "22003 bigint out of range"},
           {"pg_numeric_int4('NaN')", "0A000 cannot convert NaN to integer"},
           {"pg_float8_numeric(0.1)", "0.1"},
           {"pg_int_int2(40000)", "22003 smallint out of range"}});
}

TEST_F(Numbers, SumsAreExactAndLeaveAMovingFrame) {
    constexpr auto rows = " from (values ('0.1'), ('0.20'), (null))";
    check(
        {{std::string("pg_numeric_sum(column1)") + rows, "0.30"},
         {std::string("pg_numeric_avg(column1)") + rows, "0.15000000000000000000"},
         {"pg_numeric_sum(column1) from (select 1 as column1 where false)", "null"},
         {"group_concat(s) from (select pg_numeric_sum(column1) over (order by rowid rows 1 preceding) as s "
          "from (select rowid, column1 from (select 1 as rowid, '1.50' as column1 union all select 2, '2' "
          "union all select 3, '3')))",
          "1.50,3.50,5"},
         {"pg_float8_avg(column1) from (values (1.0), (2.0))", "1.5"}});
}

TEST_F(Numbers, SpreadsAndRegressionsAreThoseOfPostgres) {
    std::string const rows = " from (values ('1.5'), ('2.25'), ('-7.125'), ('3'))";
    std::string const points = " from (values (1.0, 2.5), (2.0, 3.5), (4.0, 10.0))";
    check({{"pg_numeric_var_samp(column1)" + rows, "22.3476562500000000"},
           {"pg_numeric_stddev_pop(column1)" + rows, "4.0939885426683842"},
           {"pg_numeric_var_samp(column1) from (values ('1'))", "null"},
           {"pg_numeric_var_pop(column1) from (values ('4.50'))", "0"},
           {"round(pg_regr_slope(column1, column2), 4)" + points, "0.3668"},
           {"pg_float8_stddev_samp(column1) from (values (1.0), (2.0))", "0.707106781186548"},
           {"pg_bit_and(column1) from (values (6), (3))", "2"},
           {"pg_bool_or(column1) from (values (0), (1))", "1"}});
}

TEST_F(Numbers, PercentilesTakeTheirRowsInOrder) {
    check({{"pg_percentile_cont(0.5, column1) from (values (1.0), (2.0))", "1.5"},
           {"pg_percentile_disc(0.5, column1, '') from (values (1), (2), (3))", "2"},
           {"pg_percentile_cont(1.5, column1) from (values (1.0))",
            "22003 percentile value 1.5 is not between 0 and 1"},
           {"pg_mode(column1, 'numeric') from (values ('1'), ('2.0'), ('2'))", "2.0"}});
}

TEST_F(Numbers, SeriesEndWithTheirType) {
    check({{"group_concat(c1) from pg_generate_series_int4(2147483645, 2147483647)",
            "2147483645,2147483646,2147483647"},
           {"group_concat(c1) from pg_generate_series_numeric('1', '2', '0.50')", "1,1.50,2.00"},
           {"count(*) from pg_generate_series_int4(1, 3, 0)", "22023 step size cannot equal zero"}});
}

TEST_F(Numbers, FunctionsOfNumericHaveTheirScales) {
    check({{"pg_numeric_sqrt('2')", "1.414213562373095"},
           {"pg_numeric_sqrt('-1')", "2201F cannot take square root of a negative number"},
           {"pg_numeric_exp('1')", "2.7182818284590452"},
           {"pg_numeric_exp('-10')", "0.00004539992976248485"},
           {"pg_numeric_ln('2')", "0.6931471805599453"},
           {"pg_numeric_ln('0')", "2201E cannot take logarithm of zero"},
           {"pg_numeric_log('2', '64')", "6.0000000000000000"},
           {"pg_numeric_power('2', '3')", "8.0000000000000000"},
           {"pg_numeric_power('2', '0.5')", "1.4142135623730950"},
           {"pg_numeric_power('10', '-3')", "0.0010000000000000"},
           {"pg_numeric_round('1234.567', -2)", "1200"},
           {"pg_numeric_round('1.5', 3)", "1.500"},
           {"pg_numeric_floor('-1.2')", "-2"},
           {"pg_numeric_gcd('12.5', '5')", "2.5"},
           {"pg_numeric_trim_scale('1.5000')", "1.5"},
           {"pg_numeric_width_bucket('5.35', '0.024', '10.06', 5)", "3"},
           {"pg_numeric_factorial(20)", "2432902008176640000"}});
}

TEST_F(Numbers, AnglesInDegreesAreExact) {
    check({{"pg_sind(30.0)", "0.5"},
           {"pg_cosd(60.0)", "0.5"},
           {"pg_tand(45.0)", "1.0"},
           {"pg_acosd(0.5)", "60.0"},
           {"pg_asin(2.0)", "22003 input is out of range"}});
}

TEST_F(Numbers, ASeedIsFollowedByPostgresNumbers) {
    EXPECT_EQ(run("pg_setseed(0.5)"), "");
    EXPECT_EQ(run("printf('%.15f', pg_random())"), "0.985167717534800");
    EXPECT_EQ(run("pg_setseed(2.0)"), "22023 setseed parameter 2 is out of allowed range [-1,1]");
}

}  // namespace
}  // namespace backstay::engine::sqlite
