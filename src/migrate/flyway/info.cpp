// The state of each migration: a function of the history's rows, the files and the options.

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {
namespace {

bool is_baseline(HistoryRow const& row) {
    return row.type.ends_with("BASELINE") || row.type == "SQL_STATE_SCRIPT";
}
bool is_undo(HistoryRow const& row) { return row.type.starts_with("UNDO_"); }
bool is_synthetic(HistoryRow const& row) {
    return row.type == "BASELINE" || row.type == "SCHEMA" || row.type == "DELETE";
}
std::optional<Version> version_of(HistoryRow const& row) {
    return row.version ? Version::parse(*row.version) : std::nullopt;
}

// A row with its version read, and what later rows did to it.
struct Fact {
    HistoryRow const* row = nullptr;
    std::optional<Version> version = {};
    bool deleted = false, undone = false, late = false;

    bool live() const { return !deleted && !undone && !is_undo(*row) && row->type != "DELETE"; }
};

struct Facts {
    std::vector<Fact> rows;
    std::vector<Migration> const& migrations;
    InfoOptions options;
    std::optional<Version> last_applied, last_resolved, base;
    std::map<std::string, int> latest_run;  // of repeatable ones, by description
    bool pending_base = false;              // `base` is of a file that is still to run
};

bool same_subject(Fact const& fact, HistoryRow const& row, std::optional<Version> const& version) {
    if (fact.version.has_value() != version.has_value()) return false;
    return version ? fact.version == version : fact.row->description == row.description;
}

// A DELETE or UNDO row takes back the last one before it that is of the same version, or description.
void take_back(std::vector<Fact>& facts, HistoryRow const& row, std::optional<Version> const& version) {
    for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
        if (is_synthetic(*fact->row) || is_undo(*fact->row) || !same_subject(*fact, row, version)) continue;
        (is_undo(row) ? fact->undone : fact->deleted) = true;
        return;
    }
}

Migration const* file_of(Facts const& facts, Fact const& fact) {
    if (is_synthetic(*fact.row) && fact.row->type != "DELETE") return nullptr;
    auto const type = fact.row->type == "SQL_STATE_SCRIPT" ? "SQL_BASELINE" : fact.row->type;
    auto const found = std::ranges::find_if(facts.migrations, [&](Migration const& file) {
        if (!fact.version)
            return file.kind == MigrationKind::repeatable && file.description == fact.row->description;
        return file.version == fact.version && type == type_name(file.kind);
    });
    return found == facts.migrations.end() ? nullptr : &*found;
}

void look_at_rows(Facts& facts, std::vector<HistoryRow> const& rows) {
    for (auto const& row : rows) {
        auto const version = version_of(row);
        bool const takes_back = row.success && (row.type == "DELETE" || is_undo(row));
        if (takes_back) take_back(facts.rows, row, version);
        facts.rows.push_back({.row = &row, .version = version});
        if (!version && row.type != "SCHEMA") facts.latest_run[row.description] = row.rank;
    }
    for (auto& fact : facts.rows) {
        if (!fact.version) continue;
        bool const raises_base = is_baseline(*fact.row) && (!facts.base || *fact.version > *facts.base);
        if (raises_base) facts.base = fact.version;
        if (facts.last_applied && *fact.version <= *facts.last_applied)
            fact.late = true;
        else if (fact.live())
            facts.last_applied = fact.version;
    }
}

void look_at_files(Facts& facts) {
    std::optional<Version> base;
    for (auto const& file : facts.migrations) {
        if (!file.version || file.kind == MigrationKind::undo) continue;
        if (!facts.last_resolved || *file.version > *facts.last_resolved) facts.last_resolved = file.version;
        if (file.kind == MigrationKind::baseline) base = file.version;  // files come in order of version
    }
    facts.pending_base = !facts.last_applied && !facts.base && base;
    if (facts.pending_base) facts.base = base;
}

State missing_state(Facts const& facts, Fact const& fact) {
    bool const is_below = !fact.version || (facts.last_resolved && *fact.version < *facts.last_resolved);
    if (is_below) return fact.row->success ? State::missing : State::failed_missing;
    return fact.row->success ? State::future : State::failed_future;
}

State row_state(Facts const& facts, Fact const& fact, Migration const* file) {
    auto const& row = *fact.row;
    if (fact.undone) return State::undone;
    if (fact.deleted) return State::deleted;
    if (row.type == "DELETE" || row.type == "SCHEMA") return State::success;
    if (row.type == "BASELINE") return State::baseline;
    bool const latest = fact.version || facts.latest_run.at(row.description) == row.rank;
    if (file == nullptr && latest && !is_undo(row)) return missing_state(facts, fact);
    if (!row.success) return State::failed;
    if (is_baseline(row)) return State::baseline;
    if (!fact.version) {
        if (!latest) return State::superseded;
        bool const same = row.checksum == file->checksum || row.checksum == file->raw_checksum;
        return same ? State::success : State::outdated;
    }
    return fact.late && !is_undo(row) ? State::out_of_order : State::success;
}

// Whether the rows say that there is nothing more to do about the file.
bool is_done(Facts const& facts, Migration const& file) {
    return std::ranges::any_of(facts.rows, [&](Fact const& fact) {
        if (!fact.live() || file_of(facts, fact) != &file) return false;
        if (file.version) return true;
        bool const same = fact.row->checksum == file.checksum || fact.row->checksum == file.raw_checksum;
        return same && facts.latest_run.at(file.description) == fact.row->rank;
    });
}

bool is_above_target(Facts const& facts, Version const& version) {
    switch (facts.options.target.kind) {
        case Target::Kind::version: return version > *facts.options.target.version;
        case Target::Kind::current: return !facts.last_applied || version > *facts.last_applied;
        default: return false;
    }
}

State file_state(Facts const& facts, Migration const& file) {
    if (file.kind == MigrationKind::undo) return State::available;
    if (file.config.should_execute == false) return State::ignored;
    if (!file.version) return State::pending;
    if (facts.base && *file.version < *facts.base) return State::below_baseline;
    bool const is_base = file.kind == MigrationKind::baseline;
    if (!is_base && facts.base == file.version) return State::baseline_ignored;
    if (is_base && !facts.pending_base) return State::ignored;
    if (is_above_target(facts, *file.version)) return State::above_target;
    bool const late = facts.last_applied && *file.version < *facts.last_applied;
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
    if (a.version() && b.version()) return a.migration->kind < b.migration->kind;
    return a.description() < b.description();
}

// With the target "next", all above the first pending version is out of reach.
void keep_next(std::vector<InfoLine>& info) {
    auto const is_pending = [](InfoLine const& line) {
        return line.state == State::pending && line.version();
    };
    auto const next = std::ranges::find_if(info, is_pending);
    if (next == info.end()) return;
    auto const version = *next->version();
    for (auto& line : info)
        if (is_pending(line) && *line.version() > version) line.state = State::above_target;
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

std::string_view type_name(MigrationKind kind) {
    switch (kind) {
        case MigrationKind::baseline: return "SQL_BASELINE";
        case MigrationKind::undo: return "UNDO_SQL";
        default: return "SQL";
    }
}

std::optional<Target> parse_target(std::string_view text) {
    auto const word = to_lower(text);
    if (word == "latest" || word.empty()) return Target{};
    if (word == "current") return Target{.kind = Target::Kind::current};
    if (word == "next") return Target{.kind = Target::Kind::next};
    auto version = Version::parse(text);
    if (!version) return std::nullopt;
    return Target{.kind = Target::Kind::version, .version = std::move(version)};
}

std::vector<InfoLine> make_info(std::vector<HistoryRow> const& rows, std::vector<Migration> const& migrations,
                                InfoOptions const& options) {
    Facts facts{.rows = {}, .migrations = migrations, .options = options};
    look_at_rows(facts, rows);
    look_at_files(facts);
    std::vector<InfoLine> info;
    for (auto const& fact : facts.rows) {
        if (fact.row->type == "DELETE" && fact.version) continue;
        auto const* file = file_of(facts, fact);
        InfoLine line{.state = row_state(facts, fact, file), .row = *fact.row};
        if (file != nullptr) line.migration = *file;
        info.push_back(std::move(line));
    }
    for (auto const& file : migrations)
        if (file.kind == MigrationKind::undo || !is_done(facts, file))
            info.push_back({.state = file_state(facts, file), .migration = file});
    std::ranges::sort(info, stands_before);
    if (options.target.kind == Target::Kind::next) keep_next(info);
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
