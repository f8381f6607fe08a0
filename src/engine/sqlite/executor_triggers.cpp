// Triggers. A statement whose table has some, or whose change may reach one that has through foreign keys, is
// watched: SQLite tells of each row before it is changed (its preupdate hook), and when the statement is done
// the AFTER triggers get these rows. BEFORE triggers get theirs row by row (executor_rows.cpp); those of rows
// that a foreign key brought along get them afterwards, and what they change of the row is written then.
// https://www.postgresql.org/docs/15/trigger-definition.html,
// https://www.sqlite.org/c3ref/preupdate_count.html

#define SQLITE_ENABLE_PREUPDATE_HOOK 1  // as the library is built: declares the hook
#include <sqlite3.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/limitation.hpp"
#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/function_scope.hpp"
#include "engine/sqlite/plpgsql/interpreter.hpp"
#include "engine/sqlite/row_plan.hpp"
#include "engine/sqlite/runtime/function.hpp"
#include "sql/read/read_plpgsql.hpp"
#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using sql::CatalogRelation;
using sql::CatalogTrigger;
using sql::TriggerTiming;
using sql::typed::Command;

std::string word(Command command) {
    return command == Command::insert ? "INSERT" : command == Command::update ? "UPDATE" : "DELETE";
}

bool follows(sql::KeyAction action) {
    return action != sql::KeyAction::no_action && action != sql::KeyAction::restrict;
}

// SQLite may hand over a whole number for a real one.
Value stored_as(Value value, sql::Type type) {
    auto const* whole = std::get_if<std::int64_t>(&value);
    bool const real = !type.array && (type.base == BaseType::float4 || type.base == BaseType::float8);
    return whole != nullptr && real ? Value(static_cast<double>(*whole)) : value;
}

std::set<int> differing(StoredRow const& a, StoredRow const& b) {
    std::set<int> columns;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        if (a[i] != b[i]) columns.insert(static_cast<int>(i));
    return columns;
}

void declare_row(Frame& frame, std::string name, CatalogRelation const& relation, StoredRow const* row) {
    RecordVariable record{.name = std::move(name),
                          .type = {.base = BaseType::composite, .user = relation.id},
                          .fixed = true,
                          .assigned = true,
                          .present = row != nullptr,
                          .settled = true};
    for (auto const& column : relation.columns) record.fields.push_back({column.name, column.type});
    if (row != nullptr) record.values = *row;
    record.values.resize(record.fields.size());
    frame.declare(std::move(record));
}

void declare_call(Frame& frame, CatalogTrigger const& trigger, CatalogRelation const& relation,
                  Command command) {
    constexpr sql::Type text{.base = BaseType::text}, name{.base = BaseType::name};
    constexpr auto timings = std::to_array<char const*>({"BEFORE", "AFTER", "INSTEAD OF"});
    auto const& t = trigger.definition;
    auto const set = [&](char const* variable, sql::Type type, Value value) {
        frame.declare(ScalarVariable{.name = variable, .type = type, .value = std::move(value)});
    };
    set("found", {.base = BaseType::boolean}, Value(std::int64_t{0}));
    set("tg_op", text, word(command));
    set("tg_name", name, trigger.name);
    set("tg_when", text, timings[static_cast<std::size_t>(t.timing)]);
    set("tg_level", text, t.for_each_row ? "ROW" : "STATEMENT");
    set("tg_relid", {.base = BaseType::oid}, relation.id);
    set("tg_relname", name, relation.name.name);
    set("tg_table_name", name, relation.name.name);
    set("tg_table_schema", name, relation.name.schema);
    set("tg_nargs", {.base = BaseType::int4}, static_cast<std::int64_t>(t.arguments.size()));
    std::string arguments;
    for (auto const& argument : t.arguments) {
        arguments += arguments.empty() ? "[" : ",";
        append_json_string(arguments, argument);
    }
    set("tg_argv", {.base = BaseType::text, .array = true},
        t.arguments.empty() ? Value() : Value(arguments + "]"));
}

}  // namespace

// ---- which tables ----

void Executor::find_triggers() {
    triggered_.clear();
    watched_.clear();
    for (auto const& [id, relation] : catalog_->relations) {
        if (relation.triggers.empty()) continue;
        watched_.insert(id);
        if (relation.kind == sql::CatalogRelationKind::table) triggered_[relation.storage_name()] = &relation;
    }
    // A change of what a watched table refers to may come to it.
    for (bool grows = !watched_.empty(); grows;) {
        grows = false;
        for (auto const& [id, relation] : catalog_->relations) {
            if (!watched_.contains(id)) continue;
            for (auto const& key : relation.foreign_keys)
                if (follows(key.on_delete) || follows(key.on_update))
                    grows = watched_.insert(key.referenced).second || grows;
        }
    }
}

