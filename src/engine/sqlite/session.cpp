#include "engine/sqlite/session.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "base/json.hpp"
#include "engine/copy_format.hpp"
#include "engine/sqlite/ddl/definer.hpp"
#include "engine/sqlite/schema_of.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure aborted() {
    return failure("25P02",
                   "current transaction is aborted, commands ignored until end of transaction block");
}

bool only_reads(std::vector<sql::Statement> const& statements) {
    return std::ranges::all_of(statements, [](sql::Statement const& statement) {
        return std::holds_alternative<sql::Select>(statement.node) ||
               std::holds_alternative<sql::ShowSetting>(statement.node) ||
               std::holds_alternative<sql::SetSetting>(statement.node);
    });
}

std::string_view verb(sql::Statement const& statement) {
    if (std::holds_alternative<sql::Insert>(statement.node)) return "INSERT 0 ";
    if (std::holds_alternative<sql::Update>(statement.node)) return "UPDATE ";
    if (std::holds_alternative<sql::Delete>(statement.node)) return "DELETE ";
    return "SELECT ";
}

// A fault in a COPY's data names a line of the data; this makes it one of the text around it.
void place_in_text(Error& error, sql::CopyFromStdin const& copy, std::string_view text, int offset) {
    auto const begin = text.find(copy.data, static_cast<std::size_t>(offset));
    if (begin == std::string_view::npos) return;
    error->position.line += static_cast<int>(std::ranges::count(text.substr(0, begin), '\n'));
}

// A row of each statement's result as the session's caller wants it.
class Collector {
public:
    Collector(StatementState const& state, bool as_json) : state_(state), as_json_(as_json) {}

    void operator()(Statement const& statement, std::vector<sql::LoweredColumn> const& columns) {
        if (as_json_) return add_json(statement, columns);
        rows.push_back(output_row(statement, columns, state_));
    }

    std::vector<std::vector<Parameter>> rows;
    std::string json;

private:
    void add_json(Statement const& statement, std::vector<sql::LoweredColumn> const& columns) {
        json += json.empty() ? "{" : ", \n {";
        for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
            auto const& column = columns[static_cast<std::size_t>(i)];
            if (i > 0) json += ',';
            append_json_string(json, column.name);
            json += ':';
            append_json(json, sqlite3_column_value(statement.get(), i), column.type, state_);
        }
        json += '}';
    }

    StatementState const& state_;
    bool as_json_;
};

}  // namespace

Result<std::unique_ptr<SqliteSession>> SqliteSession::open(std::shared_ptr<Shared> shared) {
    TRY(auto executor, Executor::open(shared->options().path, Executor::Role::writer, shared->sequences()));
    std::unique_ptr<SqliteSession> session(new SqliteSession(std::move(shared), std::move(executor)));
    // The owner is known only once the catalog is.
    TRY_VOID(session->start(Access::read));
    TRY_VOID(session->end_transaction(false));
    TRY_VOID(session->become_owner());
    return session;
}

SqliteSession::~SqliteSession() {
    if (state_ != State::idle) static_cast<void>(rollback());
    for (auto const& [key, file] : locks_) ::close(file);
}

// ---- transactions ----

Result<void> SqliteSession::start(Access access) {
    auto const begun = executor_->db().execute(access == Access::write ? "begin immediate" : "begin");
    if (!begun) return std::unexpected(executor_->last_error());
    executor_->changed().clear();
    auto const ready = [&]() -> Result<void> {
        TRY_VOID(shared_->refresh(*executor_, known_));
        TRY_VOID(executor_->use(known_.catalog));
        if (access == Access::write) TRY_VOID(shared_->refresh_sequences(*executor_));
        executor_->begin_transaction();
        return {};
    };
    if (auto const done = ready(); !done) {
        static_cast<void>(executor_->db().execute("rollback"));
        return done;
    }
    state_ = State::open;
    at_start_ = executor_->settings();
    return {};
}

Result<void> SqliteSession::end_transaction(bool keep) {
    state_ = State::idle;
    if (keep) executor_->end_local_settings();
    if (!keep) executor_->restore(at_start_);
    bool const defined = executor_->shared_catalog() != known_.catalog;
    defined_.reset();
    points_.clear();
    if (!keep) {
        static_cast<void>(executor_->db().execute("rollback"));
        TRY_VOID(executor_->use(known_.catalog));
        return shared_->keep_sequences(*executor_);
    }
    auto const stored = store_changes(defined);
    if (!stored || !executor_->db().execute("commit")) {
        auto error = stored ? executor_->commit_error() : stored.error();
        static_cast<void>(executor_->db().execute("rollback"));
        TRY_VOID(executor_->use(known_.catalog));
        return std::unexpected(std::move(error));
    }
    if (!defined) return {};
    known_.catalog = executor_->shared_catalog();
    known_.schema = std::make_shared<sql::Schema const>(schema_of(*known_.catalog));
    shared_->publish(known_);
    return {};
}

