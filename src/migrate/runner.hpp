#pragma once

// Runs a folder of migrations on a database, as Flyway would: the same history, lock, order and texts.
//
//     Runner runner(*session, {.folders = {"migrations"}});
//     TRY(auto const done, runner.up([](Migration const& m) { ... }));
//
// Each migration is one transaction with its row of the history, unless a statement of it cannot run in one.
// A runner holds the lock from before it looks at the history until it is done; another one waits.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/options.hpp"
#include "migrate/script.hpp"

namespace backstay::migrate {

struct Done {
    Migration migration;
    int milliseconds = 0;
};
struct Applied {
    std::vector<Done> migrations = {};
    std::optional<Version> before = {}, after = {};  // the highest version applied
};

// What validate found, and how many migrations it looked at.
struct Validity {
    std::vector<Finding> findings = {};
    std::size_t count = 0;
};
// As the error of a command that does not go on: "Validate failed: ..." (F0000).
Result<void> refuse_invalid(Validity const& validity);

class Runner {
public:
    Runner(engine::Session& session, RunnerOptions options)
        : session_(session), options_(std::move(options)) {}

    // Called while a migration runs: how many of its statements are done.
    using Progress = std::function<void(std::size_t done, std::size_t count)>;
    void watch(Progress progress) { progress_ = std::move(progress); }

    // `started` is called before each migration.
    Result<Applied> up(std::function<void(Migration const&)> const& started);
    Result<std::vector<InfoLine>> info();
    Result<Validity> validate();
    Result<Repair> repair();
    // A database that was there before its migrations: they count from after options.baseline_version.
    Result<void> baseline();
    // Takes the last version back by its U file; the row says DELETE, so that Flyway reads on.
    Result<std::optional<Migration>> undo();

    std::string const& schema() const { return schema_; }  // of the history; known after a command

private:
    using Started = std::function<void(Migration const&)>;
    enum class Transaction : bool { outside, inside };

    // runner.cpp
    Result<void> prepare();
    Result<void> read_place();
    History history() const { return {session_, options_.engine, schema_, options_.table}; }
    Result<std::vector<HistoryRow>> rows();
    Result<std::vector<InfoLine>> lines();
    Result<void> check_target(std::vector<InfoLine> const& lines) const;
    Result<void> baseline_locked();
    Result<Repair> repair_locked();
    Result<std::optional<Migration>> undo_locked();
    template <class Work>
    auto locked(Work work) -> decltype(work());
    template <class Work>
    auto with_callbacks(std::string const& command, Work work) -> decltype(work());

    // runner_session.cpp
    Result<void> restore_session();
    Result<void> set_search_path(std::string const& path);
    Result<void> leave();
    Result<void> run_callbacks(std::string const& event, Transaction transaction = Transaction::outside);
    Result<void> in_transaction(std::function<Result<void>()> const& work);
    Result<void> run_statements(Migration const& migration);
    Result<void> add_row(HistoryRow row);

    // runner_up.cpp
    Result<void> up_locked(Started const& started, Applied& applied);
    Result<void> first_run();
    enum class Filling : std::uint8_t { absent, empty, filled };
    Result<Filling> filling_of(std::string const& schema);
    Result<void> create_schemas();
    Result<void> refuse_failed(std::vector<InfoLine> const& lines) const;
    Result<bool> runs_inside(Migration const& migration) const;
    Result<void> run_all(Started const& started, Applied& applied);
    Result<void> run_group(std::vector<Migration> const& pending, Started const& started, Applied& applied);
    Result<void> run_one(Migration const& migration, Started const& started, Applied& applied);
    Result<void> begin_repeatables(Migration const& next, Transaction transaction);
    Result<Done> apply(Migration const& migration);
    static void count(Done done, Applied& applied);

    engine::Session& session_;
    RunnerOptions options_;
    Progress progress_;
    std::string schema_, user_;
    std::string search_path_, first_search_path_;  // of scripts; of the session as it was given
    std::string created_;                          // schemas that this run made, quoted
    flyway::Resolved files_;
    bool versioned_phase_ = true;  // no repeatable migration has run yet
};

template <class Work>
auto Runner::locked(Work work) -> decltype(work()) {
    auto const table = history();
    TRY_VOID(session_.lock(table.lock_key(), options_.patience));
    auto done = work();
    auto unlocked = leave();
    if (unlocked) unlocked = session_.unlock(table.lock_key());
    if (done && !unlocked) return std::unexpected(unlocked.error());
    return done;
}

// before<Command>, the work, after<Command> or after<Command>Error.
template <class Work>
auto Runner::with_callbacks(std::string const& command, Work work) -> decltype(work()) {
    TRY_VOID(run_callbacks("before" + command));
    auto done = work();
    auto const after = run_callbacks("after" + command + (done ? "" : "Error"));
    if (done && !after) return std::unexpected(after.error());
    return done;
}

// The row that a migration leaves, without its rank and time.
HistoryRow row_of(Migration const& migration);
int next_rank(std::vector<HistoryRow> const& rows);

}  // namespace backstay::migrate
