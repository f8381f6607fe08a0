#include "engine/sqlite/sqlite_engine.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "engine/sqlite/database.hpp"

namespace backstay::engine::sqlite {
namespace {

using namespace sql;

class SqliteEngineTest : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(folder);
        Options const options{.path = folder + "/test.db", .inline_budget = 5'000};
        database = open_database(options).value();
        auto const made = database->open_session().value()->execute(
            "create table task (id int primary key, title text);"
            "insert into task select n, 'title ' || n from generate_series(1, 5000) n;"
            "grant select on task to anon;",
            "test.sql");
        ASSERT_TRUE(made.has_value()) << made.error().message;
        engine = database->open_engine(io).value();
    }
    void TearDown() override {
        engine.reset();
        database.reset();
        std::filesystem::remove_all(folder);
    }

    static Exchange read_tasks(std::uint64_t id, std::optional<Expression> where) {
        ReadTree tree;
        tree.output = {{"id", TargetIndex{0}}};
        tree.select.targets = {{column("task", "id"), ""}};
        tree.select.from.push_back(RelationRef{.name = {"", "task"}});
        tree.select.where = std::move(where);
        Exchange exchange{.id = id, .read = tree};
        exchange.read_only = true;
        exchange.format = Format::json_array;
        return exchange;
    }

    std::optional<Result<Outcome>> try_run(Exchange const& exchange) {
        static std::vector<Parameter> const none;
        body.clear();
        return engine->try_run({.exchange = exchange, .parameters = none, .principal = who}, body);
    }

    std::string const folder = testing::TempDir() + "sqlite_engine_test";
    boost::asio::io_context io;
    std::unique_ptr<Database> database;
    std::unique_ptr<Engine> engine;
    Principal who{.role = "anon", .claims = R"({"role":"anon"})", .settings = {}};
    std::string body;
};

TEST_F(SqliteEngineTest, ReadsAtOnce) {
    auto const one = read_tasks(1, operation("=", column("task", "id"), integer_literal(7)));
    auto const outcome = try_run(one);
    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ(body, R"([{"id":7}])");
}

// A read that was given up leaves the turn's transaction as it was, and the next turn begins its own: the
// limits of the one may not stop the COMMIT of the turn.
TEST_F(SqliteEngineTest, GivesUpLongReadsTurnAfterTurn) {
    auto const one = read_tasks(1, operation("=", column("task", "id"), integer_literal(7)));
    auto const all = read_tasks(2, operation("~~", column("task", "title"), text_literal("%9 nothing%")));
    for (int turn = 0; turn < 1500; ++turn) {
        ASSERT_FALSE(try_run(all).has_value()) << turn;
        engine->before_poll();
        auto const outcome = try_run(one);
        ASSERT_TRUE(outcome && *outcome) << turn << (outcome ? outcome->error().message : "");
        ASSERT_FALSE(try_run(all).has_value()) << turn;
        engine->before_poll();
    }
}

}  // namespace
}  // namespace backstay::engine::sqlite