// What the transaction leaves beside its rows: the catalog, of which only what changed is written, and the
// sequences.
Result<void> SqliteSession::store_changes(bool defined) {
    if (defined) {
        CatalogStore store;
        TRY_VOID(store.remember(executor_->db()));
        TRY_VOID(store.save(executor_->db(), executor_->catalog()));
    }
    return shared_->sequences().store(executor_->db());
}

Result<void> SqliteSession::begin() {
    if (state_ != State::idle) return {};  // as PostgreSQL, which only warns
    return start(Access::write);
}
Result<void> SqliteSession::commit() {
    if (state_ == State::idle) return {};
    if (state_ == State::failed) {
        TRY_VOID(end_transaction(false));
        return failure("25P02", "current transaction is aborted, and was rolled back");
    }
    return end_transaction(true);
}
Result<void> SqliteSession::rollback() {
    if (state_ == State::idle) return {};
    return end_transaction(false);
}

// ---- statements ----

Result<Session::Rows> SqliteSession::execute(std::string_view text, std::string_view file) {
    TRY(auto answer, run_script(text, file, false));
    return std::move(answer.rows);
}

Result<std::string> SqliteSession::execute_json(std::string_view text) {
    TRY(auto answer, run_script(text, {}, true));
    return "[" + answer.json + "]";
}

Result<Session::Rows> SqliteSession::execute(std::string_view text,
                                             std::vector<Parameter> const& parameters) {
    TRY(auto statement, sql::read_one(text));
    std::vector<sql::Statement> list;
    list.push_back(std::move(statement));
    bool const alone = state_ == State::idle;
    if (alone) TRY_VOID(start(only_reads(list) ? Access::read : Access::write));
    if (state_ == State::failed) return aborted();
    auto answer = run_one(list.front(), parameters, false);
    if (!answer) {
        if (alone) TRY_VOID(end_transaction(false));
        if (!alone) state_ = State::failed;
        return std::unexpected(std::move(answer).error());
    }
    if (alone) TRY_VOID(end_transaction(true));
    return std::move(answer->rows);
}

Result<SqliteSession::Answer> SqliteSession::run_script(std::string_view text, std::string_view file,
                                                        bool as_json) {
    TRY(auto const statements, sql::read(text, file));
    if (statements.empty()) return Answer{};
    // The whole text is one transaction, unless it says where its transactions begin and end.
    bool const alone = state_ == State::idle;
    if (alone && !std::holds_alternative<sql::Transaction>(statements.front().node))
        TRY_VOID(start(only_reads(statements) ? Access::read : Access::write));
    auto answer = run_statements(statements, text, file, as_json);
    if (!alone || state_ == State::idle) return answer;
    bool const explicit_block = std::ranges::any_of(statements, [](sql::Statement const& statement) {
        return std::holds_alternative<sql::Transaction>(statement.node);
    });
    if (answer && explicit_block) return answer;  // BEGIN without an end: the next text goes on
    bool const keep = answer.has_value();
    if (auto ended = end_transaction(keep); !ended && keep) return std::unexpected(std::move(ended).error());
    return answer;
}

Result<SqliteSession::Answer> SqliteSession::run_statements(std::vector<sql::Statement> const& statements,
                                                            std::string_view text, std::string_view file,
                                                            bool as_json) {
    Answer last;
    for (auto const& statement : statements) {
        Result<Answer> answer = Answer{};
        if (auto const* transaction = std::get_if<sql::Transaction>(&statement.node)) {
            answer = run_transaction(*transaction);
        } else if (state_ == State::failed) {
            answer = aborted();
        } else {
            if (state_ == State::idle) TRY_VOID(start(Access::write));
            answer = run_one(statement, {}, as_json);
        }
        if (!answer) {
            if (state_ == State::open) state_ = State::failed;
            auto error = std::move(answer).error();
            auto const* const copy = std::get_if<sql::CopyFromStdin>(&statement.node);
            if (error->position.line == 0)
                error->position = sql::position_at(text, statement.offset, file);
            else if (copy != nullptr)
                place_in_text(error, *copy, text, statement.offset);
            else
                sql::place_in_text(error, statement, text);
            if (error->position.file.empty()) error->position.file = file;
            return std::unexpected(std::move(error));
        }
        last = *std::move(answer);
    }
    return last;
}

