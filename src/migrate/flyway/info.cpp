// The state of each migration: a function of the history's rows, the files and the options.

#include <algorithm>
#include <tuple>

#include "migrate/migration.hpp"

namespace backstay::migrate {
namespace {

bool is_baseline(HistoryRow const& row) {
    return row.type == "BASELINE" || row.type == "SQL_BASELINE" || row.type == "JDBC_BASELINE" ||
           row.type == "SQL_STATE_SCRIPT";
}
bool is_undo(HistoryRow const& row) { return row.type.starts_with("UNDO_"); }
bool is_synthetic(HistoryRow const& row) {
    return row.type == "BASELINE" || row.type == "SCHEMA" || row.type == "DELETE";
}
std::optional<Version> version_of(HistoryRow const& row) {
    return row.version ? Version::parse(*row.version) : std::nullopt;
}
bool is_repeatable(HistoryRow const& row) { return !row.version && row.type != "SCHEMA"; }

bool same_subject(HistoryRow const& a, HistoryRow const& b) {
    if (a.version.has_value() != b.version.has_value()) return false;
    return a.version ? version_of(a) == version_of(b) : a.description == b.description;
}

struct Facts {
    std::vector<HistoryRow> const& rows;
    std::vector<Migration> const& migrations;
    InfoOptions const& options;
    std::optional<Version> last_applied, last_resolved, base;
    bool anything_applied = false;

    // A later row that takes this one back.
    bool taken_back(HistoryRow const& row, bool by_undo) const {
        return std::any_of(rows.begin(), rows.end(), [&](HistoryRow const& later) {
            bool const takes = by_undo ? is_undo(later) : later.type == "DELETE";
            return takes && later.success && later.rank > row.rank && same_subject(later, row);
        });
    }
    bool live(HistoryRow const& row) const {
        return !is_undo(row) && row.type != "DELETE" && !taken_back(row, false) && !taken_back(row, true);
    }

