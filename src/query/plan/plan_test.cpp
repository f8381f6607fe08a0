#include "query/plan/plan.hpp"

#include <gtest/gtest.h>

#include "query/compile/compile.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::query {
namespace {

sql::Column column(std::string name, sql::BaseType type) {
    return {.name = std::move(name), .type = {type}, .type_name = std::string(sql::type_name(type))};
}

sql::Relation relation(std::string name, std::vector<sql::Column> columns, std::vector<std::string> key) {
    return {
        .name = {"public", std::move(name)}, .columns = std::move(columns), .primary_key = std::move(key)};
}

sql::ForeignKey key(std::string name, std::string table, std::string column, std::string referenced) {
    return {.constraint = std::move(name),
            .table = {"public", std::move(table)},
            .columns = {std::move(column)},
            .referenced = {"public", std::move(referenced)},
            .referenced_columns = {"id"}};
}

// project <- task >- tag, and two keys from message to person.
sql::Schema tracker() {
    using enum sql::BaseType;
    sql::Schema schema{.version = 1};
    for (auto& one :
         {relation("project", {column("id", int4), column("name", text)}, {"id"}),
          relation("task", {column("id", int4), column("project_id", int4), column("data", jsonb)}, {"id"}),
          relation("tag", {column("id", int4)}, {"id"}),
          relation("task_tag", {column("task_id", int4), column("tag_id", int4)}, {"task_id", "tag_id"}),
          relation("person", {column("id", int4)}, {"id"}),
          relation("message", {column("sender", int4), column("recipient", int4)}, {})})
        schema.relations[one.name] = one;
    schema.foreign_keys = {key("task_project_id_fkey", "task", "project_id", "project"),
                           key("task_tag_task_id_fkey", "task_tag", "task_id", "task"),
                           key("task_tag_tag_id_fkey", "task_tag", "tag_id", "tag"),
                           key("message_sender_fkey", "message", "sender", "person"),
                           key("message_recipient_fkey", "message", "recipient", "person")};
    return schema;
}

Result<sql::Exchange> compiled(std::string const& table, std::string const& text) {
    static auto const schema = tracker();
    TRY(auto const query, parse_query(text, Subject::relation));
    sql::QualifiedName const name{"public", table};
    TRY(auto const* const found, find_relation(schema, name));
    TRY(auto const node, plan_read(schema, {.aggregates = true}, query, name, found));
    return compile_read(node, {});
}

std::string printed(std::string const& table, std::string const& text) {
    auto const exchange = compiled(table, text);
    if (!exchange) return exchange.error()->code + " " + exchange.error()->message;
    return sql::print_postgres(exchange->read->select);
}

TEST(PlanRead, SelectsFiltersAndOrders) {
    EXPECT_EQ(printed("task", "select=id&id=gt.1&order=id.desc"),
              "SELECT task.id FROM public.task WHERE task.id > $1 ORDER BY task.id DESC");
    EXPECT_EQ(printed("task", "select=data->a->>b&data->>c=eq.x"),
              "SELECT task.data -> 'a' ->> 'b' FROM public.task WHERE task.data ->> 'c' = $1");
}

TEST(PlanRead, GroupsByWhatIsNotAggregated) {
    EXPECT_EQ(printed("task", "select=project_id,id.max()"),
              "SELECT task.project_id, max(task.id) FROM public.task GROUP BY task.project_id");
}

TEST(PlanRead, EmbedsAsNestedReads) {
    auto const exchange = compiled("project", "select=name,task(id,tag(id))");
    ASSERT_TRUE(exchange) << exchange.error()->message;
    auto const* const tasks = std::get_if<sql::NestedRead>(&exchange->read->output.at(1).value);
    ASSERT_NE(tasks, nullptr);
    EXPECT_EQ(tasks->kind, sql::NestKind::array);
    auto const* const tags = std::get_if<sql::NestedRead>(&tasks->tree->output.at(1).value);
    ASSERT_NE(tags, nullptr);
    EXPECT_EQ(tags->tree->select.from.size(), 2U);  // the junction, and tag
    auto const to_one = compiled("task", "select=project(name)");
    ASSERT_TRUE(to_one);
    EXPECT_EQ(std::get<sql::NestedRead>(to_one->read->output.at(0).value).kind, sql::NestKind::object);
}

TEST(PlanRead, RefusesWhatItCannotPlan) {
    struct Refusal {
        char const *table, *text, *code;
    };
    for (auto const& [table, text, code] : {Refusal{"task", "select=nothing(id)", "PGRST200"},
                                            {"message", "select=person(id)", "PGRST201"},
                                            {"tasc", "", "PGRST205"},
                                            {"task", "other.id=eq.1", "PGRST108"},
                                            {"project", "select=task(id)&order=task(id)", "PGRST118"},
                                            {"project", "select=task(id)&task=eq.1", "PGRST120"},
                                            {"project", "select=...task(id.sum())", "PGRST127"}}) {
        auto const exchange = compiled(table, text);
        ASSERT_FALSE(exchange) << text;
        EXPECT_EQ(exchange.error()->code, code) << text;
    }
}

TEST(FindRelationship, TellsTheCandidatesOfAnAmbiguousEmbed) {
    auto const schema = tracker();
    auto const found = find_relationship(schema, {"public", "message"}, "person", "");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error()->hint,
              "Try changing 'person' to one of the following: 'person!message_sender_fkey', "
              "'person!message_recipient_fkey'. Find the desired relationship in the 'details' key.");
    EXPECT_TRUE(find_relationship(schema, {"public", "message"}, "person", "message_sender_fkey"));
    EXPECT_TRUE(find_relationship(schema, {"public", "message"}, "sender", ""));
}

}  // namespace
}  // namespace backstay::query
