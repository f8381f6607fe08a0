#include "engine/sqlite/ddl/definer.hpp"

#include <sqlite3.h>

#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/ddl/apply.hpp"
#include "engine/sqlite/executor_functions.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/resolve/resolve.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::engine::sqlite {
namespace {

// SQLite names what failed after a colon: "NOT NULL constraint failed: task.title".
std::string named_in(std::string const& message) {
    auto const colon = message.find(": ");
    return colon == std::string::npos ? message : message.substr(colon + 2);
}

// Rows that were there before a definition asked more of them.
Error of_old_rows(int code, std::string const& message) {
    auto const what = named_in(message);
    if (code == SQLITE_CONSTRAINT_NOTNULL) {
        auto const dot = what.rfind('.');
        return failure("23502", "column \"" + what.substr(dot + 1) + "\" of relation \"" +
                                    what.substr(0, dot) + "\" contains null values")
            .error();
    }
    if (code == SQLITE_CONSTRAINT_CHECK)
        return failure("23514", "check constraint \"" + what + "\" is violated by some row")
            .constraint(what)
            .error();
    return failure("23505", message).error();
}

class Target final : public DdlTarget {
public:
    explicit Target(Executor& executor) : executor_(executor) {}

    Result<void> run(std::string const& sqlite_sql) override {
        executor_.state().error.reset();
        if (executor_.db().execute(sqlite_sql)) return {};
        auto const code = sqlite3_extended_errcode(executor_.db().get());
        bool const known = code == SQLITE_CONSTRAINT_NOTNULL || code == SQLITE_CONSTRAINT_CHECK ||
                           code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY;
        if (known && !executor_.state().error)
            return std::unexpected(of_old_rows(code, sqlite3_errmsg(executor_.db().get())));
        return std::unexpected(executor_.last_error());
    }

    Result<std::optional<std::vector<std::string>>> first_row(std::string const& sqlite_sql,
                                                              std::vector<sql::Type> const& types) override {
        executor_.state().error.reset();
        auto statement = executor_.db().prepare(sqlite_sql);
        if (!statement) return std::unexpected(executor_.last_error());
        auto const code = statement->step();
        if (code == SQLITE_DONE) return std::optional<std::vector<std::string>>();
        if (code != SQLITE_ROW) return std::unexpected(executor_.last_error());
        std::vector<std::string> row;
        for (std::size_t i = 0; i < types.size(); ++i) {
            auto* const value = sqlite3_column_value(statement->get(), static_cast<int>(i));
            std::string text;
            if (sqlite3_value_type(value) != SQLITE_NULL)
                append_text(text, value, types[i], executor_.state());
            row.push_back(std::move(text));
        }
        return std::optional(std::move(row));
    }

    Result<void> run(sql::Catalog const& catalog, sql::Statement const& statement) override {
        auto const before = executor_.shared_catalog();
        // Borrowed for this statement, where it is another than the executor's.
        std::shared_ptr<sql::Catalog const> const borrowed(std::shared_ptr<void>(), &catalog);
        TRY_VOID(executor_.use(borrowed));
        auto const ran = executor_.run(statement, {}, {});
        TRY_VOID(executor_.use(before));
        if (!ran) return std::unexpected(ran.error());
        return {};
    }

    Result<std::string> expression(sql::Catalog const& catalog, sql::CatalogRelation const& relation,
                                   sql::Expression const& expression,
                                   std::optional<sql::Type> type) override {
        auto const with = executor_.analysis();
        return definition_text({.catalog = catalog, .role = with.role, .search_path = with.search_path},
                               relation, expression, type);
    }

    Result<void> create_sequence(sql::CatalogRelation const& sequence) override {
        auto const& options = sequence.sequence;
        bool const up = options.increment.value_or(1) > 0;
        auto const first = up ? options.min_value.value_or(1) : options.max_value.value_or(-1);
        executor_.sequences().restart(sequence.id, options.start.value_or(first));
        return {};
    }
    Result<void> drop_sequence(sql::ObjectId sequence) override {
        executor_.sequences().drop(sequence);
        return {};
    }
    Result<void> restart_sequence(sql::ObjectId sequence, std::int64_t value) override {
        executor_.sequences().restart(sequence, value);
        return {};
    }
    Result<void> define_enum(sql::EnumType const& type) override {
        return register_enum_collation(executor_.db(), type);
    }

private:
    Executor& executor_;
};

// 'x' for an integer is an error where it is written, not where it is first used; how long a text may be is
// not.
Result<void> read_constants(sql::Catalog const& catalog, sql::typed::Expression& expression) {
    Result<void> read;
    sql::typed::walk(expression, {.expression = [&](sql::typed::Expression& e, int) {
                         auto const* constant = std::get_if<sql::typed::Constant>(&e.node);
                         if (constant == nullptr || constant->null || !read) return read.has_value();
                         auto const value = stored_literal(constant->text, sql::unmodified(e.type), catalog);
                         if (!value) read = std::unexpected(value.error());
                         return read.has_value();
                     }});
    return read;
}

}  // namespace

