#include "engine/sqlite/values/value.hpp"

#include <gtest/gtest.h>

#include "engine/sqlite/values/numeric_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

struct Case {
    BaseType type;
    std::string_view text;
    std::string_view printed;
    std::int32_t modifier = -1;
};

TEST(Value, ReadsAndPrintsAsPostgresDoes) {
    Case const cases[] = {
        {BaseType::boolean, " TRUE ", "true"},
        {BaseType::boolean, "f", "false"},
        {BaseType::boolean, "off", "false"},
        {BaseType::int4, " -42 ", "-42"},
        {BaseType::int4, "+7", "7"},
        {BaseType::int8, "9223372036854775807", "9223372036854775807"},
        {BaseType::float8, "1e16", "1e+16"},
        {BaseType::float8, "0.3333333333333333", "0.3333333333333333"},
        {BaseType::float8, "1e20", "1e+20"},
        {BaseType::float8, "100000", "100000"},
        {BaseType::float8, "0.00001", "1e-05"},
        {BaseType::float8, "-inf", "-Infinity"},
        {BaseType::float8, "nan", "NaN"},
        {BaseType::float4, "123456789.123", "1.2345679e+08"},
        {BaseType::float4, "1.5", "1.5"},
        {BaseType::numeric, "001.50", "1.50"},
        {BaseType::numeric, "-.5", "-0.5"},
        {BaseType::numeric, "5.", "5"},
        {BaseType::numeric, "1.5e3", "1500"},
        {BaseType::numeric, "1.5e-3", "0.0015"},
        {BaseType::numeric, "-0.00", "0.00"},
        {BaseType::numeric, "12.345", "12.35", sql::numeric_modifier(8, 2)},
        {BaseType::numeric, "-12.345", "-12.35", sql::numeric_modifier(8, 2)},
        {BaseType::numeric, "999.995", "1000.00", sql::numeric_modifier(8, 2)},
        {BaseType::uuid, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {BaseType::uuid, "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {BaseType::date, "2024-02-29", "2024-02-29"},
        {BaseType::date, "20240517", "2024-05-17"},
        {BaseType::date, "0044-03-15 BC", "0044-03-15 BC"},
        {BaseType::date, "infinity", "infinity"},
        {BaseType::time, "10:11:12.500", "10:11:12.5"},
        {BaseType::time, "11:30 pm", "23:30:00"},
        {BaseType::timestamp, "2024-05-17T10:11:12.000001", "2024-05-17 10:11:12.000001"},
        {BaseType::timestamp, "2024-05-17 10:11:12+05", "2024-05-17 10:11:12"},
        {BaseType::timestamptz, "2024-05-17 10:11:12+02", "2024-05-17 08:11:12+00"},
        {BaseType::timestamptz, "2024-05-17T10:11:12Z", "2024-05-17 10:11:12+00"},
        {BaseType::timestamptz, "1969-12-31 23:59:59.5-0030", "1970-01-01 00:29:59.5+00"},
        {BaseType::timestamptz, "2024-05-17 10:11:12.3456+00", "2024-05-17 10:11:12.35+00", 2},
        {BaseType::date, "17 May 2024", "2024-05-17"},
        {BaseType::date, "may-17-24", "2024-05-17"},
        {BaseType::date, "5/6/24", "2024-05-06"},
        {BaseType::date, "J2451187", "1999-01-08"},
        {BaseType::date, "2024.138", "2024-05-17"},
        {BaseType::date, "5874897-12-31", "5874897-12-31"},
        {BaseType::time, "101112", "10:11:12"},
        {BaseType::time, "allballs", "00:00:00"},
        {BaseType::time, "10:11:12.345", "10:11:12", 0},
        {BaseType::timetz, "10:11 PM PST", "22:11:00-08"},
        {BaseType::timetz, "2024-07-01 10:11 America/New_York", "10:11:00-04"},
        {BaseType::timestamp, "Fri 17 May 2024 T101112.5", "2024-05-17 10:11:12.5"},
        {BaseType::timestamp, "1999-12-31 23:59:59.5", "1999-12-31 23:59:59", 0},
        {BaseType::timestamp, "2000-01-01 00:00:00.5", "2000-01-01 00:00:01", 0},
        {BaseType::timestamp, "2016-12-31 23:59:60", "2017-01-01 00:00:00"},
        {BaseType::timestamptz, "2024-05-17 10:11 Europe/Berlin", "2024-05-17 08:11:00+00"},
        {BaseType::timestamptz, "2024-03-10 02:30 America/New_York", "2024-03-10 07:30:00+00"},
        {BaseType::timestamptz, "2024-11-03 01:30 America/New_York", "2024-11-03 06:30:00+00"},
        {BaseType::timestamptz, "1883-11-18 12:00 America/New_York", "1883-11-18 17:00:00+00"},
        {BaseType::timestamptz, "2150-07-01 12:00 Europe/Berlin", "2150-07-01 10:00:00+00"},
        {BaseType::timestamptz, "2010-07-01 12:00 MSK", "2010-07-01 09:00:00+00"},
        {BaseType::interval, "1 year 2 months -3 days 04:05:06.7", "1 year 2 mons -3 days +04:05:06.7"},
        {BaseType::interval, "P1Y2M3DT4H5M6S", "1 year 2 mons 3 days 04:05:06"},
        {BaseType::interval, "1-2 3 4:05:06", "1 year 2 mons 3 days 04:05:06"},
        {BaseType::interval, "1.5 months", "1 mon 15 days"},
        {BaseType::interval, "2 hours ago", "-02:00:00"},
        {BaseType::interval, "0", "00:00:00"},
        {BaseType::interval, "3", "3 days", sql::interval_modifier(8)},
        {BaseType::interval, "1 day 02:03:04.567", "1 day 02:03:04.6",
         sql::interval_modifier(sql::all_interval_fields, 1)},
        {BaseType::bytea, "\\xDEad", "\\xdead"},
        {BaseType::bytea, "a\\\\b\\001", "\\x615c6201"},
        {BaseType::varchar, "abc    ", "abc ", 4},
        {BaseType::varchar, "日本語", "日本語", 3},
        {BaseType::bpchar, "ab", "ab  ", 4},
    };
    for (auto const& [type, text, printed, modifier] : cases) {
        sql::Type const full{.base = type, .modifier = modifier};
        auto const value = input(text, full);
        ASSERT_TRUE(value) << text << ": " << value.error()->message;
        EXPECT_EQ(output(*value, full), printed) << text;
    }
}

TEST(Value, RefusesInPostgresWords) {
    struct Refusal {
        BaseType type;
        std::string_view text;
        std::string_view code;
        std::string_view message;
        std::int32_t modifier = -1;
    };
    Refusal const cases[] = {
        {BaseType::boolean, "maybe", "22P02", "invalid input syntax for type boolean: \"maybe\""},
        {BaseType::boolean, "o", "22P02", "invalid input syntax for type boolean: \"o\""},
        {BaseType::int4, "x", "22P02", "invalid input syntax for type integer: \"x\""},
        {BaseType::int4, "12.5", "22P02", "invalid input syntax for type integer: \"12.5\""},
        {BaseType::int4, "", "22P02", "invalid input syntax for type integer: \"\""},
        {BaseType::int2, "40000", "22003", "value \"40000\" is out of range for type smallint"},
        {BaseType::int8, "9223372036854775808", "22003",
         "value \"9223372036854775808\" is out of range for type bigint"},
        {BaseType::float8, "1e400", "22003", "\"1e400\" is out of range for type double precision"},
        {BaseType::float4, "1e39", "22003", "\"1e39\" is out of range for type real"},
        {BaseType::numeric, "1,5", "22P02", "invalid input syntax for type numeric: \"1,5\""},
        {BaseType::numeric, "1e", "22P02", "invalid input syntax for type numeric: \"1e\""},
        {BaseType::numeric, "123456.789", "22003", "numeric field overflow", sql::numeric_modifier(6, 2)},
        {BaseType::uuid, "a0eebc99", "22P02", "invalid input syntax for type uuid: \"a0eebc99\""},
        {BaseType::date, "2024-02-30", "22008", "date/time field value out of range: \"2024-02-30\""},
        {BaseType::date, "yesterday-ish", "22007", "invalid input syntax for type date: \"yesterday-ish\""},
        {BaseType::timestamptz, "2024-05-17 25:00", "22008",
         "date/time field value out of range: \"2024-05-17 25:00\""},
        {BaseType::timestamptz, "2024-05-17 10:00+99", "22009",
         "time zone displacement out of range: \"2024-05-17 10:00+99\""},
        {BaseType::time, "10", "22007", "invalid input syntax for type time: \"10\""},
        {BaseType::date, "13/13/2024", "22008", "date/time field value out of range: \"13/13/2024\""},
        {BaseType::date, "5874898-01-01", "22008", "date out of range: \"5874898-01-01\""},
        {BaseType::timestamptz, "2024-05-17 10:00 No/where", "22023",
         "time zone \"no/where\" not recognized"},
        {BaseType::timestamp, "294280-01-01", "22008", "timestamp out of range: \"294280-01-01\""},
        {BaseType::interval, "1 fortnight", "22007",
         "invalid input syntax for type interval: \"1 fortnight\""},
        {BaseType::interval, "3000000000 years", "22015",
         "interval field value out of range: \"3000000000 years\""},
        {BaseType::bytea, "\\xabc", "22023", "invalid hexadecimal data: odd number of digits"},
        {BaseType::varchar, "abcde", "22001", "value too long for type character varying(4)", 4},
    };
    for (auto const& [type, text, code, message, modifier] : cases) {
        auto const value = input(text, {.base = type, .modifier = modifier});
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error()->code, code) << text;
        EXPECT_EQ(value.error()->message, message) << text;
    }
    auto const wide =
        input("1234567.89", {.base = BaseType::numeric, .modifier = sql::numeric_modifier(8, 2)});
    ASSERT_FALSE(wide);
    EXPECT_EQ(wide.error()->detail,
              "A field with precision 8, scale 2 must round to an absolute value less than 10^6.");
}

TEST(TimeText, IsReadAndShownInTheSessionsZone) {
    TimeSession session(1'715'940'671'500'000, "America/New_York");  // 2024-05-17 06:11:11.5 there
    sql::Type const type{BaseType::timestamptz};
    struct Shown {
        std::string_view text, printed;
    };
    for (auto const& [text, printed] : {Shown{"now", "2024-05-17 06:11:11.5-04"},
                                        {"today", "2024-05-17 00:00:00-04"},
                                        {"2024-01-01 12:00", "2024-01-01 12:00:00-05"},
                                        {"2024-11-03 05:30Z", "2024-11-03 01:30:00-04"},
                                        {"1800-01-01 12:00", "1800-01-01 12:00:00-04:56:02"}}) {
        auto const value = input(text, type, session);
        ASSERT_TRUE(value) << text;
        EXPECT_EQ(output(*value, type, session), printed) << text;
    }
    EXPECT_TRUE(session.asked());
    TimeSession other;
    EXPECT_TRUE(input("2024-01-01 12:00+01", type, other));
    EXPECT_FALSE(other.asked());
    TimeSession nowhere(0, "Nowhere");
    auto const wrong = input("now", type, nowhere);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error()->message, "invalid value for parameter \"TimeZone\": \"Nowhere\"");
}

TEST(Numeric, Compares) {
    constexpr std::string_view ascending[] = {"-Infinity", "-10", "-9.99",    "0",  "0.1",
                                              "9",         "10",  "Infinity", "NaN"};
    for (std::size_t i = 0; i < std::size(ascending); ++i)
        for (std::size_t j = 0; j < std::size(ascending); ++j) {
            auto const order = compare_numeric(ascending[i], ascending[j]);
            EXPECT_EQ(order < 0, i < j) << ascending[i] << ' ' << ascending[j];
            EXPECT_EQ(order == 0, i == j) << ascending[i] << ' ' << ascending[j];
        }
    EXPECT_EQ(compare_numeric("1.50", "1.5"), 0);
}

TEST(Numeric, RoundsHalfAwayFromZero) {
    EXPECT_EQ(round_numeric("2.5", 0), "3");
    EXPECT_EQ(round_numeric("-2.5", 0), "-3");
    EXPECT_EQ(round_numeric("1234", -2), "1200");
    EXPECT_EQ(round_numeric("0.04", 1), "0.0");
    EXPECT_EQ(round_numeric("1", 2), "1.00");
}

}  // namespace
}  // namespace backstay::engine::sqlite
