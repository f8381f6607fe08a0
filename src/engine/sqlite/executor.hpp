#pragma once

// One connection with all that runs on it: the functions, the plans of exchanges, the state of the session.
// It runs exchanges inside a transaction that its owner (a reader, the writer, a session) opened.

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/engine.hpp"
#include "engine/sqlite/analyze.hpp"
#include "engine/sqlite/encode.hpp"
#include "engine/sqlite/given.hpp"
#include "engine/sqlite/plan.hpp"
#include "engine/sqlite/plpgsql/program.hpp"
#include "engine/sqlite/violation.hpp"

namespace backstay::engine::sqlite {

// What all connections of a database see of its catalog: immutable, exchanged as a whole.
struct Snapshot {
    std::shared_ptr<sql::Catalog const> catalog;
    std::shared_ptr<sql::Schema const> schema;
};

class Executor {
public:
    enum class Role : std::uint8_t { reader, writer };

    static Result<std::unique_ptr<Executor>> open(std::string const& path, Role role, Sequences& sequences);
    ~Executor();
    Executor(Executor const&) = delete;
    Executor& operator=(Executor const&) = delete;

    // The catalog that statements run under from here on.
    Result<void> use(std::shared_ptr<sql::Catalog const> catalog);
    sql::Catalog const& catalog() const { return *catalog_; }
    std::shared_ptr<sql::Catalog const> const& shared_catalog() const { return catalog_; }
    // The version of the catalog that the file holds, as the open transaction sees it.
    Result<std::uint32_t> stored_version();
    // Whether another connection has committed since this was last asked, or since the start.
    bool file_changed();

    // Who asks, and what current_setting() gives. REQUIRES: it lives until another one asks.
    Result<void> become(Principal const& principal);
    Result<void> become_owner();
    // The owner, with nothing left of who asked before.
    Result<void> become_program();
    // SET ROLE: the settings stay. 42501 where the role that asks is not a member of it.
    Result<void> set_role(std::string const& name);
    // What now() is until the next one.
    void begin_transaction();
    // SET, set_config() and SHOW, the name in lower case; no value: as it was at first. 42704 for a parameter
    // that PostgreSQL has not, 22023 for a value it does not take, 0A000 for one that is not followed here.
    enum class Reach : std::uint8_t { session, transaction };
    Result<void> set_setting(std::string const& name, std::optional<std::string> value, Reach reach);
    std::optional<std::string> setting(std::string const& name) const;
    // What was set for the transaction is as it was before.
    void end_local_settings();
    // All that can be set, for going back to when a transaction or a part of it is undone.
    struct Settings {
        std::map<std::string, std::string> values;
        std::map<std::string, std::optional<std::string>> local;
        sql::ObjectId role = 0;
        std::string timezone, path;
    };
    Settings settings() const;
    void restore(Settings const& settings);
    // A part of the transaction that can be undone by itself, also while calls run. 0A000 where a statement
    // that writes is calling.
    enum class Part : std::uint8_t { begun, kept, undone };
    Result<void> part(Part what);

    // The exchange of the call. REQUIRES: a transaction is open.
    Result<Outcome> run(Call const& call, std::string& body);

    // The same read piece by piece: what there is to say beside its rows, then rows until `body` has grown by
    // `about` bytes (false: those were the last). REQUIRES: one stream at a time, in one transaction.
    Result<Outcome> begin_stream(Call const& call);
    Result<bool> read_stream(std::string& body, std::size_t about, std::int64_t& rows);
    void end_stream();

    // One statement with its rows; `row` is called for each with the statement at it.
    struct Ran {
        std::vector<sql::LoweredColumn> columns;
        std::int64_t affected = 0;
    };
    using RowHandler = std::function<void(Statement const&, std::vector<sql::LoweredColumn> const&)>;
    Result<Ran> run(sql::Statement const& statement, std::vector<Parameter> const& parameters,
                    RowHandler const& row);

    // A statement of the program's own: analyzed and prepared once for each version of the catalog.
    // REQUIRES: become_program() was called in this transaction.
    Result<OwnTransaction::Answer> run_own(std::string const& text, std::vector<Parameter> const& values);

    // Many rows into one table, by one statement: what COPY does.
    Result<std::int64_t> insert_rows(sql::QualifiedName const& table, std::vector<std::string> const& columns,
                                     std::vector<std::vector<Parameter>> const& rows);

    // A call stops with 57014 after so many steps of SQLite's machine, or when the deadline has passed.
    void set_budget(std::int64_t steps) { budget_ = steps; }
    // A body that has become larger counts as over the budget, too; null: any size.
    void watch(std::string const* body) { body_ = body; }
    bool over_budget() const { return over_budget_; }
    // Until it is released, now() stays what it is.
    void hold_now();
    void release_now() { held_now_.reset(); }
    void set_deadline(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }

