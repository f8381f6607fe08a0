#include "sql/type.hpp"

#include <gtest/gtest.h>

namespace backstay::sql {

TEST(Type, PrintsAsFormatTypeDoes) {
    EXPECT_EQ(format_type({.base = BaseType::varchar, .modifier = 4}), "character varying(4)");
    EXPECT_EQ(format_type({.base = BaseType::numeric, .modifier = numeric_modifier(8, 2)}), "numeric(8,2)");
    EXPECT_EQ(format_type({.base = BaseType::timestamptz, .modifier = 3}), "timestamp(3) with time zone");
    EXPECT_EQ(format_type({.base = BaseType::int4, .array = true}), "integer[]");
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

}  // namespace backstay::sql
