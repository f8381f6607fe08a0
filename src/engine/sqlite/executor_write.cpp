// The writing half of the Executor: steps, the rows they return, and what an error of theirs says.

#include <sqlite3.h>

#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/executor.hpp"

namespace backstay::engine::sqlite {
namespace {

sql::CatalogRelation const* target_of(sql::Catalog const& catalog, sql::typed::Query const& query) {
    if (query.entries.empty()) return nullptr;
    auto const* entry = std::get_if<sql::typed::RelationEntry>(&query.entries.front().source);
    return entry == nullptr ? nullptr : catalog.relation(entry->relation);
}

std::string verb(sql::typed::Command command) {
    switch (command) {
        case sql::typed::Command::insert: return "INSERT";
        case sql::typed::Command::update: return "UPDATE";
        case sql::typed::Command::delete_: return "DELETE";
        case sql::typed::Command::select: break;
    }
    return "SELECT";
}

std::string columns(std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) out += (i > 1 ? ", c" : "c") + std::to_string(i);
    return out;
}

std::string marks(std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) out += (i > 1 ? ", ?" : "?") + std::to_string(i);
    return out;
}

// The columns that a row of COPY has: those named, or all of the table's.
Result<std::vector<std::string>> copied_columns(Analysis const& with, sql::QualifiedName const& table,
                                                std::vector<std::string> const& columns) {
    auto const* const relation = with.catalog.find_relation(table, with.search_path);
    if (relation == nullptr || !columns.empty()) return columns;
    std::vector<std::string> all;
    for (auto const& column : relation->columns)
        if (!column.generated) all.push_back(column.name);
    return all;
}

// The columns that the statement writes by itself.
std::set<std::string> given_columns(sql::CatalogRelation const& table, sql::typed::Query const& query) {
    std::set<std::string> names;
    auto const add = [&](int column) { names.insert(table.columns[static_cast<std::size_t>(column)].name); };
    for (auto const column : query.insert_columns) add(column);
    for (auto const& assignment : query.assignments) add(assignment.column);
    return names;
}

Result<void> is_of_width(std::vector<Parameter> const& row, std::vector<std::string> const& names) {
    if (row.size() < names.size())
        return failure("22P04", "missing data for column \"" + names[row.size()] + "\"");
    if (row.size() > names.size()) return failure("22P04", "extra data after last expected column");
    return {};
}

}  // namespace

// The rows that a write returned, for the read after it: a temporary table of this connection.
Result<void> Executor::keep_rows(std::size_t width) {
    auto const count = std::max<std::size_t>(width, 1);
    return db_.execute("create temp table if not exists backstay_written_" + std::to_string(count) + " (" +
                       columns(count) + ")");
}

Result<void> Executor::keep_before(WritePlan const& plan, std::vector<Parameter> const& parameters) {
    auto const width = std::max<std::size_t>(plan.query->targets.size(), 1);
    auto const table = "temp.backstay_written_" + std::to_string(width);
    TRY_VOID(keep_rows(width));
    TRY_VOID(db_.execute("delete from " + table));
    TRY(auto statement, db_.prepare("insert into " + table + " " + plan.before->sql));
    auto bind = encoder(parameters);
    TRY_VOID(bind.bind(statement, plan.before->slots));
    while (statement.step() == SQLITE_ROW) continue;
    return {};
}

Result<std::int64_t> Executor::write(WritePlan& plan, Given const& given, RowHandler const& row) {
    state_.written.clear();
    state_.updated = 0;
    if (plan.rows != nullptr || (!watched_.empty() && is_watched(plan)))
        return write_watched(plan, given, row);
    std::int64_t affected = 0;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        TRY(affected, step_write(plan, i, given, row));
    }
    return affected;
}

Result<std::int64_t> Executor::run_plan(WritePlan& plan, Given const& given, RowHandler const& row) {
    if (plan.steps.size() > 1) return not_supported(Limitation::writing_with_in_plpgsql);
    auto const command = plan.query->command;
    if (connection_role_ == Role::reader && command != sql::typed::Command::select)
        return failure("25006", "cannot execute " + verb(command) + " in a read-only transaction");
    return write(plan, given, row);
}

