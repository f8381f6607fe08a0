#include "engine/sqlite/text_plan.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "engine/sqlite/database.hpp"
#include "engine/sqlite/search/narrow.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {
namespace {

// What an index is asked for; "every row" where it cannot help.
std::string asked(std::string_view query) {
    return search::narrowed(*search::read_query(query)).value_or("every row");
}

TEST(TextIndex, HoldsLexemesAsTerms) {
    EXPECT_EQ(search::index_terms(*search::read_vector("'e-mail':1 'it''s' naïve:3A")), "e_mail it_s naïve");
}

TEST(TextIndex, IsAskedForNoLessThanWhatMatches) {
    EXPECT_EQ(asked("fat"), "\"fat\"");
    EXPECT_EQ(asked("fa:*A & 'e-mail'"), "(\"fa\" * AND \"e_mail\")");
    EXPECT_EQ(asked("fat & !rat"), "\"fat\"");
    EXPECT_EQ(asked("a <-> !b <2> c"), "(\"a\" AND \"c\")");
    EXPECT_EQ(asked("a & (b | c & d)"), "(\"a\" AND (\"b\" OR (\"c\" AND \"d\")))");
    EXPECT_EQ(asked("a & (b | !c)"), "\"a\"");
    EXPECT_EQ(asked("a | !b"), "every row");
    EXPECT_EQ(asked("!a"), "every row");
    EXPECT_EQ(asked("!!a"), "every row");
    EXPECT_EQ(asked(""), "");
}

TEST(TextIndex, IsAskedForSomeOfWhatIsVeryLong) {
    std::string all = "a", any = "a", nested = "a";
    for (int i = 0; i < 1000; ++i) {
        all += " & a" + std::to_string(i);
        any += " | a" + std::to_string(i);
    }
    for (int i = 0; i < 100; ++i) nested = "b & (c | " + nested + ")";
    EXPECT_LT(asked(all).size(), 1000U);
    EXPECT_EQ(asked(any), "every row");
    EXPECT_NE(asked(nested), "every row");
}

class TextPlan : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(folder);
        database = open_database({.path = folder + "/test.db"}).value();
        auto const made = database->open_session().value()->execute(
            "create table page (id int primary key, kind text, body text,"
            "  search tsvector generated always as (to_tsvector('english', body)) stored);"
            "create index on page using gin (search);"
            "create index on page using gist (to_tsvector('simple', body)) where kind = 'draft';"
            "insert into page select n, 'draft', 'page ' || n from generate_series(1, 100) n;"
            "grant select on page to anon;",
            "test.sql");
        ASSERT_TRUE(made.has_value()) << made.error()->message;
        engine = database->open_engine(io).value();
    }
    void TearDown() override {
        engine.reset();
        database.reset();
        std::filesystem::remove_all(folder);
    }

    std::string plan_of(std::string const& where) {
        sql::ReadTree tree;
        tree.output = {{"id", sql::TargetIndex{0}}};
        tree.select.targets = {{sql::column("page", "id"), ""}};
        tree.select.from.push_back(sql::RelationRef{.name = {"", "page"}});
        tree.select.where = sql::read_expression(where).value();
        sql::Exchange exchange{.id = ++exchanges, .read = tree};
        exchange.read_only = true;
        std::vector<Parameter> const none;
        std::string body;
        auto const outcome = engine->try_run(
            {.exchange = exchange, .parameters = none, .principal = who, .explain = Explain{}}, body);
        EXPECT_TRUE(outcome && *outcome) << where;
        return body;
    }
    bool uses_index(std::string const& where) {
        auto const plan = plan_of(where);
        return plan.contains("USING INTEGER PRIMARY KEY (rowid=?)") && plan.contains("LIST SUBQUERY") &&
               plan.contains("VIRTUAL TABLE");
    }

    std::string const folder = testing::TempDir() + "text_plan_test";
    boost::asio::io_context io;
    std::unique_ptr<Database> database;
    std::unique_ptr<Engine> engine;
    Principal who{.role = "anon", .claims = R"({"role":"anon"})", .settings = {}};
    std::uint64_t exchanges = 0;
};

TEST_F(TextPlan, SearchesByTheIndex) {
    EXPECT_TRUE(uses_index("search @@ to_tsquery('english', 'cats')")) << plan_of("search @@ 'cats'");
    EXPECT_TRUE(uses_index("'cats' @@ search"));
    EXPECT_TRUE(uses_index("search @@ websearch_to_tsquery('english', lower('CATS')) and kind <> 'x'"));
    EXPECT_TRUE(uses_index("to_tsvector('simple', body) @@ 'cats' and kind = 'draft'"));
}

TEST_F(TextPlan, DoesNotWhereItWouldNotBeTheSame) {
    EXPECT_FALSE(uses_index("search @@ 'cats' or id = 1"));
    EXPECT_FALSE(uses_index("not search @@ 'cats'"));
    EXPECT_FALSE(uses_index("search @@ to_tsquery('english', body)"));
    EXPECT_FALSE(uses_index("search @@ to_tsquery('english', random()::text)"));
    EXPECT_FALSE(uses_index("to_tsvector('english', body) @@ 'cats'"));
    EXPECT_FALSE(uses_index("to_tsvector('simple', body) @@ 'cats'"));
    EXPECT_FALSE(uses_index("to_tsvector('simple', body) @@ 'cats' and kind = 'final'"));
}

}  // namespace
}  // namespace backstay::engine::sqlite
