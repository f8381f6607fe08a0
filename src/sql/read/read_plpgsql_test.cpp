#include "sql/read/read_plpgsql.hpp"

#include <gtest/gtest.h>

#include "sql/print/postgres.hpp"

namespace backstay::sql {
namespace {

using namespace plpgsql;

Result<Block> body(std::string const& statements) {
    return read_plpgsql("declare n int := 1; r record; begin " + statements + " end", {.trigger = true});
}

TEST(ReadPlpgsql, ReadsDeclarations) {
    auto const read = read_plpgsql(
        "declare\n  a constant int not null default 1;\n  b task.id%type;\n  c task%rowtype;\n  d record;\n"
        "begin null; end;",
        {});
    ASSERT_TRUE(read) << read.error()->message;
    auto const& all = read->declarations;
    ASSERT_EQ(all.size(), 4U);
    EXPECT_TRUE(all[0].constant && all[0].not_null && all[0].value);
    EXPECT_TRUE(all[1].type->percent_type);
    EXPECT_TRUE(all[2].row_type && all[2].type->name.name == "task");
    EXPECT_FALSE(all[3].type);
}

TEST(ReadPlpgsql, TakesIntoOutOfTheStatement) {
    auto const read = body("select count(*) into strict n from task where id = new.id;");
    ASSERT_TRUE(read) << read.error()->message;
    auto const& execute = std::get<Execute>(read->body.front().node);
    EXPECT_EQ(print_postgres(execute.statement), "SELECT count(*) FROM task WHERE id = new.id");
    ASSERT_TRUE(execute.into);
    EXPECT_TRUE(execute.into->strict);
    EXPECT_EQ(execute.into->targets.front().parts, std::vector<std::string>{"n"});
}

TEST(ReadPlpgsql, TellsIntoOfInsertFromIntoOfVariables) {
    auto const read = body("insert into log values (1) returning id into n;");
    ASSERT_TRUE(read) << read.error()->message;
    auto const& execute = std::get<Execute>(read->body.front().node);
    EXPECT_EQ(print_postgres(execute.statement), "INSERT INTO log VALUES (1) RETURNING id");
    EXPECT_EQ(execute.into->targets.size(), 1U);
}

TEST(ReadPlpgsql, CountsTriggerArgumentsFromZero) {
    auto const read = body("new.title := tg_argv[0];");
    ASSERT_TRUE(read) << read.error()->message;
    EXPECT_EQ(print_postgres(std::get<Assign>(read->body.front().node).value), "tg_argv[1]");
}

TEST(ReadPlpgsql, FindsTheEndsOfExpressions) {
    auto const read = body(
        "if n in (1, 2) and exists (select 1 from t) then null; elsif n > 2 then n := 0; else null; end if;"
        "for i in reverse 10..1 by 2 loop exit when i = n; end loop;"
        "case n when 1, 2 then null; else null; end case;"
        "raise exception 'a % b % %%', n, r.x using errcode = '23514', hint = 'h';");
    ASSERT_TRUE(read) << read.error()->message;
    EXPECT_EQ(std::get<If>(read->body[0].node).branches.size(), 2U);
    auto const& loop = std::get<ForRange>(read->body[1].node);
    EXPECT_TRUE(loop.reverse && loop.by);
    EXPECT_EQ(print_postgres(std::get<If>(read->body[2].node).branches.front().condition), "n IN (1, 2)");
    auto const& raise = std::get<Raise>(read->body[3].node);
    EXPECT_EQ(raise.arguments.size(), 2U);
    EXPECT_EQ(raise.options.size(), 2U);
}

struct Wrong {
    char const* statements;
    char const* code;
    char const* message;
    int column;  // in "begin" and what follows
};
constexpr Wrong errors[] = {
    {"x := 1;", "42601", "\"x\" is not a known variable", 7},
    {"if n then null;", "42601", "syntax error at end of input", 26},
    {"n := ;", "42601", "missing expression at or near \";\"", 12},
    {"select 1;", "42601", "query has no destination for result data", 7},
    {"n := 1 +;", "42601", "syntax error at end of input", 15},
    {"raise exception 'a %';", "42601", "too few parameters specified for RAISE", 28},
    {"raise nonsense;", "42704", "unrecognized exception condition \"nonsense\"", 13},
    {"execute 'drop table t';", "0A000",
     "not supported on the embedded engine: EXECUTE of a text in PL/pgSQL", 7},
    {"begin null; exception when nonsense then null; end;", "42704",
     "unrecognized exception condition \"nonsense\"", 34},
    {"begin null; exception when sqlstate '2250' then null; end;", "42601", "invalid SQLSTATE code", 34},
    {"get stacked diagnostics n = column_name;", "0A000",
     "not supported on the embedded engine: this item of GET STACKED DIAGNOSTICS", 35},
    {"open c;", "0A000", "not supported on the embedded engine: a cursor in PL/pgSQL", 7},
    {"perform tg_argv[n];", "0A000",
     "not supported on the embedded engine: TG_ARGV with another index than 0 to 8", 15},
};

TEST(ReadPlpgsql, SaysWhatIsWrongAndWhere) {
    for (auto const& wrong : errors) {
        auto const text = std::string("declare n int;\nbegin ") + wrong.statements + " end";
        auto const read = read_plpgsql(text, {.trigger = true});
        ASSERT_FALSE(read) << wrong.statements;
        EXPECT_EQ(read.error()->code, wrong.code) << wrong.statements;
        EXPECT_EQ(read.error()->message, wrong.message);
        EXPECT_EQ(read.error()->position.line, 2) << wrong.statements;
        EXPECT_EQ(read.error()->position.column, wrong.column) << wrong.statements;
    }
}

TEST(ReadPlpgsql, KnowsConditionsByName) {
    EXPECT_EQ(sqlstate_of("unique_violation"), "23505");
    EXPECT_EQ(sqlstate_of("raise_exception"), "P0001");
    EXPECT_EQ(sqlstate_of("string_data_right_truncation"), "22001");
    EXPECT_EQ(sqlstate_of("no_such"), "");
}

}  // namespace
}  // namespace backstay::sql