Result<std::int64_t> Executor::step_write(WritePlan& plan, std::size_t step, Given const& given,
                                          RowHandler const& row, Keep keep_rows_as) {
    auto const& lowered = plan.steps[step].statement;
    auto& statement = plan.statements[step];
    auto const& query = plan.steps[step].write == nullptr ? *plan.query : *plan.steps[step].write;
    bool const last = step + 1 == plan.steps.size();
    auto const width = std::max<std::size_t>(query.targets.size(), 1);
    auto const into = last ? "backstay_written_" + std::to_string(width) : plan.steps[step].into;
    bool const kept = !query.targets.empty() && (!last || !row);
    if (kept && last && keep_rows_as == Keep::anew) {
        TRY_VOID(keep_rows(width));
        TRY_VOID(db_.execute("delete from temp." + into));
    } else if (kept && !last) {
        TRY_VOID(db_.execute("drop table if exists temp." + into + "; create temp table " + into + " (" +
                             columns(width) + ")"));
    }
    if (!statement) {
        auto made = db_.prepare(lowered.sql);
        if (!made) return std::unexpected(last_error());
        statement = *std::move(made);
    }
    Statement keep;
    if (kept) {
        TRY(keep, db_.prepare("insert into temp." + into + " values (" + marks(width) + ")"));
    }
    auto bind = encoder(given);
    TRY_VOID(bind.bind(statement, lowered.slots));
    if (auto const* table = target_of(*catalog_, query);
        table != nullptr && query.command != sql::typed::Command::delete_)
        changed_.insert(table->id);
    Violation violation{.code = 0, .message = {}, .numbers = {}};
    if (lowered.sql.contains("backstay_nextval(")) violation.numbers = sequences_.snapshot();
    int code = SQLITE_ROW;
    std::int64_t rows = 0;
    while ((code = statement.step()) == SQLITE_ROW) {
        ++rows;
        if (row && last) row(statement, lowered.columns);
        if (!kept) continue;
        for (int i = 0; i < static_cast<int>(query.targets.size()); ++i)
            sqlite3_bind_value(keep.get(), i + 1, sqlite3_column_value(statement.get(), i));
        keep.step();
        keep.reset();
    }
    bool const counted = sqlite3_column_count(statement.get()) > 0;
    auto const affected = counted ? rows : db_.changes();
    violation.code = sqlite3_extended_errcode(db_.get());
    violation.message = sqlite3_errmsg(db_.get());
    if (code != SQLITE_DONE && !state_.error && (violation.code & 0xFF) == SQLITE_CONSTRAINT) {
        statement.reset();
        return std::unexpected(explain(query, lowered, given, violation));
    }
    if (code != SQLITE_DONE && !state_.error && (violation.code & 0xFF) == SQLITE_READONLY) {
        statement.reset();
        return failure("25006", "cannot execute " + verb(query.command) + " in a read-only transaction");
    }
    if (code != SQLITE_DONE) {
        auto error = last_error();
        statement.reset();
        return std::unexpected(std::move(error));
    }
    statement.reset();
    return affected;
}

Result<Statement> Executor::probe(sql::typed::Query const& query, Given const& given,
                                  std::string const& where, std::vector<std::string> const& more) {
    TRY(auto const lowered, sql::lower_probe(query, lower_options(analysis())));
    std::string list = "*";
    for (auto const& one : more) list += ", " + one;
    auto statement = db_.prepare("select " + list + " from (" + lowered.sql + ") where " + where);
    if (!statement) return std::unexpected(last_error());
    auto bind = encoder(given);
    TRY_VOID(bind.bind(*statement, lowered.slots));
    return statement;
}

// Nothing: all of them.
std::optional<std::set<std::string>> Executor::readable_columns(sql::CatalogRelation const& table) const {
    auto const reads = [&](sql::ColumnRef column) {
        sql::Select select;
        select.targets.push_back({std::move(column), ""});
        select.from.push_back(sql::RelationRef{.name = table.name});
        return analyze(analysis(), sql::Statement(std::move(select))).has_value();
    };
    if (reads({.names = {}, .star = true})) return std::nullopt;
    std::set<std::string> columns;
    for (auto const& column : table.columns)
        if (reads({.names = {column.name}})) columns.insert(column.name);
    return columns;
}

// What a policy says of the rows that a constraint has refused already.
std::optional<Error> Executor::failed_check(sql::typed::Query const& query, Given const& given) {
    if (query.command == sql::typed::Command::delete_) return std::nullopt;
    for (auto const& check : query.checks) {
        auto const lowered = sql::lower_failed_check(query, check, lower_options(analysis()));
        if (!lowered) return lowered.error();
        auto statement = db_.prepare(lowered->sql);
        if (!statement) return last_error();
        auto bind = encoder(given);
        if (auto const bound = bind.bind(*statement, lowered->slots); !bound) return bound.error();
        if (statement->step() == SQLITE_ROW) return failure(check.code, check.message).error();
    }
    return std::nullopt;
}

