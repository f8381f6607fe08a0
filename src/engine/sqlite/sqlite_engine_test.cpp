#include "engine/sqlite/sqlite_engine.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
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
        ASSERT_TRUE(made.has_value()) << made.error()->message;
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
        ASSERT_TRUE(outcome && *outcome) << turn << (outcome ? outcome->error()->message : "");
        ASSERT_FALSE(try_run(all).has_value()) << turn;
        engine->before_poll();
    }
}

// A schema of many tables changes while requests go on.
class ChangingSchema : public SqliteEngineTest {
protected:
    void SetUp() override {
        std::filesystem::create_directory(folder);
        database = open_database({.path = folder + "/test.db"}).value();
        std::string script =
            "create table task (id int primary key); grant select on task to anon;"
            "insert into task select generate_series(1, 3);";
        for (int i = 0; i < 400; ++i)
            script += "create table t" + std::to_string(i) + " (id int primary key, name text unique);";
        define(script);
        engine = database->open_engine(io).value();
    }

    void define(std::string const& script) {
        auto const made = database->open_session().value()->execute(script, "test.sql");
        ASSERT_TRUE(made.has_value()) << made.error()->message;
    }

    // On the event loop until it is through.
    Result<Outcome> run(Exchange const& exchange) {
        std::vector<Parameter> const none;
        body.clear();
        Result<Outcome> outcome = Outcome{};
        auto const ask = [&]() -> boost::asio::awaitable<void> {
            outcome =
                co_await engine->run({.exchange = exchange, .parameters = none, .principal = who}, body);
        };
        boost::asio::co_spawn(io, ask(), boost::asio::detached);
        io.restart();
        io.run();
        return outcome;
    }
};

TEST_F(ChangingSchema, IsReadBesideTheEventLoop) {
    auto const exchange = read_tasks(1, std::nullopt);
    ASSERT_TRUE(try_run(exchange).has_value());
    engine->before_poll();
    define("create table added (id int primary key)");

    auto const declined = try_run(exchange);
    auto const schema = engine->schema();
    EXPECT_FALSE(declined.has_value()) << "nothing is read under a schema that is not known";
    ASSERT_NE(schema, nullptr);

    auto const answered = run(exchange);
    ASSERT_TRUE(answered.has_value()) << answered.error()->message;
    EXPECT_EQ(body, "[{\"id\":1}, \n {\"id\":2}, \n {\"id\":3}]");
    EXPECT_NE(engine->schema()->find_relation({"public", "added"}), nullptr);
    EXPECT_TRUE(try_run(exchange).has_value()) << "what is known by now is read at once";
    engine->before_poll();
}

TEST_F(ChangingSchema, IsWaitedForByTheProgramsOwnReads) {
    engine->before_poll();
    define("create table added (id int primary key)");
    ASSERT_FALSE(try_run(read_tasks(1, std::nullopt)).has_value());
    std::string found;
    auto const work = [&](OwnTransaction& transaction) -> Task<Ending> {
        CO_TRY(auto const answer, co_await transaction.run("select count(*) from added", {}));
        found = answer.rows.at(0).at(0).value_or("");
        co_return Ending::commit;
    };
    Result<void> done;
    auto const ask = [&]() -> boost::asio::awaitable<void> {
        done = co_await engine->transact_own(Access::read, work);
    };
    boost::asio::co_spawn(io, ask(), boost::asio::detached);
    io.run();
    ASSERT_TRUE(done.has_value()) << done.error()->message;
    EXPECT_EQ(found, "0");
}

}  // namespace
}  // namespace backstay::engine::sqlite
