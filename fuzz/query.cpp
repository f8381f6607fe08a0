// A query string, from its text to the statement of a read: whatever is taken prints as SQL that reads back.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "query/compile/compile.hpp"
#include "sql/print/postgres.hpp"
#include "sql/read/read.hpp"

namespace {

using namespace backstay;

sql::Column column(std::string name, sql::BaseType type) {
    return {.name = std::move(name), .type = {type}, .type_name = std::string(sql::type_name(type))};
}

sql::Schema tracker() {
    using enum sql::BaseType;
    sql::Schema schema{.version = 1};
    sql::Relation project{.name = {"public", "project"},
                          .columns = {column("id", int4), column("name", text)},
                          .primary_key = {"id"}};
    sql::Relation task{.name = {"public", "task"},
                       .columns = {column("id", int4), column("project_id", int4), column("data", jsonb),
                                   column("done", boolean), column("search", tsvector)},
                       .primary_key = {"id"}};
    schema.relations[project.name] = project;
    schema.relations[task.name] = task;
    schema.foreign_keys = {{.constraint = "task_project_id_fkey",
                            .table = task.name,
                            .columns = {"project_id"},
                            .referenced = project.name,
                            .referenced_columns = {"id"}}};
    return schema;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static auto const schema = tracker();
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    static_cast<void>(query::parse_query(text, query::Subject::function_by_get));
    auto const parsed = query::parse_query(text, query::Subject::relation);
    if (!parsed) {
        if (parsed.error()->code == "XX000") std::abort();
        return 0;
    }
    auto const* const task = &schema.relations.at({"public", "task"});
    auto const plan = query::plan_read(schema, {.aggregates = true}, *parsed, task->name, task);
    if (!plan) {
        if (plan.error()->code == "XX000") std::abort();
        return 0;
    }
    auto const exchange = query::compile_read(*plan, {});
    if (!exchange) {
        if (exchange.error()->code == "XX000") std::abort();
        return 0;
    }
    if (!exchange->read) return 0;
    auto const printed = sql::print_postgres(exchange->read->select);
    if (!sql::read_one(printed)) std::abort();
    return 0;
}
