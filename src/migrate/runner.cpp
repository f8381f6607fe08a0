#include "migrate/runner.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "migrate/flyway/naming.hpp"
#include "migrate/flyway/scan.hpp"
#include "sql/read/read.hpp"
#include "sql/read/split.hpp"

namespace backstay::migrate {
namespace {

// What a piece says of itself, as a place in the whole script.
Error placed(Error error, sql::Piece const& piece, Migration const& migration) {
    auto at = sql::position_at(migration.text, static_cast<int>(piece.offset), migration.script);
    if (error.position.line <= 1) {
        at.line = std::max(at.line, piece.line);
        if (error.position.column > 0 && at.line == piece.line) at.column = error.position.column;
    } else {
        at.line += error.position.line - 1;
        at.column = error.position.column;
    }
    error.position = std::move(at);
    return error;
}

// COPY's text format: fields between tabs, \N for NULL, backslashes before what they hide.
std::vector<engine::Parameter> copy_fields(std::string_view line) {
    std::vector<engine::Parameter> fields;
    std::string field;
    bool null = false;
    for (std::size_t i = 0; i <= line.size(); ++i) {
        if (i == line.size() || line[i] == '\t') {
            fields.push_back(null ? std::nullopt : engine::Parameter(std::move(field)));
            field.clear();
            null = false;
            continue;
        }
        if (line[i] != '\\' || i + 1 == line.size()) {
            field += line[i];
            continue;
        }
        char const c = line[++i];
        switch (c) {
            case 'N': null = true; break;
            case 'n': field += '\n'; break;
            case 't': field += '\t'; break;
            case 'r': field += '\r'; break;
            case 'b': field += '\b'; break;
            case 'f': field += '\f'; break;
            case 'v': field += '\v'; break;
            default: field += c;
        }
    }
    return fields;
}

Result<void> copy(engine::Session& session, sql::Piece const& piece) {
    constexpr std::size_t batch = 1000;
    auto const text = std::string(piece.text) + ";\n" + std::string(piece.data) + "\\.\n";
    TRY(auto const statements, sql::read(text));
    auto const* const copying =
        statements.empty() ? nullptr : std::get_if<sql::CopyFromStdin>(&statements.front().node);
    if (copying == nullptr) return failure("42601", "COPY ... FROM STDIN was expected");
    if (!copying->options.empty())
        return failure("0A000", "COPY with options is not supported in a migration")
            .hint("Write the data in COPY's text format: tabs between fields, \\N for NULL.");
    std::vector<std::vector<engine::Parameter>> rows;
    std::string_view data = copying->data;
    auto const send = [&]() -> Result<void> {
        if (!rows.empty()) TRY_VOID(session.copy_rows(copying->table.name, copying->columns, rows));
        rows.clear();
        return {};
    };
    while (!data.empty()) {
        auto const end = std::min(data.find('\n'), data.size());
        auto line = data.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        data.remove_prefix(std::min(end + 1, data.size()));
        if (line == "\\.") break;
        rows.push_back(copy_fields(line));
        if (rows.size() == batch) TRY_VOID(send());
    }
    return send();
}

bool transactional(Migration const& migration) {
    if (migration.config.execute_in_transaction) return *migration.config.execute_in_transaction;
    auto const pieces = sql::split_statements(migration.text);
    return std::ranges::all_of(pieces, &sql::Piece::transactional);
}

HistoryRow row_of(Migration const& migration, int rank) {
    return {.rank = rank,
            .version = migration.version ? std::optional(migration.version->text()) : std::nullopt,
            .description = flyway::shortened_description(migration.description),
            .type = migration.kind == MigrationKind::baseline ? "SQL_BASELINE" : "SQL",
            .script = flyway::shortened_script(migration.script),
            .checksum = migration.checksum};
}

int next_rank(std::vector<HistoryRow> const& rows) { return rows.empty() ? 1 : rows.back().rank + 1; }

}  // namespace

Runner::Runner(engine::Session& session, RunnerOptions options)
    : session_(session), options_(std::move(options)), history_(session, options_.schema, options_.table) {}

Result<std::vector<Migration>> Runner::migrations() const {
    TRY(auto const files, flyway::read_folder(options_.folder));
    TRY(auto resolved, flyway::resolve(files, {.placeholders = options_.placeholders}));
    return std::move(resolved.migrations);
}

Result<std::vector<HistoryRow>> Runner::rows() {
    TRY(auto rows, history_.read());
    return std::move(rows).value_or(std::vector<HistoryRow>());
}

Result<std::vector<InfoLine>> Runner::info() {
    TRY(auto const files, migrations());
    TRY(auto const done, rows());
    return make_info(done, files, {.target = options_.target, .out_of_order = options_.out_of_order});
}

Result<std::vector<Finding>> Runner::validate() {
    TRY(auto const lines, info());
    return migrate::validate(lines, options_.ignore);
}

template <class Work>
auto Runner::locked(Work work) -> decltype(work()) {
    TRY_VOID(session_.lock(history_.lock_key(), options_.patience));
    auto done = work();
    auto const unlocked = session_.unlock(history_.lock_key());
    if (done && !unlocked) return std::unexpected(unlocked.error());
    return done;
}

Result<void> Runner::check_valid(std::vector<InfoLine> const& lines) const {
    auto ignore = options_.ignore;
    ignore.emplace_back("*:pending");
    auto const findings = migrate::validate(lines, ignore);
    if (findings.empty()) return {};
    std::string text = "Validate failed: Migrations have failed validation";
    for (auto const& finding : findings) text += "\n" + finding.message;
    return failure("F0000", std::move(text));
}

Result<Applied> Runner::up(std::function<void(Migration const&)> const& started) {
    Applied applied;
    for (bool more = true, first = true; more; first = false) {
        TRY(more, locked([&]() -> Result<bool> {
                TRY(auto const there, history_.read());
                if (!there) TRY_VOID(history_.create());
                if (first && options_.validate) {
                    TRY(auto const lines, info());
                    TRY_VOID(check_valid(lines));
                }
                return run_next(started, applied);
            }));
    }
    return applied;
}

Result<bool> Runner::run_next(std::function<void(Migration const&)> const& started, Applied& applied) {
    TRY(auto const done, rows());
    TRY(auto const lines, info());
    for (auto const& row : done)
        if (row.success && row.version && row.type != "DELETE")
            if (auto version = Version::parse(*row.version); !applied.version || *applied.version < *version)
                applied.version = std::move(version);
    auto const next = std::ranges::find_if(lines, [](InfoLine const& line) {
        return line.state == State::pending && line.migration && line.migration->kind != MigrationKind::undo;
    });
    if (next == lines.end()) return false;
    started(*next->migration);
    TRY_VOID(run(*next->migration, row_of(*next->migration, next_rank(done))));
    ++applied.count;
    return true;
}

Result<void> Runner::run_statements(Migration const& migration) {
    bool const elsewhere = migration.engine != ForEngine::any && options_.engine != ForEngine::any &&
                           migration.engine != options_.engine;
    if (elsewhere) return {};
    for (auto const& piece : sql::split_statements(migration.text)) {
        if (piece.copies) {
            if (auto const done = copy(session_, piece); !done)
                return std::unexpected(placed(done.error(), piece, migration));
            continue;
        }
        if (auto const done = session_.execute(piece.text); !done)
            return std::unexpected(placed(done.error(), piece, migration));
    }
    return {};
}

Result<void> Runner::run(Migration const& migration, HistoryRow row) {
    using clock = std::chrono::steady_clock;
    auto const began = clock::now();
    bool const whole = transactional(migration);
    if (whole) TRY_VOID(session_.begin());
    auto done = run_statements(migration);
    row.execution_time =
        static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began).count());
    row.success = done.has_value();
    if (whole && !done) {
        TRY_VOID(session_.rollback());
        return done;
    }
    TRY_VOID(history_.add(row));
    if (whole) return session_.commit();
    return done;  // what ran outside a transaction stays, and the row says that it failed
}

