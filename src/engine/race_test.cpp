// Reads, writes, streams, transactions, cancellations, definitions and reloads of the schema, all at once for
// a few seconds, on both engines. Under TSan (`./dev test threads`) this is where a race would show; under
// any build no acknowledged write may be lost, and nothing may fail for the schema's sake.

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <filesystem>
#include <mutex>
#include <thread>

#include "engine/postgres/cluster_test.hpp"
#include "engine/postgres/database.hpp"
#include "engine/sqlite/database.hpp"

namespace backstay::engine {
namespace {

using namespace sql;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds duration{3};
constexpr auto schema_text = R"(
create table task (id int primary key, title text);
insert into task select -n, 'title ' || n from generate_series(1, 3000) n;
grant select, insert on task to anon;
)";

Exchange read_some(bool few) {
    ReadTree tree;
    tree.output = {{"id", TargetIndex{0}}, {"title", TargetIndex{1}}};
    tree.select.targets = {{column("task", "id"), ""}, {column("task", "title"), ""}};
    tree.select.from.push_back(RelationRef{.name = {"public", "task"}});
    tree.select.order_by.push_back({.expression = column("task", "id")});
    if (few) tree.select.where = operation("=", column("task", "id"), integer_literal(-7));
    Exchange exchange{.id = few ? 1U : 2U, .read = tree};
    exchange.read_only = true;
    exchange.format = Format::json_array;
    return exchange;
}

Exchange insert_one() {
    Select values;
    values.values.push_back({sql::Parameter{1}, sql::Parameter{2}});
    Exchange exchange{.id = 3,
                      .write = Insert{.table = {.name = {"public", "task"}},
                                      .columns = {{"id"}, {"title"}},
                                      .source = values,
                                      .returning = {}}};
    exchange.parameter_types = {Type{.base = BaseType::int4}, Type{.base = BaseType::text}};
    exchange.read_only = false;
    exchange.format = Format::none;
    return exchange;
}

// What all threads share.
struct Race {
    Database& database;
    Clock::time_point end = Clock::now() + duration;
    std::atomic<int> next_id = 1;
    std::atomic<int> acknowledged = 0, reads = 0, definitions = 0, reloads = 0;
    std::mutex mutex = {};
    std::vector<std::string> faults = {};  // guarded by mutex

    // On a machine with much else to do it goes on until each has had its turn.
    bool on() const {
        auto const now = Clock::now();
        bool const all = acknowledged > 0 && reads > 0 && definitions > 0 && reloads > 0;
        return now < end || (!all && now < end + std::chrono::seconds(60));
    }
    void note(std::string_view doing, Error const& error) {
        // 57014: cancelled, or too slow; 53300, PGRST003: too many wait. They are answers.
        if (error->code == "57014" || error->code == "53300" || error->code == "PGRST003") return;
        std::lock_guard const lock(mutex);
        faults.push_back(std::string(doing) + ": " + error->code + " " + error->message);
    }
    template <class T>
    bool took(std::string_view doing, Result<T> const& result) {
        if (!result) note(doing, result.error());
        return result.has_value();
    }
};

// One event loop with its engine, and several clients on it.
class Loop {
public:
    explicit Loop(Race& race) : race_(race), engine_(race.database.open_engine(io_).value()) {}

    void run() {
        auto const start = [&](auto client) {
            ++running_;
            boost::asio::co_spawn(io_, std::move(client), [&](std::exception_ptr const& thrown) {
                EXPECT_FALSE(thrown);
                --running_;
            });
        };
        for (int i = 0; i < 2; ++i) {
            start(reader());
            start(writer());
        }
        start(streamer());
        start(transactor());
        while (running_ > 0) {
            io_.poll();
            engine_->before_poll();
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(5));
        }
        engine_->before_poll();
    }

private:
    using Client = boost::asio::awaitable<void>;