    Migration const* file_of(HistoryRow const& row) const {
        if (is_synthetic(row) && row.type != "DELETE") return nullptr;
        for (auto const& migration : migrations) {
            bool const kinds_fit = is_baseline(row) == (migration.kind == MigrationKind::baseline) &&
                                   is_undo(row) == (migration.kind == MigrationKind::undo);
            if (!kinds_fit || row.version.has_value() != migration.version.has_value()) continue;
            bool const same =
                row.version ? version_of(row) == migration.version : row.description == migration.description;
            if (same) return &migration;
        }
        return nullptr;
    }
};

Facts make_facts(std::vector<HistoryRow> const& rows, std::vector<Migration> const& migrations,
                 InfoOptions const& options) {
    Facts facts{.rows = rows, .migrations = migrations, .options = options};
    std::optional<Version> pending_base;
    for (auto const& row : rows) {
        auto const version = version_of(row);
        if (row.type != "SCHEMA") facts.anything_applied = true;
        if (!version || !facts.live(row)) continue;
        if (!facts.last_applied || *version > *facts.last_applied) facts.last_applied = version;
        bool const raises = is_baseline(row) && row.success && (!facts.base || *version > *facts.base);
        if (raises) facts.base = version;
    }
    for (auto const& migration : migrations) {
        if (!migration.version || migration.kind == MigrationKind::undo) continue;
        if (!facts.last_resolved || *migration.version > *facts.last_resolved) {
            facts.last_resolved = migration.version;
        }
        bool const within = !options.target || *migration.version <= *options.target;
        if (migration.kind == MigrationKind::baseline && within) pending_base = migration.version;
    }
    if (!facts.anything_applied) facts.base = pending_base;
    return facts;
}

State versioned_row_state(Facts const& facts, HistoryRow const& row, Migration const* file) {
    auto const version = version_of(row);
    if (!file && !is_synthetic(row)) {
        bool const missing = !version || (facts.last_resolved && *version < *facts.last_resolved);
        if (missing) return row.success ? State::missing : State::failed_missing;
        return row.success ? State::future : State::failed_future;
    }
    if (!row.success) return State::failed;
    if (is_baseline(row)) return State::baseline;
    bool const late = std::any_of(facts.rows.begin(), facts.rows.end(), [&](HistoryRow const& earlier) {
        auto const other = version_of(earlier);
        return earlier.rank < row.rank && other && version && *other > *version && facts.live(earlier);
    });
    return late ? State::out_of_order : State::success;
}

State repeatable_row_state(Facts const& facts, HistoryRow const& row, Migration const* file) {
    if (row.type == "DELETE") return State::success;
    if (file == nullptr) return row.success ? State::missing : State::failed_missing;
    if (!row.success) return State::failed;
    bool const latest = std::none_of(facts.rows.begin(), facts.rows.end(), [&](HistoryRow const& later) {
        return later.rank > row.rank && same_subject(later, row);
    });
    if (!latest) return State::superseded;
    return row.checksum == file->checksum ? State::success : State::outdated;
}

State row_state(Facts const& facts, HistoryRow const& row, Migration const* file) {
    if (row.type == "SCHEMA") return State::success;
    if (row.type != "DELETE" && facts.taken_back(row, false)) return State::deleted;
    if (!is_undo(row) && facts.taken_back(row, true)) return State::undone;
    if (is_undo(row)) return row.success ? State::success : State::failed;
    return is_repeatable(row) ? repeatable_row_state(facts, row, file)
                              : versioned_row_state(facts, row, file);
}

std::optional<State> file_state(Facts const& facts, Migration const& migration) {
    if (migration.kind == MigrationKind::undo) return State::available;
    HistoryRow const* latest = nullptr;
    for (auto const& row : facts.rows) {
        if (facts.live(row) && facts.file_of(row) == &migration) latest = &row;
    }
    if (migration.kind == MigrationKind::repeatable) {
        if (latest != nullptr && latest->success && latest->checksum == migration.checksum)
            return std::nullopt;
        if (latest != nullptr && !latest->success) return std::nullopt;
    } else if (latest != nullptr) {
        return std::nullopt;
    }
    if (migration.config.should_execute == false) return State::ignored;
    if (!migration.version) return State::pending;
    bool const is_base = migration.kind == MigrationKind::baseline;
    if (facts.base && *migration.version < *facts.base) return State::below_baseline;
    if (is_base) {
        bool const used = !facts.anything_applied && facts.base == migration.version;
        if (used) return State::pending;
        if (facts.anything_applied) return State::ignored;
    } else if (facts.base == migration.version) {
        return State::baseline_ignored;
    }
    if (facts.options.target && *migration.version > *facts.options.target) return State::above_target;
    bool const late = facts.last_applied && *migration.version < *facts.last_applied;
    return late && !facts.options.out_of_order ? State::ignored : State::pending;
}

// Below the baseline; applied, by rank; versioned; repeatable.
int place_of(InfoLine const& line) {
    if (line.row) return 1;
    if (line.state == State::below_baseline || line.state == State::baseline_ignored) return 0;
    return line.version() ? 2 : 3;
}

bool stands_before(InfoLine const& a, InfoLine const& b) {
    if (place_of(a) != place_of(b)) return place_of(a) < place_of(b);
    if (a.row) return a.row->rank < b.row->rank;
    if (a.version() && b.version() && *a.version() != *b.version()) return *a.version() < *b.version();
    return a.description() < b.description();
}

}  // namespace

std::optional<Version> InfoLine::version() const {
    if (row) return row->version ? Version::parse(*row->version) : std::nullopt;
    return migration ? migration->version : std::nullopt;
}

std::string InfoLine::description() const {
    if (row) return row->description;
    return migration ? migration->description : "";
}

std::vector<InfoLine> make_info(std::vector<HistoryRow> const& rows, std::vector<Migration> const& migrations,
                                InfoOptions const& options) {
    auto const facts = make_facts(rows, migrations, options);
    std::vector<InfoLine> info;
    for (auto const& row : rows) {
        if (row.type == "DELETE" && row.version) continue;
        auto const* file = facts.file_of(row);
        InfoLine line{.state = row_state(facts, row, file), .row = row};
        if (file != nullptr) line.migration = *file;
        info.push_back(std::move(line));
    }
    for (auto const& migration : migrations) {
        if (auto const state = file_state(facts, migration)) {
            info.push_back({.state = *state, .migration = migration});
        }
    }
    std::sort(info.begin(), info.end(), stands_before);
    return info;
}

std::string_view state_name(State state) {
    constexpr std::string_view names[] = {
        "Pending",         "Above Target", "Below Baseline",   "Ignored (Baseline)",
        "Ignored",         "Available",    "Baseline",         "Success",
        "Failed",          "Missing",      "Failed (Missing)", "Future",
        "Failed (Future)", "Out of Order", "Outdated",         "Superseded",
        "Deleted",         "Undone"};
    return names[static_cast<std::size_t>(state)];
}

}  // namespace backstay::migrate
