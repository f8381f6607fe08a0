// What a Runner does in its session: scripts, callbacks, rows, transactions.

#include "base/text.hpp"
#include "migrate/runner.hpp"

namespace backstay::migrate {
namespace {

bool runs_on(ForEngine script, ForEngine engine) { return script == ForEngine::any || script == engine; }

}  // namespace

// A script may have changed the role and the search path for good, as pg_dump's do.
Result<void> Runner::restore_session() {
    TRY_VOID(session_.become_owner());
    if (options_.engine != ForEngine::postgres) return {};
    TRY_VOID(session_.execute("reset session authorization; reset role"));
    return set_search_path(search_path_);
}

Result<void> Runner::set_search_path(std::string const& path) {
    if (options_.engine != ForEngine::postgres) return {};
    TRY_VOID(session_.execute("select set_config('search_path', $1, false)",
                              std::vector<engine::Parameter>{path}));
    return {};
}

// The session as it was given, for whoever has it next.
Result<void> Runner::leave() {
    TRY_VOID(restore_session());
    return set_search_path(first_search_path_);
}

Result<void> Runner::in_transaction(std::function<Result<void>()> const& work) {
    TRY_VOID(session_.begin());
    auto done = work();
    if (done) done = session_.commit();
    if (!done) (void)session_.rollback();  // what went wrong first is what counts
    return done;
}

Result<void> Runner::run_callbacks(std::string const& event, Transaction transaction) {
    for (auto const& callback : files_.callbacks) {
        if (callback.event != event || !runs_on(callback.engine, options_.engine)) continue;
        if (callback.config.should_execute == false) continue;
        Script const script{callback.text, callback.script};
        TRY(auto const transactional, is_transactional(script, true));
        auto const run = [&] { return run_script(session_, script); };
        bool const alone = transaction == Transaction::outside &&
                           callback.config.execute_in_transaction.value_or(transactional);
        auto const done = alone ? in_transaction(run) : run();
        if (!done) return done;
    }
    return {};
}

Result<void> Runner::run_statements(Migration const& migration) {
    TRY_VOID(restore_session());
    if (!runs_on(migration.engine, options_.engine)) return {};
    bool const undoes = migration.kind == MigrationKind::undo;
    std::string const each = undoes ? "EachUndo" : "EachMigrate";
    auto const call = [&](std::string event) {
        return [this, event = std::move(event)] { return run_callbacks(event, Transaction::inside); };
    };
    TRY_VOID(run_callbacks("before" + each, Transaction::inside));
    TRY_VOID(run_script(session_, {migration.text, migration.script},
                        {.before = call("before" + each + "Statement"),
                         .after = call("after" + each + "Statement"),
                         .progress = progress_}));
    return run_callbacks("after" + each, Transaction::inside);
}

Result<void> Runner::add_row(HistoryRow row) {
    TRY_VOID(restore_session());
    auto table = history();
    if (row.installed_by.empty()) row.installed_by = user_;
    return table.add(row);
}

}  // namespace backstay::migrate