    Connection& db() { return db_; }
    StatementState& state() { return state_; }
    Sequences& sequences() { return sequences_; }
    // The tables inserted into or updated since the transaction began.
    std::set<sql::ObjectId>& changed() { return changed_; }
    // A statement of a body that is being interpreted, compiled: its rows, or how many it changed.
    Result<std::int64_t> run_plan(WritePlan& plan, Given const& given, RowHandler const& row);
    // 57014 when the deadline has passed.
    Result<void> require_time();
    Error last_error();
    // Of a COMMIT that a deferred key refused.
    Error commit_error();
    Analysis analysis() const;

private:
    Executor(Sequences& sequences, Role role) : sequences_(sequences), connection_role_(role) {}
    struct Streaming;
    // The principal is the call's and goes with it, and so do the limits.
    class Asking {
    public:
        explicit Asking(Executor& executor) : executor_(executor) { executor_.limited_ = true; }
        ~Asking() {
            executor_.state_.principal = nullptr;
            executor_.limited_ = false;
        }
        Asking(Asking const&) = delete;
        Asking& operator=(Asking const&) = delete;

    private:
        Executor& executor_;
    };
    struct Violation {
        int code;
        std::string message;
        std::map<sql::ObjectId, Sequences::State> numbers;  // before the statement
    };
    void use_path(std::string_view text);
    Result<ExchangePlan*> plan(sql::Exchange const& exchange);
    Result<Outcome> run_plan(ExchangePlan& plan, Call const& call, std::string& body);
    Result<Outcome> open_stream(ExchangePlan& plan, Call const& call);
    Result<void> prepare(ReadPlan& plan);
    Result<std::int64_t> write(WritePlan& plan, Given const& given, RowHandler const& row);
    enum class Keep : std::uint8_t { anew, further };  // the rows of RETURNING, where they are kept
    Result<std::int64_t> step_write(WritePlan& plan, std::size_t step, Given const& given,
                                    RowHandler const& row, Keep keep = Keep::anew);
    Result<Statement> probe(sql::typed::Query const& query, Given const& given, std::string const& where,
                            std::vector<std::string> const& more);
    std::optional<std::set<std::string>> readable_columns(sql::CatalogRelation const& table) const;
    std::optional<Error> failed_check(sql::typed::Query const& query, Given const& given);
    Error explain(sql::typed::Query const& query, sql::LoweredStatement const& lowered, Given const& given,
                  Violation const& violation);

    // ---- triggers (executor_triggers.cpp, executor_rows.cpp) ----

