#include "sql/read/read.hpp"

#include <gtest/gtest.h>

namespace backstay::sql {
namespace {

Expression expression_of(std::string_view text) {
    auto result = read_expression(text);
    EXPECT_TRUE(result) << text << ": " << (result ? "" : result.error()->message);
    return result ? *std::move(result) : null_literal();
}

template <class T>
T statement_of(std::string_view text) {
    auto result = read_one(text);
    EXPECT_TRUE(result) << text << ": " << (result ? "" : result.error()->message);
    return std::get<T>(std::move(result.value().node));
}

std::string unsupported(std::string_view text) { return statement_of<Unsupported>(text).construct; }

}  // namespace

TEST(Read, LiteralsAndOperators) {
    EXPECT_EQ(expression_of("1"), integer_literal(1));
    EXPECT_EQ(expression_of("-1"), integer_literal(-1));
    EXPECT_EQ(expression_of("99999999999"), integer_literal(99999999999));
    EXPECT_EQ(expression_of("1.50"), (Literal{LiteralKind::decimal, "1.50"}));
    EXPECT_EQ(expression_of("null"), null_literal());
    EXPECT_EQ(expression_of("true"), boolean_literal(true));
    EXPECT_EQ(expression_of("false"), boolean_literal(false));
    EXPECT_EQ(expression_of("E'a\\'b'"), text_literal("a'b"));
    EXPECT_EQ(expression_of("$2"), Expression(Parameter{2}));
    EXPECT_EQ(expression_of("a = $1"), operation("=", column("a"), Parameter{1}));
    EXPECT_EQ(expression_of("not t.a"), negate(column("t", "a")));
    EXPECT_EQ(expression_of("a is not null"), (IsNull{column("a"), true}));
    EXPECT_EQ(expression_of("a not in (1, 2)"),
              (InList{column("a"), {integer_literal(1), integer_literal(2)}, true}));
    EXPECT_EQ(expression_of("a::text"), cast(column("a"), {.name = {"", "text"}}));
}

TEST(Read, PatternsLoseTheirEscapeCalls) {
    auto const like = expression_of("a not like b escape 'x'");
    auto const& match = std::get<PatternMatch>(like.node);
    EXPECT_EQ(*match.pattern, column("b"));
    EXPECT_EQ(**match.escape, text_literal("x"));
    EXPECT_TRUE(match.negated);
    auto const similar = expression_of("a similar to 'b'");
    EXPECT_EQ(*std::get<PatternMatch>(similar.node).pattern, text_literal("b"));
    EXPECT_FALSE(std::get<PatternMatch>(similar.node).escape);
}

TEST(Read, ExpressionsAreWhole) {
    for (auto const* text : {"", "1 from t", "1, 2", "a b", "1; select 2", "1 limit 1", "1)", "(1"}) {
        EXPECT_FALSE(read_expression(text)) << text;
    }
    auto const fault = read_expression("1 +").error();
    EXPECT_EQ(fault->code, "42601");
    EXPECT_EQ(fault->message, "syntax error at end of input");
}

TEST(Read, Types) {
    EXPECT_EQ(read_type("int")->name, (QualifiedName{"pg_catalog", "int4"}));
    EXPECT_EQ(read_type("varchar(4)[]")->modifiers, std::vector{4});
    EXPECT_EQ(read_type("varchar(4)[]")->array_dimensions, 1);
    EXPECT_TRUE(read_type("setof app.task")->setof);
    auto const column_type = *read_type("task.id%type");
    EXPECT_TRUE(column_type.percent_type);
    EXPECT_EQ(column_type.name, (QualifiedName{"task", "id"}));
    EXPECT_FALSE(read_type("int stable"));
    EXPECT_FALSE(read_type("int; select 1"));
}

TEST(Read, StatementsHaveTheirPlaces) {
    std::string_view const text = "-- é\nselect 1 ; /* a */ create schema b;";
    auto const statements = *read(text);
    ASSERT_EQ(statements.size(), 2U);
    EXPECT_EQ(text.substr(static_cast<std::size_t>(statements[0].offset), 8), "select 1");
    EXPECT_EQ(statements[0].length, 8);
    EXPECT_EQ(text.substr(static_cast<std::size_t>(statements[1].offset), 15), "create schema b");
    EXPECT_EQ(statements[1].length, 15);
}

TEST(Read, ErrorsHaveTheirPlaces) {
    auto const fault = read("select 1;\nselect 'é', frm x y;", "V1__a.sql").error();
    EXPECT_EQ(fault->code, "42601");
    EXPECT_EQ(fault->message, "syntax error at or near \"y\"");
    EXPECT_EQ(to_string(fault->position), "V1__a.sql:2:19");
    EXPECT_EQ(read(std::string_view("select '\0'", 10)).error()->code, "22021");
    EXPECT_EQ(read("select '\xff'").error()->code, "22021");
}

TEST(Read, CopyDataIsCutOut) {
    std::string_view const script =
        "copy t (a) from stdin;\n1;'\n\\N\n\\.\nselect 1;\ncopy u from stdin with (format csv);\n\\.\n";
    auto const statements = *read(script);
    ASSERT_EQ(statements.size(), 3U);
    auto const& copy = std::get<CopyFromStdin>(statements[0].node);
    EXPECT_EQ(copy.data, "1;'\n\\N\n");
    EXPECT_EQ(copy.columns, std::vector<std::string>{"a"});
    EXPECT_EQ(script.substr(static_cast<std::size_t>(statements[1].offset), 8), "select 1");
    EXPECT_EQ(std::get<CopyFromStdin>(statements[2].node).data, "");
    EXPECT_EQ(std::get<CopyFromStdin>(statements[2].node).options, (std::vector<Option>{{"format", "csv"}}));
}

TEST(Read, PassesThePsqlLinesOfDumps) {
    std::string_view const script =
        "\\restrict abc\nselect 1;\n\n\\unrestrict abc\n\\restrict d\nselect 2;\n";
    auto const statements = *read(script);
    ASSERT_EQ(statements.size(), 2U);
    EXPECT_EQ(script.substr(static_cast<std::size_t>(statements[1].offset), 8), "select 2");
    EXPECT_FALSE(read("\\connect x\nselect 1"));
}

TEST(Read, FunctionBodies) {
    std::string_view const text =
        "create function f(a int = 1) returns int stable as /* x */ $q$ select 1 $q$ language sql";
    auto const function = statement_of<CreateFunction>(text);
    EXPECT_EQ(function.body, " select 1 ");
    EXPECT_EQ(text.substr(static_cast<std::size_t>(function.body_location.offset), 10), " select 1 ");
    EXPECT_EQ(function.volatility, Volatility::stable);
    ASSERT_EQ(function.parameters.size(), 1U);
    EXPECT_EQ(function.parameters[0].default_value, integer_literal(1));
    auto const atomic =
        statement_of<CreateFunction>("create function g() returns int begin atomic select 1; select 2; end");
    EXPECT_EQ(atomic.statements.size(), 2U);
    EXPECT_EQ(statement_of<CreateFunction>("create function h() returns int return 1").statements.size(), 1U);
}

TEST(Read, Tables) {
    auto const table = statement_of<CreateTable>(
        "create table app.t (id serial primary key, a int references u on delete set null deferrable, "
        "b text collate \"C\" default 'x', unique (a, b))");
    EXPECT_EQ(table.table.name, (QualifiedName{"app", "t"}));
    ASSERT_EQ(table.columns.size(), 3U);
    EXPECT_EQ(table.columns[0].type.name.name, "serial");
    ASSERT_EQ(table.columns[1].constraints.size(), 1U);
    EXPECT_TRUE(table.columns[1].constraints[0].deferrable);
    EXPECT_EQ(table.columns[1].constraints[0].on_delete, KeyAction::set_null);
    EXPECT_EQ(table.columns[2].collation, (QualifiedName{"", "C"}));
    EXPECT_EQ(table.constraints[0].columns, (std::vector<std::string>{"a", "b"}));
}

TEST(Read, ViewsKeepTheirText) {
    EXPECT_EQ(statement_of<CreateView>("create view v (a) as select 1 as b ;").text, "select 1 as b");
    EXPECT_EQ(statement_of<CreateView>("create view v as select 1 with local check option").text, "select 1");
}

TEST(Read, AssignsSeveralColumnsAtOnce) {
    auto const update = statement_of<Update>("update t set (a, b) = (1, 2), c = default");
    ASSERT_EQ(update.assignments.size(), 2U);
    EXPECT_EQ(update.assignments[0].columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(update.assignments[1].value, Expression(DefaultValue{}));
}

TEST(Read, SettingsAreLists) {
    EXPECT_EQ(statement_of<SetSetting>("set search_path = a, \"B\"").value, "a, \"B\"");
    EXPECT_EQ(statement_of<SetSetting>("set local x.y to 5").value, "5");
    EXPECT_EQ(statement_of<SetSetting>("reset x").value, std::nullopt);
}

TEST(Read, WhatTheTreeHasNoFormForIsNamed) {
    EXPECT_EQ(unsupported("do $$ begin end $$"), "DO");
    EXPECT_EQ(unsupported("create rule r as on insert to t do nothing"), "CREATE RULE");
    EXPECT_EQ(unsupported("listen x"), "LISTEN");
    EXPECT_EQ(unsupported("create table a (b int) partition by range (b)"), "CREATE TABLE with PARTITION BY");
    EXPECT_EQ(unsupported("alter table a cluster on b"), "ALTER TABLE ... CLUSTER ON");
    EXPECT_EQ(unsupported("create or replace aggregate a (int) (sfunc = f, stype = int)"),
              "CREATE OR REPLACE AGGREGATE");
    EXPECT_EQ(unsupported("copy t to stdout"), "COPY");
    auto const statements = *read("select 1;\n  select xmlelement(name a)");
    EXPECT_EQ(std::get<Unsupported>(statements[1].node).location.offset, 19);
}

}  // namespace backstay::sql