bool Executor::is_watched(WritePlan& plan) {
    if (!plan.watched) {
        plan.watched = plan.rows != nullptr;
        for (auto const& step : plan.steps) {
            auto const* relation =
                changed_relation(*catalog_, step.write == nullptr ? *plan.query : *step.write);
            if (relation != nullptr && watched_.contains(relation->id)) plan.watched = true;
        }
    }
    return *plan.watched;
}

// ---- what changed ----

class Executor::Watching {
public:
    Watching(Executor& executor, Events& events) : executor_(executor), before_(executor.events_) {
        executor.events_ = &events;
        sqlite3_preupdate_hook(executor.db_.get(), on_change, &executor);
    }
    ~Watching() { end(); }
    void end() {
        if (std::exchange(ended_, true)) return;
        executor_.events_ = before_;
        if (before_ == nullptr) sqlite3_preupdate_hook(executor_.db_.get(), nullptr, nullptr);
    }
    Watching(Watching const&) = delete;
    Watching& operator=(Watching const&) = delete;

private:
    Executor& executor_;
    Events* before_;
    bool ended_ = false;
};

void Executor::on_change(void* self, sqlite3*, int op, char const* schema, char const* table,
                         sqlite3_int64 old_id, sqlite3_int64 new_id) {
    auto& executor = *static_cast<Executor*>(self);
    if (executor.events_ != nullptr && std::string_view(schema) == "main")
        executor.note_change(op, table, op == SQLITE_DELETE ? old_id : new_id);
}

void Executor::note_change(int op, std::string const& table, std::int64_t row_id) {
    auto const found = triggered_.find(table);
    if (found == triggered_.end()) return;
    auto* const db = db_.get();
    auto const& columns = found->second->columns;
    RowEvent event{.table = found->second, .row_id = row_id};
    event.command = op == SQLITE_INSERT   ? Command::insert
                    : op == SQLITE_UPDATE ? Command::update
                                          : Command::delete_;
    event.brought_along = sqlite3_preupdate_depth(db) > 0;
    if (!event.brought_along) event.updated = events_->updated;
    auto const read = [&](StoredRow& row, int (*get)(sqlite3*, int, sqlite3_value**)) {
        for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
            sqlite3_value* value = nullptr;
            bool const known = get(db, i, &value) == SQLITE_OK && value != nullptr;
            row.push_back(known ? stored_as(stored_value(value), columns[static_cast<std::size_t>(i)].type)
                                : Value());
        }
    };
    if (op != SQLITE_INSERT) read(event.old_row, sqlite3_preupdate_old);
    if (op != SQLITE_DELETE) read(event.new_row, sqlite3_preupdate_new);
    // A key changes a row that goes itself: PostgreSQL, which deletes all of them first, finds nothing to
    // change.
    if (op == SQLITE_DELETE && event.brought_along)
        for (auto& earlier : events_->rows) {
            bool const same = earlier.table == event.table && earlier.row_id == event.row_id;
            if (!same || !earlier.brought_along || earlier.command != Command::update) continue;
            event.old_row = std::move(earlier.old_row);
            std::erase_if(events_->rows, [&](RowEvent const& one) {
                return one.table == event.table && one.row_id == event.row_id && one.brought_along &&
                       one.command == Command::update;
            });
            break;
        }
    events_->rows.push_back(std::move(event));
}

Result<std::int64_t> Executor::write_watched(WritePlan& plan, Given const& given, RowHandler const& row) {
    Events events;
    std::int64_t affected = 0;
    {
        Watching const watching(*this, events);
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            auto const& query = plan.steps[i].write == nullptr ? *plan.query : *plan.steps[i].write;
            std::set<int> updated;
            for (auto const& a : query.assignments) updated.insert(a.column);
            if (query.on_conflict)
                for (auto const& a : query.on_conflict->assignments) updated.insert(a.column);
            events.updated = std::make_shared<std::set<int> const>(std::move(updated));
            TRY_VOID(fire_statement(query, TriggerTiming::before));
            TRY(affected,
                plan.rows != nullptr ? write_rows(plan, given, row) : step_write(plan, i, given, row));
        }
    }
    // As PostgreSQL queues them: what the statement changed itself, the statement, what keys changed after
    // it.
    std::vector<RowEvent*> own, brought;
    for (auto& event : events.rows) (event.brought_along ? brought : own).push_back(&event);
    for (auto* event : own) TRY_VOID(fire_after_row(*event));
    for (auto const& step : plan.steps)
        TRY_VOID(fire_statement(step.write == nullptr ? *plan.query : *step.write, TriggerTiming::after));
    for (auto* event : brought) TRY_VOID(fire_brought_along(*event));
    for (auto* event : brought) TRY_VOID(fire_after_row(*event));
    return affected;
}