    Call call_of(Exchange const& exchange, std::vector<engine::Parameter> const& values) const {
        return {.exchange = exchange, .parameters = values, .principal = who_};
    }

    Client pause(std::chrono::microseconds time) {
        boost::asio::steady_timer timer(io_, time);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }

    // At once where that goes, waiting otherwise; every few reads with hardly any time, or cancelled soon.
    Client reader() {
        for (int turn = 0; race_.on(); ++turn) {
            auto const schema = engine_->schema();
            EXPECT_NE(schema->find_relation({"public", "task"}), nullptr);
            auto call = call_of(turn % 3 == 0 ? all_ : few_, none_);
            std::string body;
            if (auto const outcome = engine_->try_run(call, body)) {
                race_.reads += race_.took("a read at once", *outcome) ? 1 : 0;
                co_await pause(std::chrono::microseconds(200));
                continue;
            }
            if (turn % 5 == 0) call.timeout = std::chrono::milliseconds(1);
            if (turn % 7 == 0) {
                co_await cancelled_read(call);
                continue;
            }
            auto const outcome = co_await engine_->run(call, body);
            race_.reads += race_.took("a read", outcome) ? 1 : 0;
        }
    }

    // As when a client hangs up while its read is under way.
    Client cancelled_read(Call call) {
        boost::asio::cancellation_signal signal;
        boost::asio::steady_timer timer(io_, std::chrono::microseconds(300));
        timer.async_wait([&](boost::system::error_code failed) {
            if (!failed) signal.emit(boost::asio::cancellation_type::terminal);
        });
        std::string body;
        auto const ask = [&]() -> boost::asio::awaitable<void> {
            auto const outcome = co_await engine_->run(call, body);
            if (!outcome) race_.note("a cancelled read", outcome.error());
        };
        try {
            co_await boost::asio::co_spawn(
                io_, ask(), boost::asio::bind_cancellation_slot(signal.slot(), boost::asio::use_awaitable));
        } catch (boost::system::system_error const& cancelled) {
            // Between two waits: that is how Asio says so.
            EXPECT_EQ(cancelled.code(), boost::asio::error::operation_aborted);
        }
        timer.cancel();
        co_await pause(std::chrono::microseconds(400));
    }

    Client writer() {
        while (race_.on()) {
            std::vector<engine::Parameter> const values = {std::to_string(race_.next_id++), "new"};
            std::string body;
            auto const outcome = co_await engine_->run(call_of(insert_, values), body);
            race_.acknowledged += race_.took("a write", outcome) ? 1 : 0;
            co_await pause(std::chrono::microseconds(500));
        }
    }

    // Some streams are read to their end, others left behind.
    Client streamer() {
        for (int turn = 0; race_.on(); ++turn) {
            auto stream = co_await engine_->stream(call_of(all_, none_));
            if (!race_.took("a stream", stream)) {
                co_await pause(std::chrono::milliseconds(5));
                continue;
            }
            std::string body;
            for (int piece = 0; turn % 2 == 0 || piece < 1; ++piece) {
                auto const more = co_await (*stream)->next(body);
                if (!race_.took("a piece", more) || !*more) break;
            }
            ++race_.reads;
        }
    }

    Task<Ending> add(Transaction& transaction, std::vector<engine::Parameter> const& values,
                     Ending ending) const {
        std::string body;
        CO_TRY_VOID(co_await transaction.run(call_of(insert_, values), body));
        co_return ending;
    }
    static Task<Ending> look(OwnTransaction& own) {
        CO_TRY_VOID(co_await own.run("select count(*) from task where id < 0", {}));
        co_return Ending::commit;
    }