    // A row that a statement changed, its own or one that a foreign key brought along.
    struct RowEvent {
        sql::CatalogRelation const* table = nullptr;
        sql::typed::Command command = {};
        StoredRow old_row, new_row;
        std::int64_t row_id = 0;
        bool brought_along = false;
        std::shared_ptr<std::set<int> const> updated = {};  // columns of SET; null: those that differ
    };
    struct Events {
        std::vector<RowEvent> rows;
        std::shared_ptr<std::set<int> const> updated = {};  // by the step that runs
    };
    class Watching;
    struct Firing {  // the triggers of one moment
        sql::CatalogRelation const& relation;
        sql::TriggerTiming timing;
        sql::typed::Command command;
        std::set<int> const* updated = nullptr;
    };
    void find_triggers();
    bool is_watched(WritePlan& plan);
    Result<std::int64_t> write_watched(WritePlan& plan, Given const& given, RowHandler const& row);
    static void on_change(void* self, sqlite3* db, int op, char const* schema, char const* table,
                          long long old_id, long long new_id);
    void note_change(int op, std::string const& table, std::int64_t row_id);
    Result<void> fire_statement(sql::typed::Query const& query, sql::TriggerTiming timing);
    // Whether the row is to be written: a trigger that returns NULL says no. `new_row` may be changed.
    Result<bool> fire_row(Firing const& firing, StoredRow const& old_row, StoredRow& new_row);
    Result<bool> fire(Firing const& firing, sql::CatalogTrigger const& trigger, StoredRow const& old_row,
                      StoredRow& new_row);
    Result<bool> fire_internal(Firing const& firing, sql::CatalogTrigger const& trigger, Program& program,
                               StoredRow& new_row);
    Result<Program*> program(sql::CatalogFunction const& function, std::string const& of);
    Result<void> fire_after_row(RowEvent& event);
    Result<void> fire_brought_along(RowEvent& event);
    Result<void> correct(RowEvent& event);
    Result<std::vector<StoredRow>> rows_of(sql::LoweredStatement const& lowered, Statement& statement,
                                           Given const& given);
    Result<std::int64_t> write_rows(WritePlan& plan, Given const& given, RowHandler const& row);
    Result<std::int64_t> insert_row(WritePlan& plan, Given const& given, RowHandler const& row,
                                    StoredRow const& proposed);
    Result<std::int64_t> update_conflicting(WritePlan& plan, Given const& given, RowHandler const& row,
                                            StoredRow const& proposed);
    Result<void> check_row(WritePlan& one, Given const& given, StoredRow const& values);
    Result<std::int64_t> update_row(WritePlan& one, RowPlan const& plan, Given const& given,
                                    RowHandler const& row, StoredRow const& found,
                                    std::vector<int> const& set);
    Result<std::int64_t> delete_row(WritePlan& plan, Given const& given, RowHandler const& row,
                                    StoredRow const& found);
    Result<std::int64_t> change_view_row(WritePlan& plan, Given const& given, RowHandler const& row,
                                         StoredRow const& found);
    Result<Ran> run(Analysis const& with, sql::typed::Query query, std::vector<Parameter> const& parameters,
                    RowHandler const& row);
    Result<void> run_body(sql::CatalogFunction const& function, sql::Statement const& statement,
                          std::vector<Parameter> const& values, RowHandler const& row);
    struct OwnStatement {
        explicit OwnStatement(sql::Statement made_of) : statement(std::move(made_of)) {}
        sql::Statement statement;  // what the plan was made of
        std::unique_ptr<WritePlan> plan;
    };
    Result<OwnStatement*> own_statement(std::string const& text);
    Result<void> keep_rows(std::size_t columns);
    Result<Outcome> explain_plan(ExchangePlan const& plan, Explain const& how, std::string& body);
    Result<void> read(ExchangePlan& plan, Call const& call, std::string& body, Outcome& outcome);
    Result<void> keep_before(WritePlan const& plan, std::vector<Parameter> const& parameters);
    Result<Outcome> carry_out(ExchangePlan& plan, Call const& call, std::string& body);
    // executor_faults.cpp: in which order PostgreSQL would have found what is wrong.
    Result<void> check_inputs(std::vector<sql::ParameterSlot> const& inputs,
                              std::vector<Parameter> const& parameters) const;
    static Result<void> check_texts(std::vector<Parameter> const& parameters);
    Result<void> read_source(Call const& call);
    Error first_fault(ExchangePlan const& plan, Call const& call, Error error);
    Result<void> check_domain(sql::ObjectId id, Value const& value);
    struct DomainChecks {
        std::vector<std::pair<std::string, Statement>> checks;  // by name
    };
    Result<DomainChecks*> domain_checks(sql::DomainType const& domain);
    Result<void> call_first(Call const& call);
    void install_calls();
    void call_function(sqlite3_context* context, sql::ObjectId id, int count, sqlite3_value** args,
                       StatementState::CallResult kind);
    void call_plpgsql(sqlite3_context* context, sql::CatalogFunction const& function, int count,
                      sqlite3_value** args, StatementState::CallResult kind);
    Result<std::vector<StoredRow>> run_plpgsql(sql::CatalogFunction const& function, StoredRow const& given);
    static int progress(void* self);
    void put_setting(std::string const& name, std::optional<std::string> value);
    void remember(std::string const& name);
    void take_role(sql::ObjectId role);
    Encoder encoder(Given const& given);

    Sequences& sequences_;
    Role const connection_role_;
    StatementState state_;  // outlives db_, whose functions point to it
    Connection db_;
    std::shared_ptr<sql::Catalog const> catalog_;
    sql::ObjectId role_ = 0;
    std::vector<std::string> search_path_ = {"public"};
    std::string path_text_ = "public";          // what search_path_ was made of
    std::optional<sql::Statement> first_ = {};  // call_first()'s, and of which function:
    std::string first_name_ = {};
    std::map<std::string, std::optional<std::string>> local_;    // what SET LOCAL covers until the end
    enum class Request : std::uint8_t { none, before, itself };  // before: in the pre-request function
    Request request_ = Request::none;
    Statement version_statement_;
    std::uint32_t data_version_ = 0;
    std::map<sql::ObjectId, DomainChecks> domain_checks_;
    std::map<std::pair<std::uint64_t, sql::ObjectId>, std::unique_ptr<ExchangePlan>> plans_;
    std::map<std::string, std::unique_ptr<OwnStatement>, std::less<>> own_statements_;  // by their text
    std::map<sql::ObjectId, std::vector<std::string>> enum_labels_;
    std::set<sql::ObjectId> changed_;
    // Tables with triggers by what they are called in the file, and those whose changes may reach one of
    // them.
    std::map<std::string, sql::CatalogRelation const*> triggered_;
    std::set<sql::ObjectId> watched_;
    Events* events_ = nullptr;  // of the statement that runs; null: nothing is noted
    std::map<std::string, std::unique_ptr<Program>> programs_;
    int depth_ = 0;  // of functions that are being interpreted
    std::shared_ptr<Streaming> streaming_;
    std::optional<std::int64_t> held_now_;
    std::string const* body_ = nullptr;
    std::int64_t budget_ = 0, spent_ = 0;
    bool limited_ = false;  // a call runs
    bool over_budget_ = false, timed_out_ = false;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace backstay::engine::sqlite
