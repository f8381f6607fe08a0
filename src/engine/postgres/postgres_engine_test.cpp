#include "engine/postgres/postgres_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "engine/postgres/cluster_test.hpp"
#include "engine/postgres/database.hpp"

namespace backstay::engine::postgres {
namespace {

using namespace sql;

constexpr auto schema_text = R"(
create role anon;
create schema app;
grant usage on schema app to anon;
create type app.mood as enum ('sad', 'happy');
create table app.project (id int primary key, name text not null, unique (name));
create table app.task (id int primary key, project_id int references app.project deferrable initially deferred,
    title text, done boolean default false, price numeric(8,2), feeling app.mood, tags text[]);
comment on table app.task is 'what to do';
create view app.open_task as select t.id as task_id, t.project_id, p.name as project from app.task t
    join app.project p on p.id = t.project_id where not t.done;
create function app.double(n int, by int default 2) returns int language sql immutable as 'select n * by';
insert into app.project values (1, 'one'), (2, 'two');
insert into app.task values (1, 1, 'say "hi"', true, 1.50, 'happy', '{a,b}'), (2, 1, null, false, null, null, null);
grant select, insert, update on all tables in schema app to anon;
)";

class PostgresEngineTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cluster = std::make_unique<TestCluster>();
        if (!cluster->running()) return;
        database = open_database(cluster->url(), {}).value();
        auto const made = database->open_session().value()->execute(schema_text, "schema.sql");
        ASSERT_TRUE(made.has_value()) << made.error()->message;
        ASSERT_TRUE(database->reload_schema().has_value());
    }
    static void TearDownTestSuite() {
        database.reset();
        cluster.reset();
    }
    void SetUp() override {
        ASSERT_TRUE(cluster->running()) << "no PostgreSQL was started; ./dev setup installs it";
        engine = database->open_engine(io).value();
    }

    struct Answer {
        Outcome outcome;
        std::string body;
        Error error;
    };

    Answer run(Exchange const& exchange, std::vector<engine::Parameter> const& values = {},
               Conditions conditions = {}) {
        Answer answer;
        Call call{.exchange = exchange, .parameters = values, .principal = who, .conditions = conditions};
        auto work = [&]() -> boost::asio::awaitable<void> {
            auto outcome = co_await engine->run(call, answer.body);
            if (outcome)
                answer.outcome = *outcome;
            else
                answer.error = outcome.error();
            io.stop();
        };
        boost::asio::co_spawn(io, work(), boost::asio::detached);
        io.restart();
        io.run();
        return answer;
    }

    static ReadTree tasks() {
        ReadTree tree;
        for (auto const* name : {"id", "title", "done", "price"}) {
            tree.output.push_back({name, TargetIndex{static_cast<int>(tree.select.targets.size())}});
            tree.select.targets.push_back({column("task", name), ""});
        }
        tree.select.from.push_back(RelationRef{.name = {"app", "task"}});
        tree.select.order_by.push_back({.expression = column("task", "id")});
        return tree;
    }

    static Exchange insert_project(std::uint64_t id) {
        Select values;
        values.values.push_back({sql::Parameter{1}, sql::Parameter{2}});
        Exchange exchange{.id = id,
                          .write = Insert{.table = {.name = {"app", "project"}},
                                          .columns = {{"id"}, {"name"}},
                                          .source = values,
                                          .returning = {{column("id"), ""}, {column("name"), ""}}}};
        ReadTree tree;
        tree.output = {{"id", TargetIndex{0}}, {"name", TargetIndex{1}}};
        tree.select.targets = {{column("pgrst_source", "id"), ""}, {column("pgrst_source", "name"), ""}};
        tree.select.from.push_back(RelationRef{.name = {"", "pgrst_source"}});
        exchange.read = tree;
        exchange.parameter_types = {Type{.base = BaseType::int4}, Type{.base = BaseType::text}};
        exchange.read_only = false;
        return exchange;
    }

    static inline std::unique_ptr<TestCluster> cluster;
    static inline std::unique_ptr<Database> database;
    boost::asio::io_context io;
    std::unique_ptr<Engine> engine;
    Principal who{.role = "anon", .claims = R"({"role":"anon"})", .settings = {}};
};