Result<SqliteSession::Answer> SqliteSession::run_one(sql::Statement const& statement,
                                                     std::vector<Parameter> const& parameters, bool as_json) {
    if (auto const* setting = std::get_if<sql::SetSetting>(&statement.node)) return run_setting(*setting);
    if (auto const* show = std::get_if<sql::ShowSetting>(&statement.node)) return run_show(*show);
    if (auto const* copy = std::get_if<sql::CopyFromStdin>(&statement.node)) return run_copy(*copy);
    if (auto const* constraints = std::get_if<sql::SetConstraints>(&statement.node)) {
        // SQLite can put all keys off, or none; to put off more than was asked for changes no outcome but
        // where in the transaction an error is met.
        auto const* const mode =
            constraints->deferred ? "pragma defer_foreign_keys = on" : "pragma defer_foreign_keys = off";
        TRY_VOID(executor_->db().execute(mode));
        return Answer{.rows = {.columns = {}, .rows = {}, .command = "SET CONSTRAINTS"}, .json = {}};
    }
    if (sql::is_definition(statement)) return define(statement);
    return run_query(statement, parameters, as_json);
}

Result<SqliteSession::Answer> SqliteSession::run_query(sql::Statement const& statement,
                                                       std::vector<Parameter> const& parameters,
                                                       bool as_json) {
    Collector collect(executor_->state(), as_json);
    TRY(auto const ran, executor_->run(statement, parameters, std::ref(collect)));
    Answer answer{.rows = {.columns = {}, .rows = std::move(collect.rows)}, .json = std::move(collect.json)};
    for (auto const& column : ran.columns)
        answer.rows.columns.push_back({column.name, executor_->catalog().type_name(column.type, {"public"})});
    answer.rows.affected = ran.affected;
    answer.rows.command = std::string(verb(statement)) + std::to_string(ran.affected);
    return answer;
}

Result<SqliteSession::Answer> SqliteSession::define(sql::Statement const& statement) {
    // What nobody but the executor looks at is changed as it is; what a savepoint goes back to is copied.
    bool const own = defined_ != nullptr && defined_.use_count() == 2;
    auto next = own ? std::make_shared<sql::Catalog>(std::move(*defined_))
                    : std::make_shared<sql::Catalog>(executor_->catalog());
    auto command = carry_out(*executor_, next, statement);
    if (!command) {
        defined_.reset();
        TRY_VOID(executor_->use(known_.catalog));
        return std::unexpected(std::move(command).error());
    }
    defined_ = std::move(next);
    return Answer{.rows = {.columns = {}, .rows = {}, .command = *std::move(command)}, .json = {}};
}

Result<SqliteSession::Answer> SqliteSession::run_transaction(sql::Transaction const& statement) {
    auto const done = [](std::string command) {
        return Answer{.rows = {.columns = {}, .rows = {}, .command = std::move(command)}, .json = {}};
    };
    auto const point = quote_always(statement.savepoint);
    switch (statement.kind) {
        case sql::TransactionKind::begin: TRY_VOID(begin()); return done("BEGIN");
        case sql::TransactionKind::commit: {
            bool const failed = state_ == State::failed;
            if (failed) {
                TRY_VOID(rollback());
                return done("ROLLBACK");
            }
            TRY_VOID(commit());
            return done("COMMIT");
        }
        case sql::TransactionKind::rollback: TRY_VOID(rollback()); return done("ROLLBACK");
        case sql::TransactionKind::set: return done("SET");
        case sql::TransactionKind::savepoint:
            if (state_ == State::failed) return aborted();
            if (state_ == State::idle)
                return failure("25P01", "SAVEPOINT can only be used in transaction blocks");
            TRY_VOID(executor_->db().execute("savepoint " + point));
            points_.push_back({statement.savepoint, executor_->shared_catalog(), executor_->settings()});
            return done("SAVEPOINT");
        case sql::TransactionKind::release:
            if (state_ == State::failed) return aborted();
            if (!executor_->db().execute("release " + point))
                return failure("3B001", "savepoint \"" + statement.savepoint + "\" does not exist");
            return done("RELEASE");
        case sql::TransactionKind::rollback_to: {
            if (!executor_->db().execute("rollback to " + point))
                return failure("3B001", "savepoint \"" + statement.savepoint + "\" does not exist");
            // Definitions since then are gone from the file, and so from the catalog.
            while (!points_.empty() && points_.back().name != statement.savepoint) points_.pop_back();
            defined_.reset();
            if (!points_.empty()) TRY_VOID(executor_->use(points_.back().catalog));
            if (!points_.empty()) executor_->restore(points_.back().settings);
            if (state_ == State::failed) state_ = State::open;
            return done("ROLLBACK");
        }
    }
    return internal_error("a transaction statement out of range");
}