    Client transactor() {
        for (int turn = 0; race_.on(); ++turn) {
            auto const ending = turn % 3 == 0 ? Ending::rollback : Ending::commit;
            std::vector<engine::Parameter> const values = {std::to_string(race_.next_id++), "in one"};
            auto const work = [&](Transaction& transaction) { return add(transaction, values, ending); };
            auto const done = co_await engine_->transact(work, Isolation::read_committed);
            bool const kept = race_.took("a transaction", done) && ending == Ending::commit;
            race_.acknowledged += kept ? 1 : 0;
            race_.took("the program's own read", co_await engine_->transact_own(Access::read, look));
        }
    }

    Race& race_;
    boost::asio::io_context io_;
    std::unique_ptr<Engine> engine_;
    int running_ = 0;
    Principal const who_{.role = "anon", .claims = R"({"role":"anon"})", .settings = {}};
    std::vector<engine::Parameter> const none_ = {};
    Exchange const few_ = read_some(true), all_ = read_some(false), insert_ = insert_one();
};

std::string migration_of(std::string const& table) {
    std::string text = "create table ";
    text.append(table).append(" (id int primary key, task_id int references task);");
    text.append("create index on ").append(table).append(" (task_id);");
    text.append("grant select on ").append(table).append(" to anon;");
    return text.append("alter table ").append(table).append(" add column note text default 'x'");
}

void define(Race& race) {
    auto const session = race.database.open_session().value();
    for (int turn = 0; race.on(); ++turn) {
        auto const name = "made_" + std::to_string(turn);
        auto const begun = session->begin();
        if (!race.took("BEGIN of a migration", begun)) continue;
        auto const made = session->execute(migration_of(name), "made.sql");
        bool const keep = race.took("a migration", made) && turn % 3 != 0;
        race.took("the end of a migration", keep ? session->commit() : session->rollback());
        if (turn % 4 == 2) race.took("DROP", session->execute("drop table if exists made_1", "drop.sql"));
        ++race.definitions;
    }
}

void reload(Race& race) {
    while (race.on()) {
        race.took("a reload", race.database.reload_schema());
        race.took("a check", race.database.check());
        EXPECT_NE(race.database.schema()->find_relation({"public", "task"}), nullptr);
        ++race.reloads;
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
}

std::string rows_written(Database& database) {
    auto const counted =
        database.open_session().value()->execute("select count(*) from task where id > 0", "");
    return counted ? counted->rows.at(0).at(0).value_or("null") : counted.error()->message;
}

void run_race(Database& database) {
    Race race{.database = database};
    {
        auto const serve = [&] { Loop(race).run(); };
        std::jthread const loop(serve), other_loop(serve);
        std::jthread const definer([&] { define(race); }), reloader([&] { reload(race); });
    }

    EXPECT_EQ(race.faults, std::vector<std::string>());
    EXPECT_EQ(rows_written(database), std::to_string(race.acknowledged));
    EXPECT_GT(race.acknowledged, 0);
    EXPECT_GT(race.reads, 0);
    EXPECT_GT(race.definitions, 0);
    EXPECT_GT(race.reloads, 0);
}

TEST(Race, EverythingAtOnceOnSqlite) {
    auto const folder = testing::TempDir() + "race_test";
    std::filesystem::create_directory(folder);
    {
        auto const database = sqlite::open_database({.path = folder + "/test.db"}).value();
        auto const made = database->open_session().value()->execute(schema_text, "schema.sql");
        ASSERT_TRUE(made.has_value()) << made.error()->message;
        run_race(*database);
    }
    std::filesystem::remove_all(folder);
}

TEST(Race, EverythingAtOnceOnPostgres) {
    postgres::TestCluster const cluster;
    ASSERT_TRUE(cluster.running()) << "no PostgreSQL was started; ./dev setup installs it";
    auto const database = postgres::open_database(cluster.url(), {}).value();
    auto const made = database->open_session().value()->execute(
        std::string("create role anon;") + schema_text, "schema.sql");
    ASSERT_TRUE(made.has_value()) << made.error()->message;
    ASSERT_TRUE(database->reload_schema().has_value());
    run_race(*database);
}

}  // namespace
}  // namespace backstay::engine