// ---- firing ----

Result<void> Executor::fire_statement(sql::typed::Query const& query, TriggerTiming timing) {
    auto const* relation = changed_relation(*catalog_, query);
    if (relation == nullptr || relation->triggers.empty()) return {};
    std::vector<Command> commands{query.command};
    if (query.on_conflict && query.on_conflict->update)
        commands.insert(timing == TriggerTiming::before ? commands.end() : commands.begin(), Command::update);
    StoredRow none;
    for (auto const command : commands)
        for (auto const& trigger : relation->triggers) {
            auto const& t = trigger.definition;
            if (!trigger.enabled || t.for_each_row || t.timing != timing || !fires_on(t, command)) continue;
            std::set<int> const* updated = events_ == nullptr ? nullptr : events_->updated.get();
            TRY_VOID(fire({*relation, timing, command, updated}, trigger, none, none));
        }
    return {};
}

Result<void> Executor::fire_after_row(RowEvent& event) {
    auto const changed = event.updated ? *event.updated : differing(event.old_row, event.new_row);
    TRY_VOID(fire_row({*event.table, TriggerTiming::after, event.command, &changed}, event.old_row,
                      event.new_row));
    return {};
}

Result<bool> Executor::fire_row(Firing const& firing, StoredRow const& old_row, StoredRow& new_row) {
    for (auto const& trigger : firing.relation.triggers) {
        auto const& t = trigger.definition;
        if (!trigger.enabled || !t.for_each_row || t.timing != firing.timing || !fires_on(t, firing.command))
            continue;
        bool const meant =
            t.update_columns.empty() || firing.command != Command::update || firing.updated == nullptr ||
            std::ranges::any_of(t.update_columns, [&](std::string const& name) {
                auto const found =
                    std::ranges::find(firing.relation.columns, name, &sql::CatalogColumn::name);
                auto const place = found - firing.relation.columns.begin();
                return firing.updated->contains(static_cast<int>(place));
            });
        if (!meant) continue;
        TRY(bool const goes_on, fire(firing, trigger, old_row, new_row));
        if (!goes_on) return false;
    }
    return true;
}

Result<Program*> Executor::program(sql::CatalogFunction const& function, std::string const& of) {
    auto const key = std::to_string(function.id) + " " + std::to_string(role_) + " " + of + " " + path_text_;
    if (auto const found = programs_.find(key); found != programs_.end()) return found->second.get();
    auto made = std::make_unique<Program>();
    if (function.language == "plpgsql") {
        sql::PlpgsqlContext context{.trigger = function.result.base == BaseType::trigger,
                                    .function = function.name.name};
        for (auto const& parameter : function.parameters) context.parameters.push_back(parameter.name);
        TRY(made->body, sql::read_plpgsql(function.body_text, context));
    }
    return programs_.emplace(key, std::move(made)).first->second.get();
}

Result<bool> Executor::fire(Firing const& firing, CatalogTrigger const& trigger, StoredRow const& old_row,
                            StoredRow& new_row) {
    auto const& t = trigger.definition;
    auto const found = catalog_->functions.find(trigger.function);
    if (found == catalog_->functions.end()) return internal_error("a trigger whose function is gone");
    auto const& function = found->second;
    if (depth_ >= deepest_call) return failure("54001", "stack depth limit exceeded");
    Within const within(state_, depth_);
    TRY(auto* const code, program(function, std::to_string(firing.relation.id) + "." + trigger.name + "." +
                                                word(firing.command)));
    auto const declare = [&](Frame& frame) {
        if (!t.for_each_row) {
            frame.declare(RecordVariable{.name = "new"});
            frame.declare(RecordVariable{.name = "old"});
            return;
        }
        declare_row(frame, "new", firing.relation, firing.command == Command::delete_ ? nullptr : &new_row);
        declare_row(frame, "old", firing.relation, firing.command == Command::insert ? nullptr : &old_row);
    };
    if (t.when) {
        Interpreter condition(*this, *code, analysis());
        declare(condition.frame());
        TRY(bool const holds, condition.holds(*t.when));
        if (!holds) return true;
    }
    if (function.language == "internal") return fire_internal(firing, trigger, *code, new_row);
    Interpreter run(*this, *code, inside_of(analysis(), function));
    auto const owner = catalog_->roles.find(function.owner);
    bool const definer = function.security_definer && owner != catalog_->roles.end();
    AsOwner const as(role_, state_.role, definer ? function.owner : role_,
                     definer ? owner->second.name : state_.role);
    declare_call(run.frame(), trigger, firing.relation, firing.command);
    declare(run.frame());
    run.returns({.trigger = true});
    TRY(auto const end, run.body());
    if (end != Interpreter::End::returned)
        return failure("2F005", "control reached end of trigger procedure without RETURN");
    if (!t.for_each_row || t.timing == TriggerTiming::after) return true;
    if (!run.row()) return false;
    if (run.row()->size() != firing.relation.columns.size())
        return failure("42804",
                       "returned row structure does not match the structure of the triggering table");
    if (firing.command != Command::delete_) new_row = *run.row();
    return true;
}