// The numbers that sequences had given out are gone also when the statement failed; only the probe sees them
// once more.
Error Executor::explain(sql::typed::Query const& query, sql::LoweredStatement const& lowered,
                        Given const& given, Violation const& violation) {
    auto const* table = target_of(*catalog_, query);
    auto const used = sequences_.snapshot();
    auto const again = [&] {
        if (!violation.numbers.empty()) sequences_.restore(violation.numbers);
    };
    auto const hidden = [&] {
        auto const found = catalog_->roles.find(role_);
        bool const exempt = found != catalog_->roles.end() &&
                            (found->second.bypass_rls || found->second.superuser || table->owner == role_);
        return table->row_security && !exempt;
    };
    FailedWrite write{
        .db = db_, .state = state_, .table = table, .command = query.command, .changed = &changed_};
    write.hide_rows = table != nullptr && hidden();
    if (table != nullptr) {
        write.readable = readable_columns(*table);
        write.given = given_columns(*table, query);
    }
    write.probe = [&](std::string const& where, std::vector<std::string> const& more) {
        again();
        return probe(query, given, where, more);
    };
    write.expression = [&](sql::Expression const& e) { return typed_definition(analysis(), *table, e); };
    write.check = [&](std::string const& name) -> Result<std::string> {
        auto const found = std::ranges::find(table->checks, name, &sql::CheckConstraint::name);
        if (found == table->checks.end()) return internal_error("a check that is gone");
        return definition_text(analysis(), *table, found->expression, std::nullopt);
    };
    write.repeat = [&] {
        again();
        state_.written.clear();
        auto statement = db_.prepare(lowered.sql);
        auto bind = encoder(given);
        if (!statement || !bind.bind(*statement, lowered.slots)) return;
        while (statement->step() == SQLITE_ROW) continue;
    };
    again();
    auto refused = failed_check(query, given);
    auto error = refused ? *std::move(refused) : explain_violation(write, violation.code, violation.message);
    sequences_.restore(used);
    state_.error.reset();
    return error;
}

Result<Executor::Ran> Executor::run(sql::Statement const& statement, std::vector<Parameter> const& parameters,
                                    RowHandler const& row) {
    state_.error.reset();
    spent_ = 0;
    auto const with = analysis();
    TRY(auto query, analyze(with, statement));
    return run(with, std::move(query), parameters, row);
}

Result<Executor::Ran> Executor::run(Analysis const& with, sql::typed::Query query,
                                    std::vector<Parameter> const& parameters, RowHandler const& row) {
    TRY(auto const plan, compile_statement(with, std::move(query)));
    Ran ran{.columns = plan->steps.back().statement.columns};
    RowHandler const ignore = [](Statement const&, std::vector<sql::LoweredColumn> const&) {};
    TRY(ran.affected, write(*plan, parameters, row ? row : ignore));
    return ran;
}

Result<std::int64_t> Executor::insert_rows(sql::QualifiedName const& table,
                                           std::vector<std::string> const& columns,
                                           std::vector<std::vector<Parameter>> const& rows) {
    if (rows.empty()) return 0;
    TRY(auto const names, copied_columns(analysis(), table, columns));
    auto const width = names.size();
    sql::Insert insert{.table = {.name = table}, .columns = {}, .returning = {}};
    for (auto const& column : columns) insert.columns.push_back({.name = column});
    sql::Select source;
    auto& values = source.values.emplace_back();
    for (std::size_t i = 1; i <= width; ++i) values.emplace_back(sql::Parameter{static_cast<int>(i)});
    insert.source = sql::SelectBox(std::move(source));
    auto const with = analysis();
    TRY(auto query, analyze(with, sql::Statement(std::move(insert))));
    TRY(auto const plan, compile_statement(with, std::move(query)));
    RowHandler const ignore = [](Statement const&, std::vector<sql::LoweredColumn> const&) {};
    std::int64_t copied = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        state_.error.reset();
        auto count = [&]() -> Result<std::int64_t> {
            TRY_VOID(is_of_width(rows[i], names));
            return write(*plan, rows[i], ignore);
        }();
        if (!count) {
            count.error()->position = {.line = static_cast<int>(i) + 1};
            return count;
        }
        copied += *count;
    }
    return copied;
}

}  // namespace backstay::engine::sqlite
