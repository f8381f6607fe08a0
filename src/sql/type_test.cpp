#include "sql/type.hpp"

#include <gtest/gtest.h>

namespace backstay::sql {

TEST(Type, PrintsAsFormatTypeDoes) {
    EXPECT_EQ(format_type({.base = BaseType::varchar, .modifier = 4}), "character varying(4)");
    EXPECT_EQ(format_type({.base = BaseType::numeric, .modifier = numeric_modifier(8, 2)}), "numeric(8,2)");
    EXPECT_EQ(format_type({.base = BaseType::timestamptz, .modifier = 3}), "timestamp(3) with time zone");
    EXPECT_EQ(format_type({.base = BaseType::int4, .array = true}), "integer[]");
    auto const day_to_second =
        interval_field_bit(IntervalField::day) | interval_field_bit(IntervalField::hour) |
        interval_field_bit(IntervalField::minute) | interval_field_bit(IntervalField::second);
    EXPECT_EQ(format_type({.base = BaseType::interval, .modifier = interval_modifier(day_to_second, 3)}),
              "interval day to second(3)");
    EXPECT_EQ(format_type({.base = BaseType::interval,
                           .modifier = interval_modifier(interval_field_bit(IntervalField::year))}),
              "interval year");
    EXPECT_EQ(
        format_type({.base = BaseType::interval, .modifier = interval_modifier(all_interval_fields, 2)}),
        "interval(2)");
    EXPECT_EQ(format_type({.base = BaseType::enumeration, .user = 7}, "mood"), "mood");
}

TEST(Type, KnowsEverySpelling) {
    EXPECT_EQ(find_builtin_type("int"), BaseType::int4);
    EXPECT_EQ(find_builtin_type("timestamptz"), BaseType::timestamptz);
    EXPECT_EQ(find_builtin_type("double precision"), BaseType::float8);
    EXPECT_EQ(find_builtin_type("nope"), BaseType::unknown);
}

TEST(Type, KeepsNegativeScales) {
    auto const modifier = numeric_modifier(5, -2);
    EXPECT_EQ(precision_of(modifier), 5);
    EXPECT_EQ(scale_of(modifier), -2);
}

TEST(Type, TravelsAsOneWord) {
    Type const cases[] = {{.base = BaseType::int4},
                          {.base = BaseType::numeric, .array = true, .modifier = numeric_modifier(8, 2)},
                          {.base = BaseType::enumeration, .user = 7},
                          {.base = BaseType::domain, .user = 12, .array = true},
                          {.base = BaseType::record}};
    for (auto const& type : cases) EXPECT_EQ(type_of_code(type_code(type)), type) << type_code(type);
    EXPECT_EQ(type_code(cases[2]), "enum#7");
}

}  // namespace backstay::sql