TEST_F(PostgresEngineTest, ReadsTheCatalog) {
    auto const schema = database->schema();
    auto const* const task = schema->find_relation({"app", "task"});
    ASSERT_NE(task, nullptr);
    EXPECT_EQ(task->primary_key, std::vector<std::string>{"id"});
    EXPECT_EQ(task->description, "what to do");
    EXPECT_EQ(task->find_column("price")->type_name, "numeric(8,2)");
    EXPECT_EQ(task->find_column("price")->type.modifier, numeric_modifier(8, 2));
    EXPECT_EQ(task->find_column("feeling")->enum_labels, (std::vector<std::string>{"sad", "happy"}));
    EXPECT_TRUE(task->find_column("tags")->type.array);
    auto const* const view = schema->find_relation({"app", "open_task"});
    ASSERT_NE(view, nullptr);
    EXPECT_EQ(view->primary_key, std::vector<std::string>{"task_id"});
    auto const found = std::ranges::any_of(schema->foreign_keys, [](ForeignKey const& key) {
        return key.table.name == "open_task" && key.referenced.name == "project" &&
               key.columns == std::vector<std::string>{"project_id"};
    });
    EXPECT_TRUE(found);
    auto const function = schema->functions.find({"app", "double"});
    ASSERT_NE(function, schema->functions.end());
    ASSERT_EQ(function->second.parameters.size(), 2U);
    EXPECT_TRUE(function->second.parameters[0].required);
    EXPECT_FALSE(function->second.parameters[1].required);
    EXPECT_FALSE(schema->timezones.empty());
}

TEST_F(PostgresEngineTest, AnswersRowsAsJsonAggWould) {
    Exchange const exchange{.id = 101, .read = tasks()};
    for (int round = 0; round < 2; ++round) {
        auto const answer = run(exchange);
        EXPECT_EQ(answer.error->message, "");
        EXPECT_EQ(answer.outcome.rows, 2);
        EXPECT_EQ(answer.body, R"([{"id":1,"title":"say \"hi\"","done":true,"price":1.50}, )"
                               "\n "
                               R"({"id":2,"title":null,"done":false,"price":null}])");
    }
}

TEST_F(PostgresEngineTest, NestsReads) {
    ReadTree project;
    project.output = {{"name", TargetIndex{0}}};
    project.select.targets = {{column("p", "name"), ""}};
    project.select.from.push_back(RelationRef{.name = {"app", "project"}, .alias = Alias{"p", {}}});
    project.select.where = operation("=", column("p", "id"), column("task", "project_id"));
    ReadTree tree = tasks();
    tree.output = {{"id", TargetIndex{0}}, {"project", NestedRead{NestKind::object, project, "project_1"}}};
    tree.select.targets.erase(tree.select.targets.begin() + 1, tree.select.targets.end());
    EXPECT_EQ(run({.id = 102, .read = tree}).body,
              "[{\"id\":1,\"project\":{\"name\": \"one\"}}, \n {\"id\":2,\"project\":{\"name\": \"one\"}}]");

    ReadTree children = tasks();
    children.output = {{"id", TargetIndex{0}}};
    children.select.targets.erase(children.select.targets.begin() + 1, children.select.targets.end());
    children.select.where = operation("=", column("task", "project_id"), column("p", "id"));
    ReadTree parents = project;
    parents.select.where.reset();
    parents.select.order_by.push_back({.expression = column("p", "id")});
    parents.output.push_back({"tasks", NestedRead{NestKind::array, children, "tasks_1"}});
    EXPECT_EQ(
        run({.id = 103, .read = parents}).body,
        "[{\"name\":\"one\",\"tasks\":[{\"id\": 1}, {\"id\": 2}]}, \n {\"name\":\"two\",\"tasks\":[]}]");
    std::get<NestedRead>(parents.output.back().value).kind = NestKind::array_spread;
    EXPECT_EQ(run({.id = 104, .read = parents}).body,
              "[{\"name\":\"one\",\"id\":[1, 2]}, \n {\"name\":\"two\",\"id\":[]}]");
}

TEST_F(PostgresEngineTest, GivesCsv) {
    Exchange const exchange{.id = 105, .read = tasks(), .format = Format::csv};
    EXPECT_EQ(run(exchange).body, "id,title,done,price\n1,\"say \"\"hi\"\"\",t,1.50\n2,,f,");
}

TEST_F(PostgresEngineTest, WritesAndReadsBack) {
    auto const exchange = insert_project(106);
    auto const answer = run(exchange, {"7", "seven"});
    EXPECT_EQ(answer.error->message, "");
    EXPECT_EQ(answer.body, R"([{"id":7,"name":"seven"}])");
    EXPECT_EQ(answer.outcome.affected, 1);
    auto const again = run(exchange, {"7", "seven"});
    EXPECT_EQ(again.error->code, "23505");
    EXPECT_EQ(again.error->constraint, "project_pkey");
    EXPECT_EQ(run(exchange, {"8", "eight"}).body, R"([{"id":8,"name":"eight"}])");
}

