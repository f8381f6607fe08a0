// Runner::up: what is pending is run, in Flyway's order.

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "migrate/encrypted.hpp"
#include "migrate/pattern.hpp"
#include "migrate/runner.hpp"

namespace backstay::migrate {
namespace {

bool is_applied(InfoLine const& line) {
    return line.row && line.version() && line.state != State::deleted && line.state != State::undone &&
           line.row->type != "DELETE" && !line.row->type.starts_with("UNDO_");
}

std::optional<Version> current_version(std::vector<InfoLine> const& lines) {
    std::optional<Version> highest;
    for (auto const& line : lines)
        if (is_applied(line) && (!highest || *line.version() > *highest)) highest = line.version();
    return highest;
}

std::vector<Migration> pending_of(std::vector<InfoLine> const& lines) {
    std::vector<Migration> pending;
    for (auto const& line : lines)
        if (line.state == State::pending && line.migration) pending.push_back(*line.migration);
    return pending;
}

// What Flyway looks at to tell whether a schema is empty: tables, views, sequences, types and functions that
// no extension brought.
constexpr std::string_view anything_there = R"sql(
select exists (
    select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    union all
    select from pg_type t where t.typnamespace = n.oid and t.typcategory not in ('A', 'C')
        and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')
    union all
    select from pg_proc p where p.pronamespace = n.oid
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e'))
from pg_namespace n where n.nspname = $1)sql";

}  // namespace

Result<void> Runner::create_schemas() {
    auto const wanted = options_.schemas.empty() ? std::vector{schema_} : options_.schemas;
    std::vector<std::string> made;
    for (auto const& schema : wanted) {
        TRY(auto const filling, filling_of(schema));
        if (filling != Filling::absent) continue;
        if (!options_.create_schemas)
            return failure("3F000", "schema \"" + schema + "\" does not exist")
                .hint("Make it first, or set createSchemas=true.");
        TRY_VOID(session_.execute("create schema " + quote_always(schema)));
        made.push_back(quote_always(schema));
    }
    if (!made.empty()) created_ = join(made, ",");
    return {};
}

// The embedded engine is asked by what it would say to a schema's end, which is taken back.
Result<Runner::Filling> Runner::filling_of(std::string const& schema) {
    if (options_.engine == ForEngine::sqlite) {
        TRY_VOID(session_.begin());
        auto const dropped = session_.execute("drop schema " + quote_always(schema));
        TRY_VOID(session_.rollback());
        if (dropped) return Filling::empty;
        if (dropped.error()->code == "3F000") return Filling::absent;
        if (dropped.error()->code == "2BP01") return Filling::filled;
        return std::unexpected(dropped.error());
    }
    TRY(auto const answer, session_.execute(anything_there, std::vector<engine::Parameter>{schema}));
    if (answer.rows.empty()) return Filling::absent;
    return answer.rows[0].at(0) == "t" ? Filling::filled : Filling::empty;
}

// A database without a history: an empty one is begun, one with tables has to be baselined.
Result<void> Runner::first_run() {
    auto table = history();
    TRY(auto const there, table.read());
    if (there) return {};
    std::string filled;
    for (auto const& schema : options_.schemas.empty() ? std::vector{schema_} : options_.schemas) {
        TRY(auto const filling, filling_of(schema));
        bool const is_main = options_.engine == ForEngine::sqlite && schema == "public";
        if (filling == Filling::filled)
            filled += (filled.empty() ? "" : ", ") + quote_always(is_main ? "main" : schema);
    }
    if (!filled.empty() && options_.baseline_on_migrate) return baseline_locked();
    if (!filled.empty() && !options_.skip_executing && !options_.adopt)
        return failure("F0000", "Found non-empty schema(s) " + filled +
                                    " but no schema history table. Use baseline() or set baselineOnMigrate "
                                    "to true to initialize the schema history table.")
            .hint("backstay migrate baseline says at which version the database stands.");
    TRY_VOID(create_schemas());
    TRY_VOID(in_transaction([&] { return table.create(); }));
    if (created_.empty()) return {};
    return add_row(
        {.rank = 0, .description = "<< Flyway Schema Creation >>", .type = "SCHEMA", .script = created_});
}

Result<void> Runner::refuse_failed(std::vector<InfoLine> const& lines) const {
    for (auto const& line : lines) {
        bool const failed = line.state == State::failed || line.state == State::failed_missing ||
                            line.state == State::failed_future;
        if (!failed || is_ignored(options_.ignore, line)) continue;
        return failure("F0000",
                       "Schema " + quote_always(schema_) + " contains a failed " +
                           (line.version() ? "migration to version " + line.version()->text()
                                           : "repeatable migration (\"" + line.description() + "\")") +
                           " !")
            .hint("Remove what it left half done, then run: backstay migrate repair");
    }
    return {};
}

Result<void> Runner::up_locked(Started const& started, Applied& applied) {
    if (options_.validate) {
        TRY_VOID(with_callbacks("Validate", [&]() -> Result<void> {
            TRY(auto const lines, this->lines());
            auto ignore = options_.ignore;
            ignore.emplace_back("*:pending");
            return refuse_invalid({.findings = migrate::validate(lines, ignore)});
        }));
    }
    TRY_VOID(first_run());
    TRY_VOID(run_callbacks("beforeMigrate"));
    if (auto done = run_all(started, applied); !done) {
        (void)restore_session();
        (void)run_callbacks("afterMigrateError");
        return done;
    }
    TRY_VOID(restore_session());
    if (!applied.migrations.empty()) TRY_VOID(run_callbacks("afterMigrateApplied"));
    return run_callbacks("afterMigrate");
}

Result<void> Runner::run_all(Started const& started, Applied& applied) {
    versioned_phase_ = true;
    TRY(auto const lines, this->lines());
    applied.before = applied.after = current_version(lines);
    TRY_VOID(refuse_failed(lines));
    auto pending = pending_of(lines);
    bool const one = options_.target.kind == Target::Kind::next;
    if (one && !pending.empty()) pending.resize(1);
    if (options_.group) {
        TRY_VOID(run_group(pending, started, applied));
    } else {
        for (auto const& migration : pending) TRY_VOID(run_one(migration, started, applied));
    }
    if (versioned_phase_) return run_callbacks("afterVersioned");
    return {};
}

// Between the last versioned and the first repeatable migration.
Result<void> Runner::begin_repeatables(Migration const& next, Transaction transaction) {
    if (next.version || !versioned_phase_) return {};
    versioned_phase_ = false;
    TRY_VOID(run_callbacks("afterVersioned", transaction));
    return run_callbacks("beforeRepeatables", transaction);
}

Result<bool> Runner::runs_inside(Migration const& migration) const {
    if (migration.config.execute_in_transaction) return *migration.config.execute_in_transaction;
    return is_transactional({migration.text, migration.script}, options_.mixed);
}

Result<void> Runner::run_group(std::vector<Migration> const& pending, Started const& started,
                               Applied& applied) {
    bool inside = true;
    for (std::size_t i = 0; i < pending.size(); ++i) {
        TRY(auto const this_inside, runs_inside(pending[i]));
        if (i > 0 && this_inside != inside && !options_.mixed) {
            auto const& file = pending[i];
            auto const label = (file.version ? file.version->text() + " " : "") + file.description;
            return failure("25001",
                           "Detected both transactional and non-transactional migrations within the "
                           "same migration group (even though mixed is false). First offending "
                           "migration: \"" +
                               label + "\"" + (this_inside ? "" : " [non-transactional]"));
        }
        inside = inside && this_inside;
    }
    std::vector<Done> all;
    auto const work = [&]() -> Result<void> {
        for (auto const& migration : pending) {
            started(migration);
            TRY_VOID(begin_repeatables(migration, inside ? Transaction::inside : Transaction::outside));
            TRY(auto done, apply(migration));
            all.push_back(std::move(done));
        }
        return {};
    };
    TRY_VOID(inside ? in_transaction(work) : work());
    for (auto& done : all) count(std::move(done), applied);
    return {};
}

Result<void> Runner::run_one(Migration const& migration, Started const& started, Applied& applied) {
    TRY(auto const inside, runs_inside(migration));
    TRY_VOID(begin_repeatables(migration, Transaction::outside));
    started(migration);
    Done finished;
    auto const work = [&]() -> Result<void> {
        TRY(finished, apply(migration));
        return {};
    };
    auto done = inside ? in_transaction(work) : work();
    if (done) {
        count(std::move(finished), applied);
        return {};
    }
    if (done.error()->position.file.empty()) done.error()->position.file = migration.script;
    (void)restore_session();
    (void)run_callbacks("afterEachMigrateError");
    if (!inside && options_.record_failures) {
        TRY(auto const rows, this->rows());
        auto row = row_of(migration);
        row.rank = next_rank(rows);
        row.success = false;
        TRY_VOID(add_row(std::move(row)));
    }
    return done;
}

Result<Done> Runner::apply(Migration const& migration) {
    using clock = std::chrono::steady_clock;
    bool const checks = options_.engine == ForEngine::postgres && !options_.skip_executing;
    EncryptedPlaces encrypted;
    if (checks) {
        TRY(encrypted, encrypted_places(session_));
    }
    auto const began = clock::now();
    if (!options_.skip_executing) TRY_VOID(run_statements(migration));
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began).count();
    TRY_VOID(restore_session());
    if (checks) TRY_VOID(check_encrypted(session_, encrypted));
    TRY(auto const rows, this->rows());
    auto row = row_of(migration);
    row.rank = next_rank(rows);
    row.execution_time = static_cast<int>(took);
    TRY_VOID(add_row(std::move(row)));
    return Done{.migration = migration, .milliseconds = static_cast<int>(took)};
}

void Runner::count(Done done, Applied& applied) {
    bool const raises =
        done.migration.version && (!applied.after || *done.migration.version > *applied.after);
    if (raises) applied.after = done.migration.version;
    applied.migrations.push_back(std::move(done));
}

}  // namespace backstay::migrate
