#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {
namespace {

// SQL in SQLite's terms and what it gives, as text.
struct Case {
    std::string sql;
    std::string_view printed;
};

class Time : public ::testing::Test {
protected:
    Time() : db(*Connection::open(":memory:", Connection::Access::read_write)) {
        EXPECT_TRUE(register_time(db, state));
        state.now = 1'715'940'671'500'000;  // 2024-05-17 10:11:11.5
    }
    std::string run(std::string const& sql) {
        auto statement = db.prepare("select " + sql);
        if (!statement) return statement.error()->message;
        if (statement->step() != SQLITE_ROW) return state.error ? (*state.error)->message : "no row";
        return std::string(statement->text(0));
    }
    StatementState state;
    Connection db;
};

TEST_F(Time, SaysWhatTimeItIs) {
    Case const cases[] = {
        {"pg_now()", "1715940671500000"},         {"pg_localtimestamp()", "1715940671500000"},
        {"pg_current_date()", "19860"},           {"pg_localtime()", "36671500000"},
        {"pg_clock_timestamp() > pg_now()", "1"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

TEST_F(Time, Casts) {
    Case const cases[] = {
        {"pg_timestamp_of_date(1)", "86400000000"},
        {"pg_date_of_timestamp(-1)", "-1"},
        {"pg_time_of_timestamp(-1)", "86399999999"},
        {"pg_date_of_timestamp(9223372036854775807)", "9223372036854775807"},
        {"pg_timestamp_of_date(200000000)", "date out of range for timestamp"},
        {"pg_timestamp_scale(1500000, 0, 1)", "1000000"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

// Timestamps are written as texts here: pg_read_time() makes them what is stored.
std::string at(std::string_view text) {
    return "pg_read_time('" + std::string(text) + "', 'timestamp without time zone', -1)";
}
std::string in_zone(std::string_view text) {
    return "pg_read_time('" + std::string(text) + "', 'timestamp with time zone', -1)";
}

TEST_F(Time, AddsAndSubtracts) {
    Case const cases[] = {
        {"pg_timestamp_to_char(pg_timestamp_plus_interval(" + at("2024-01-31") + ", '1 mon'), 'YYYY-MM-DD')",
         "2024-02-29"},
        {"pg_timestamp_minus_timestamp(" + at("2024-03-01 12:00") + ", " + at("2024-02-28") + ")",
         "2 days 12:00:00"},
        {"pg_date_minus_date(19860, 19850)", "10"},
        {"pg_date_plus_integer(9223372036854775807, 1)", "9223372036854775807"},
        {"pg_date_minus_date(9223372036854775807, 1)", "cannot subtract infinite dates"},
        {"pg_time_plus_interval(82800000000, '02:00:00')", "3600000000"},
        {"pg_interval_times('1 mon', 1.5)", "1 mon 15 days"},
        {"pg_interval_divided('1 mon 15 days', 7)", "6 days 10:17:08.546743"},
        {"pg_interval_divided('1 day', 0)", "division by zero"},
        {"pg_timestamp_age(" + at("2024-05-17") + ", " + at("2023-04-10") + ")", "1 year 1 mon 7 days"},
        {"pg_justify_interval('1 mon -01:00:00')", "29 days 23:00:00"},
        {"pg_interval_sum(x) from (select '1 day' as x union all select '02:00:00')", "1 day 02:00:00"},
        {"pg_interval_avg(x) from (select '1 day' as x union all select '02:00:00')", "13:00:00"},
        {"'1 mon' = '30 days' collate pg_interval", "1"},
        {"'10:00:00+02' < '10:00:00+01' collate pg_timetz", "1"},
        {"group_concat(pg_timestamp_to_char(c1, 'MM-DD'), ' ') from pg_generate_series_timestamp(" +
             at("2024-01-31") + ", " + at("2024-03-31") + ", '1 mon')",
         "01-31 02-29 03-29"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

TEST_F(Time, TakesFieldsAndTruncates) {
    Case const cases[] = {
        {"pg_extract_timestamp('epoch', " + at("2024-01-01") + ")", "1704067200.000000"},
        {"pg_extract_timestamp('second', " + at("2024-01-01 10:11:12.5") + ")", "12.500000"},
        {"pg_extract_timestamp('isoyear', " + at("2021-01-03") + ")", "2020"},
        {"pg_extract_timestamp('julian', " + at("2024-01-01 12:00") + ")", "2460311.50000000000000000000"},
        {"pg_extract_timestamp('century', " + at("2000-01-01") + ")", "20"},
        {"pg_extract_timestamp('day', 9223372036854775807)", ""},
        {"pg_extract_timestamp('year', 9223372036854775807)", "Infinity"},
        {"pg_extract_date('hour', 1)", "unit \"hour\" not supported for type date"},
        {"pg_extract_date('fortnight', 1)", "unit \"fortnight\" not recognized for type date"},
        {"pg_extract_interval('epoch', '1 mon 1 day')", "2678400.000000"},
        {"pg_date_trunc_interval('hour', '1 day 02:03:04')", "1 day 02:00:00"},
        {"pg_timestamp_to_char(pg_date_trunc_timestamp('week', " + at("2024-05-17 10:00") +
             "), 'YYYY-MM-DD HH24')",
         "2024-05-13 00"},
        {"pg_timestamp_to_char(pg_date_bin('00:15:00', " + at("2024-05-17 10:22") + ", " + at("2001-01-01") +
             "), 'HH24:MI')",
         "10:15"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

TEST_F(Time, KnowsZones) {
    state.timezone = "America/New_York";
    auto const shown = [](std::string const& moment) {
        return "pg_timestamptz_to_char(" + moment + ", 'YYYY-MM-DD HH24:MI TZ OF')";
    };
    Case const cases[] = {
        {shown(in_zone("2024-03-10 02:30")), "2024-03-10 03:30 EDT -04"},
        {shown("pg_timestamptz_plus_interval(" + in_zone("2024-03-09 12:00") + ", '1 day')"),
         "2024-03-10 12:00 EDT -04"},
        {shown("pg_timestamptz_plus_interval(" + in_zone("2024-03-09 12:00") + ", '24:00:00')"),
         "2024-03-10 13:00 EDT -04"},
        {shown("pg_date_trunc_timestamptz('hour', " + in_zone("2024-11-03 06:30Z") + ")"),
         "2024-11-03 01:00 EST -05"},
        {shown("pg_timestamp_at_name('Europe/Berlin', " + at("2024-07-01 12:00") + ")"),
         "2024-07-01 06:00 EDT -04"},
        {shown("pg_make_timestamptz(2024, 7, 1, 12, 0, 0.0, '+5:30')"), "2024-07-01 02:30 EDT -04"},
        {"pg_timestamp_to_char(pg_timestamptz_at_name('Asia/Kolkata', " + in_zone("2024-07-01 12:00Z") +
             "), 'HH24:MI')",
         "17:30"},
        {"pg_timestamp_at_name('No/where', 0)", "time zone \"No/where\" not recognized"},
        {"pg_timestamp_at_interval('1 day', 0)",
         "interval time zone \"1 day\" must not include months or days"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

TEST_F(Time, FormatsAndReadsByTemplates) {
    auto const moment = at("2024-05-07 15:06:07.089");
    Case const cases[] = {
        {"pg_timestamp_to_char(" + moment + ", 'FMDay, DD \"of\" Month YYYY')",
         "Tuesday, 07 of May       2024"},
        {"pg_timestamp_to_char(" + moment + ", 'HH12:MI:SS.MS a.m. DDth FMDDTH')",
         "03:06:07.089 p.m. 07th 7TH"},
        {"pg_timestamp_to_char(" + moment + ", 'IYYY-IW-ID DDD Q CC J RM|')",
         "2024-19-2 128 2 21 2460438 V   |"},
        {"pg_interval_to_char('-03:00:00', 'HH12 HH24')", "-03 -03"},
        {"pg_interval_to_char('1 day', 'Day')", "invalid format specification for an interval value"},
        {"pg_to_date('07/05/2024', 'DD/MM/YYYY')", "19850"},
        {"pg_to_date('2024-128', 'YYYY-DDD')", "19850"},
        {"pg_to_date('2024-19-2', 'IYYY-IW-ID')", "19850"},
        {"pg_to_date('7 May 24', 'DD Mon YY')", "19850"},
        {"pg_to_date('31 Feb 2024', 'DD Mon YYYY')", "date/time field value out of range: \"31 Feb 2024\""},
        {"pg_to_date('x', 'YYYY')", "invalid value \"x\" for \"YYYY\""},
        {"pg_to_timestamp('1970-01-01 01:00:00.5 pm', 'YYYY-MM-DD HH12:MI:SS.MS pm')", "46800500000"},
        {"pg_to_timestamp('1970-01-01 13', 'YYYY-MM-DD HH12')",
         "hour \"13\" is invalid for the 12-hour clock"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

}  // namespace
}  // namespace backstay::engine::sqlite