TEST_F(PostgresEngineTest, UndoesWhatTheConditionsRefuse) {
    auto const exchange = insert_project(107);
    EXPECT_EQ(run(exchange, {"20", "x"}, {.exactly = 2}).outcome.verdict, Verdict::not_exactly);
    EXPECT_EQ(run(exchange, {"20", "x"}, {.at_most = 0}).outcome.verdict, Verdict::too_many);
    auto const undone = run(exchange, {"20", "x"}, {.rollback = true});
    EXPECT_EQ(undone.outcome.verdict, Verdict::rolled_back);
    EXPECT_EQ(undone.body, R"([{"id":20,"name":"x"}])");
    EXPECT_EQ(run(exchange, {"20", engine::Parameter()}).error->code, "23502");
    EXPECT_EQ(run(exchange, {"20", "x"}).outcome.verdict, Verdict::committed);
}

TEST_F(PostgresEngineTest, TellsWhatOnlyTheCommitRefuses) {
    Select values;
    values.values.push_back({integer_literal(50), integer_literal(999)});
    Exchange const exchange{
        .id = 108,
        .write =
            Insert{.table = {.name = {"app", "task"}}, .columns = {{"id"}, {"project_id"}}, .source = values},
        .format = Format::none,
        .read_only = false};
    EXPECT_EQ(run(exchange).error->code, "23503");
    EXPECT_EQ(run(exchange, {}, {.rollback = true}).error->code, "23503");
}

TEST_F(PostgresEngineTest, KeepsReadsFromWriting) {
    auto exchange = insert_project(109);
    exchange.read_only = true;
    EXPECT_EQ(run(exchange, {"30", "x"}).error->code, "25006");
}

TEST_F(PostgresEngineTest, RunsAsTheRoleAndForgetsIt) {
    Exchange exchange{.id = 110, .read = ReadTree{}};
    exchange.read->select.targets = {{SqlValueFunction{.value = SqlValue::current_user}, ""}};
    exchange.read->output = {{"who", TargetIndex{0}}};
    EXPECT_EQ(run(exchange).body, R"([{"who":"anon"}])");
    who.role = "postgres";
    EXPECT_EQ(run(exchange).body, R"([{"who":"postgres"}])");
    who.role = "nobody";
    EXPECT_EQ(run(exchange).error->code, "22023");
}

TEST_F(PostgresEngineTest, FailsOneRequestOfMany) {
    Exchange bad{.id = 111, .read = tasks()};
    bad.read->select.where =
        operation("=", operation("/", integer_literal(1), integer_literal(0)), integer_literal(1));
    Exchange const good{.id = 112, .read = tasks()};
    constexpr int requests = 50;
    int finished = 0, refused = 0;
    std::vector<engine::Parameter> const none;
    auto work = [&](Exchange const& exchange) -> boost::asio::awaitable<void> {
        std::string body;
        Call call{.exchange = exchange, .parameters = none, .principal = who};
        auto const outcome = co_await engine->run(call, body);
        refused += outcome ? 0 : 1;
        if (outcome) EXPECT_EQ(outcome->rows, 2);
        if (++finished == requests) io.stop();
    };
    for (int i = 0; i < requests; ++i)
        boost::asio::co_spawn(io, work(i % 5 == 0 ? bad : good), boost::asio::detached);
    io.run();
    EXPECT_EQ(refused, requests / 5);
}

TEST_F(PostgresEngineTest, HoldsASession) {
    auto session = database->open_session().value();
    EXPECT_EQ(session->execute_json("select 1 as a, 'x' as b union all select 2, null").value(),
              "[{\"a\":1,\"b\":\"x\"}, \n {\"a\":2,\"b\":null}]");
    auto const error = session->execute("select 1;\nselect nope", "V1__x.sql").error();
    EXPECT_EQ(error->code, "42703");
    EXPECT_EQ(to_string(error->position), "V1__x.sql:2:8");
    ASSERT_TRUE(session->become(who).has_value());
    EXPECT_EQ(session->execute("select current_user", std::vector<engine::Parameter>{}).value().rows[0][0],
              "anon");
    ASSERT_TRUE(session->become_owner().has_value());
    EXPECT_EQ(
        session->copy_rows({"app", "project"}, {"id", "name"}, {{"90", "a\tb\\c\n"}, {"91", "z"}}).value(),
        2);
    EXPECT_EQ(session->execute("select name from app.project where id = 90", std::vector<engine::Parameter>{})
                  .value()
                  .rows[0][0],
              "a\tb\\c\n");
}

}  // namespace
}  // namespace backstay::engine::postgres