// The extension moddatetime: the column that is its argument becomes now().
// https://www.postgresql.org/docs/15/contrib-spi.html
Result<bool> Executor::fire_internal(Firing const& firing, CatalogTrigger const& trigger, Program& program,
                                     StoredRow& new_row) {
    static sql::Expression const now = sql::call({"pg_catalog", "now"}, {});
    auto const& t = trigger.definition;
    if (!t.for_each_row) return failure("XX000", "moddatetime: can't process STATEMENT events");
    if (t.timing != TriggerTiming::before) return failure("XX000", "moddatetime: must be fired before event");
    if (firing.command != Command::update)
        return failure("XX000", "moddatetime: can't process " + word(firing.command) + " events");
    if (t.arguments.size() != 1) return failure("XX000", "moddatetime: A single argument was expected");
    auto const& columns = firing.relation.columns;
    auto const column = std::ranges::find(columns, t.arguments.front(), &sql::CatalogColumn::name);
    if (column == columns.end())
        return failure("09000", "\"" + firing.relation.name.name + "\" has no attribute \"" +
                                    t.arguments.front() + "\"");
    if (column->type.base != BaseType::timestamp && column->type.base != BaseType::timestamptz)
        return failure("09000", "attribute \"" + column->name + "\" of \"" + firing.relation.name.name +
                                    "\" must be type TIMESTAMP or TIMESTAMPTZ");
    Interpreter run(*this, program, analysis());
    TRY(new_row[static_cast<std::size_t>(column - columns.begin())], run.evaluate(now, column->type));
    return true;
}

// ---- rows that a foreign key brought along ----

Result<void> Executor::fire_brought_along(RowEvent& event) {
    auto const as_it_is = event.new_row;
    auto const changed = differing(event.old_row, event.new_row);
    TRY(bool const goes_on, fire_row({*event.table, TriggerTiming::before, event.command, &changed},
                                     event.old_row, event.new_row));
    if (!goes_on) return not_supported(Limitation::trigger_against_key);
    if (event.command != Command::update || event.new_row == as_it_is) return {};
    return correct(event);
}

Result<void> Executor::correct(RowEvent& event) {
    sql::typed::Entry entry{.source = sql::typed::RelationEntry{event.table->id},
                            .alias = event.table->name.name};
    for (auto const& column : event.table->columns) entry.columns.push_back({column.name, column.type});
    auto query = row_update(*event.table, std::move(entry));
    StoredRow values;
    for (std::size_t i = 0; i < event.table->columns.size(); ++i) {
        auto const& column = event.table->columns[i];
        if (!column.generated) values.push_back(event.new_row[i]);
        query.targets.push_back(
            {{.node = sql::typed::Variable{0, 0, static_cast<int>(i), column.name}, .type = column.type},
             column.name});
    }
    values.emplace_back(event.row_id);
    WritePlan plan;
    plan.query = std::make_unique<sql::typed::Query>(std::move(query));
    TRY(plan.steps, sql::lower_steps(*plan.query, lower_options(analysis())));
    plan.statements.resize(plan.steps.size());
    std::vector<Parameter> const none;
    auto const take = [&](Statement const& statement, auto const&) {
        for (std::size_t i = 0; i < event.new_row.size(); ++i)
            event.new_row[i] = stored_value(sqlite3_column_value(statement.get(), static_cast<int>(i)));
    };
    TRY_VOID(step_write(plan, 0, Given(none).with_row(values), take));
    return {};
}

}  // namespace backstay::engine::sqlite