Result<Repair> Runner::repair() {
    return locked([&]() -> Result<Repair> {
        options_.out_of_order = true;
        options_.target.reset();
        TRY(auto const lines, info());
        TRY(auto const done, rows());
        auto repair = make_repair(lines, done, options_.ignore);
        TRY_VOID(session_.begin());
        auto const change = [&]() -> Result<void> {
            for (auto const& row : repair.remove) TRY_VOID(history_.remove(row));
            for (auto const& row : repair.add) TRY_VOID(history_.add(row));
            for (auto const& row : repair.align) TRY_VOID(history_.align(row));
            return {};
        };
        if (auto const changed = change(); !changed) {
            TRY_VOID(session_.rollback());
            return std::unexpected(changed.error());
        }
        TRY_VOID(session_.commit());
        return repair;
    });
}

Result<void> Runner::baseline(std::string const& version, std::string const& description) {
    return locked([&]() -> Result<void> {
        TRY(auto there, history_.read());
        if (!there) TRY_VOID(history_.create());
        auto const done = std::move(there).value_or(std::vector<HistoryRow>());
        auto const is_baseline = [](HistoryRow const& row) { return row.type == "BASELINE"; };
        if (auto const known = std::ranges::find_if(done, is_baseline); known != done.end()) {
            if (known->version == version && known->description == description) return {};
            return failure("F0000", "Unable to baseline schema history table " + history_.name() + " with (" +
                                        version + "," + description +
                                        ") as it has already been baselined with (" +
                                        known->version.value_or("") + "," + known->description + ")");
        }
        if (std::ranges::any_of(done, [](HistoryRow const& row) { return row.type != "SCHEMA"; }))
            return failure("F0000", "Unable to baseline schema history table " + history_.name() +
                                        " as it already contains migrations");
        return history_.add({.rank = 1,
                             .version = version,
                             .description = description,
                             .type = "BASELINE",
                             .script = description});
    });
}

Result<std::optional<Migration>> Runner::undo() {
    return locked([&]() -> Result<std::optional<Migration>> {
        TRY(auto const lines, info());
        TRY(auto const done, rows());
        InfoLine const* last = nullptr;
        for (auto const& line : lines)
            if (line.row && line.row->success && line.row->type == "SQL" && line.version() &&
                (line.state == State::success || line.state == State::out_of_order))
                if (last == nullptr || *last->version() < *line.version()) last = &line;
        if (last == nullptr) return std::nullopt;
        TRY(auto const files, migrations());
        auto const script = std::ranges::find_if(files, [&](Migration const& m) {
            return m.kind == MigrationKind::undo && m.version == last->version();
        });
        if (script == files.end())
            return failure("F0000", "There is no undo migration for version " + last->version()->text())
                .hint("Add U" + last->version()->text() + "__" + last->description() + ".sql.");
        auto row = *last->row;
        row.rank = next_rank(done);
        row.type = "DELETE";
        TRY_VOID(run(*script, std::move(row)));
        return *script;
    });
}

}  // namespace backstay::migrate
