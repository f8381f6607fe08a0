#include "sql/read/split.hpp"

#include <gtest/gtest.h>

namespace backstay::sql {
namespace {

struct Expected {
    int line;
    std::string text;
    bool operator==(Expected const&) const = default;
};

std::vector<Expected> split_of(std::string_view script) {
    std::vector<Expected> result;
    for (auto const& piece : split_statements(script))
        result.push_back({piece.line, std::string(piece.text)});
    return result;
}

void PrintTo(Expected const& expected, std::ostream* out) { *out << expected.line << ": " << expected.text; }

}  // namespace

TEST(Split, EndsStatementsWherePostgresDoes) {
    struct Case {
        std::string_view script;
        std::vector<Expected> expected;
    };
    std::vector<Case> const cases = {
        {"", {}},
        {";;\n ; -- x\n;select 1;;", {{3, "select 1"}}},
        {"select 1;select 2;\n\n-- c\nselect 3", {{1, "select 1"}, {1, "select 2"}, {4, "-- c\nselect 3"}}},
        {"/* t */\n/* n /* ; */ ; */ select 2;\n--;\n", {{2, "/* t */\n/* n /* ; */ ; */ select 2"}}},
        {"select 'a;b', 'it''s;', E'\\';x', \"i;d\", U&'d\\0061;';",
         {{1, "select 'a;b', 'it''s;', E'\\';x', \"i;d\", U&'d\\0061;'"}}},
        {"select e'a\\'b;c'; select 2;", {{1, "select e'a\\'b;c'"}, {1, "select 2"}}},
        {"select $tag$ ; $tag2$ ; $tag$;", {{1, "select $tag$ ; $tag2$ ; $tag$"}}},
        {"select a$b, a$b$c from t; select $$x;$$", {{1, "select a$b, a$b$c from t"}, {1, "select $$x;$$"}}},
        {"create function h() begin atomic select 1; select case when a then 2 end; end;\nselect 5;",
         {{1, "create function h() begin atomic select 1; select case when a then 2 end; end"},
          {2, "select 5"}}},
        {"begin;\ninsert into t values (1);\ncommit;",
         {{1, "begin"}, {2, "insert into t values (1)"}, {3, "commit"}}},
        {"create rule r as on insert to t do also (delete from a; delete from b;);",
         {{1, "create rule r as on insert to t do also (delete from a; delete from b;)"}}},
        {"select 1;\r\n-- c\r\nselect\r\n 2;\r\n", {{1, "select 1"}, {3, "-- c\r\nselect\r\n 2"}}},
        {"select 'open;", {{1, "select 'open;"}}},
    };
    for (auto const& [script, expected] : cases) EXPECT_EQ(split_of(script), expected) << script;
}

TEST(Split, TakesTheDataOfCopy) {
    auto const pieces = split_statements(
        "create table c(a int);\ncopy c (a) from stdin with (format csv);\n1,x;y\n2,'z\n\\.\nselect 1;\n"
        "COPY c FROM '/x' ;\ncopy c from stdin;\n\\.\n");
    ASSERT_EQ(pieces.size(), 5U);
    EXPECT_TRUE(pieces[1].copies);
    EXPECT_EQ(pieces[1].data, "1,x;y\n2,'z\n");
    EXPECT_EQ(pieces[2].text, "select 1");
    EXPECT_EQ(pieces[2].line, 6);
    EXPECT_FALSE(pieces[3].copies);
    EXPECT_TRUE(pieces[4].copies);
    EXPECT_EQ(pieces[4].data, "");
}

TEST(Split, KnowsWhatRunsOutsideTransactions) {
    for (auto const* text :
         {"create /* x */ index\n -- y\n concurrently if not exists i on t(x)",
          "CREATE UNIQUE INDEX CONCURRENTLY i2 on t(x)", "drop index concurrently i",
          "reindex index concurrently i", "reindex (verbose) table concurrently t", "reindex schema public",
          "reindex (verbose) database d", "vacuum full t", "alter system set x=1", "create database d",
          "drop tablespace ts", "create subscription s connection '' publication p", "discard all",
          "alter table p detach partition c concurrently", "alter database d set tablespace ts"}) {
        EXPECT_FALSE(runs_in_transaction(text)) << text;
    }
    for (auto const* text :
         {"alter type e add value 'x'", "refresh materialized view concurrently mv", "cluster t",
          "create index i3 on t(x)", "create table concurrently (a int)", "reindex table t", "analyze t",
          "discard plans", "create index \"concurrently\" on t(x)"}) {
        EXPECT_TRUE(runs_in_transaction(text)) << text;
    }
}

}  // namespace backstay::sql