Result<std::vector<sql::OutputColumn>> ResolveTyping::columns_of(sql::Catalog const& catalog,
                                                                 sql::Select const& select) const {
    TRY(auto const query,
        sql::resolve({.catalog = catalog, .search_path = search_path_}, sql::Statement(select)));
    std::vector<sql::OutputColumn> columns;
    for (auto const& target : query.targets)
        if (!target.junk) columns.push_back({target.name, target.expression.type});
    return columns;
}

Result<sql::Type> ResolveTyping::check_expression(sql::Catalog const& catalog,
                                                  sql::CatalogRelation const* relation,
                                                  sql::Expression const& expression,
                                                  std::optional<sql::Type> type) const {
    TRY(auto typed, sql::resolve_expression({.catalog = catalog, .search_path = search_path_}, relation,
                                            expression, type));
    TRY_VOID(read_constants(catalog, typed));
    return typed.type;
}

Result<sql::Binding> ResolveTyping::bind(sql::Catalog const& catalog, sql::Select const& select) const {
    sql::Binding binding;
    TRY_VOID(sql::resolve({.catalog = catalog, .search_path = search_path_, .binding = &binding},
                          sql::Statement(select)));
    return binding;
}

Result<sql::Binding> ResolveTyping::bind(sql::Catalog const& catalog, sql::CatalogRelation const* relation,
                                         sql::Expression const& expression) const {
    sql::Binding binding;
    TRY_VOID(sql::resolve_expression({.catalog = catalog, .search_path = search_path_, .binding = &binding},
                                     relation, expression, std::nullopt));
    return binding;
}

Result<sql::Binding> ResolveTyping::bind(sql::Catalog const& catalog, sql::Select const& select,
                                         sql::CatalogFunction const& function) const {
    sql::Binding binding;
    std::vector<sql::Type> parameters;
    for (auto const& parameter : function.parameters)
        if (parameter.mode != sql::ParameterMode::out && parameter.mode != sql::ParameterMode::table)
            parameters.push_back(parameter.type);
    TRY_VOID(sql::resolve({.catalog = catalog,
                           .search_path = search_path_,
                           .parameters = &parameters,
                           .function = &function,
                           .binding = &binding},
                          sql::Statement(select)));
    return binding;
}

namespace {

// WHEN (new.a > old.a): every name in it is known when the trigger is made.
Result<void> try_condition(Analysis const& with, sql::CreateTrigger const& trigger) {
    auto const* relation = with.catalog.find_relation(trigger.table.name, with.search_path);
    if (!trigger.when || relation == nullptr) return {};
    sql::OuterNames names;
    int number = 0;
    for (char const* const name : {"new", "old"}) {
        sql::OuterRecord record{.name = name,
                                .type = {.base = sql::BaseType::composite, .user = relation->id}};
        for (auto const& column : relation->columns)
            record.fields.push_back({column.name, column.type, ++number});
        names.records.push_back(std::move(record));
    }
    auto inside = with;
    inside.outer = &names;
    inside.results = {{.base = sql::BaseType::boolean}};
    inside.into_variables = true;
    sql::Select select;
    select.targets.push_back({*trigger.when, ""});
    TRY(auto const query, analyze(inside, sql::Statement(std::move(select))));
    TRY_VOID(sql::lower_steps(query, lower_options(inside)));
    return {};
}

}  // namespace

Result<void> try_out(Analysis const& with, sql::Statement const& statement) {
    if (auto const* trigger = std::get_if<sql::CreateTrigger>(&statement.node))
        TRY_VOID(try_condition(with, *trigger));
    if (auto const* view = std::get_if<sql::CreateView>(&statement.node)) {
        TRY(auto const query, analyze(with, sql::Statement(*view->select)));
        TRY_VOID(sql::lower(query, lower_options(with)));
    }
    if (auto const* function = std::get_if<sql::CreateFunction>(&statement.node)) {
        for (auto const* one : with.catalog.find_functions(function->name, with.search_path)) {
            if (one->language != "sql") continue;
            for (auto const& part : one->body) {
                TRY(auto query, analyze_body(with, *one, part));
                TRY_VOID(compile_statement(with, std::move(query)));
            }
        }
    }
    return {};
}

Result<std::string> carry_out(Executor& executor, std::shared_ptr<sql::Catalog> const& catalog,
                              sql::Statement const& statement) {
    auto const role = executor.analysis().role;
    auto const path = executor.analysis().search_path;
    ResolveTyping const typing(path);
    TRY(auto definition,
        sql::define(std::move(*catalog), statement, {.role = role, .search_path = path, .typing = &typing}));
    *catalog = std::move(definition.catalog);
    TRY_VOID(executor.use(catalog));
    Target target(executor);
    TRY_VOID(apply_changes(target, *catalog, definition.changes));
    // pg_dump writes functions before the tables that they read, and says so.
    bool const function = std::holds_alternative<sql::CreateFunction>(statement.node);
    if (!function || executor.setting("check_function_bodies") != "off")
        TRY_VOID(try_out(executor.analysis(), statement));
    return std::move(definition.command);
}

}  // namespace backstay::engine::sqlite
