#include "sql/ast.hpp"

#include <gtest/gtest.h>

namespace backstay::sql {

TEST(Ast, IsAValue) {
    Select select;
    select.targets.push_back({column("id")});
    select.from.emplace_back(RelationRef{.name = {"", "task"}});
    select.where = operation("=", column("done"), Parameter{1});
    Statement const statement{select};
    auto const copy = statement;
    EXPECT_EQ(copy, statement);
    select.where = all_of({operation("=", column("done"), Parameter{1}), boolean_literal(true)});
    EXPECT_NE(Statement{select}, statement);
}

TEST(Ast, JoinsConditions) {
    EXPECT_EQ(all_of({}), std::nullopt);
    EXPECT_EQ(any_of({}), boolean_literal(false));
    EXPECT_EQ(all_of({column("a")}), column("a"));
}

}  // namespace backstay::sql