Result<SqliteSession::Answer> SqliteSession::run_setting(sql::SetSetting const& statement) {
    auto const name = to_lower(statement.name);
    auto const reach = statement.local ? Executor::Reach::transaction : Executor::Reach::session;
    TRY_VOID(executor_->set_setting(name, statement.value, reach));
    return Answer{.rows = {.columns = {}, .rows = {}, .command = statement.value ? "SET" : "RESET"},
                  .json = {}};
}

Result<SqliteSession::Answer> SqliteSession::run_show(sql::ShowSetting const& statement) {
    auto const name = to_lower(statement.name);
    auto value = executor_->setting(name);
    if (!value) return failure("42704", "unrecognized configuration parameter \"" + statement.name + "\"");
    Answer answer{.rows = {.columns = {{name, "text"}}, .rows = {{*value}}, .command = "SHOW"}, .json = {}};
    append_json_string(answer.json, name);
    answer.json = "{" + answer.json + ":";
    append_json_string(answer.json, *value);
    answer.json += "}";
    return answer;
}

Result<SqliteSession::Answer> SqliteSession::run_copy(sql::CopyFromStdin const& copy) {
    constexpr std::size_t batch = 1000;
    TRY(auto const format, copy_format(copy.options));
    CopyReader reader(copy.data, format);
    std::vector<std::vector<Parameter>> rows;
    std::vector<int> lines;
    std::int64_t copied = 0;
    for (bool more = true; more;) {
        auto row = reader.next();
        if (!row) {
            row.error()->position = {.line = reader.line(), .column = 1};
            return std::unexpected(std::move(row).error());
        }
        more = row->has_value();
        if (more) {
            rows.push_back(**std::move(row));
            lines.push_back(reader.line());
        }
        if (rows.empty() || (more && rows.size() < batch)) continue;
        auto const count = copy_rows(copy.table.name, copy.columns, rows);
        if (!count) {
            auto error = count.error();
            if (error->position.line > 0)
                error->position.line = lines.at(static_cast<std::size_t>(error->position.line) - 1);
            return std::unexpected(std::move(error));
        }
        copied += *count;
        rows.clear();
        lines.clear();
    }
    Answer answer;
    answer.rows.affected = copied;
    answer.rows.command = "COPY " + std::to_string(copied);
    return answer;
}

Result<std::int64_t> SqliteSession::copy_rows(sql::QualifiedName const& table,
                                              std::vector<std::string> const& columns,
                                              std::vector<std::vector<Parameter>> const& rows) {
    bool const alone = state_ == State::idle;
    if (alone) TRY_VOID(start(Access::write));
    if (state_ == State::failed) return aborted();
    auto copied = executor_->insert_rows(table, columns, rows);
    if (!copied) {
        if (alone) TRY_VOID(end_transaction(false));
        if (!alone) state_ = State::failed;
        return std::unexpected(std::move(copied).error());
    }
    if (alone) TRY_VOID(end_transaction(true));
    return copied;
}

// ---- who asks ----

Result<void> SqliteSession::become(Principal const& principal) {
    principal_ = principal;
    return executor_->become(principal_);
}
Result<void> SqliteSession::become_owner() { return executor_->become_owner(); }

// ---- advisory locks: of a file beside the database, which the system frees when its process ends ----

Result<void> SqliteSession::lock(std::int64_t key, std::chrono::seconds patience) {
    constexpr std::chrono::milliseconds pause{50};
    if (locks_.contains(key)) return {};
    auto const path = shared_->options().path + "-lock" + std::to_string(key);
    int const file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return failure("58030", "cannot open the lock file " + path);
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (std::chrono::steady_clock::now() >= deadline) {
            ::close(file);
            return failure("55P03", "another session holds the lock of the migrations")
                .hint("Wait until it has ended.");
        }
        std::this_thread::sleep_for(pause);
    }
    locks_[key] = file;
    return {};
}

Result<void> SqliteSession::unlock(std::int64_t key) {
    auto const found = locks_.find(key);
    if (found == locks_.end()) return {};
    ::close(found->second);
    locks_.erase(found);
    return {};
}

}  // namespace backstay::engine::sqlite
