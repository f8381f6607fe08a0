#include "migrate/runner.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <filesystem>

#include "base/text.hpp"
#include "migrate/flyway/naming.hpp"

namespace backstay::migrate {
namespace {

std::string now() {
    auto const moment = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    localtime_r(&moment, &parts);
    std::array<char, 32> text{};
    auto const size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return {text.data(), size};
}

bool is_last_applied(InfoLine const& line) {
    return line.row && line.row->success && line.row->type == "SQL" && line.version() &&
           (line.state == State::success || line.state == State::out_of_order ||
            line.state == State::missing || line.state == State::future);
}

}  // namespace

Result<void> refuse_invalid(Validity const& validity) {
    if (validity.findings.empty()) return {};
    std::string text = "Validate failed: Migrations have failed validation";
    for (auto const& finding : validity.findings) text += "\n" + finding.message;
    return failure("F0000", std::move(text));
}

HistoryRow row_of(Migration const& migration) {
    return {.version = migration.version ? std::optional(migration.version->text()) : std::nullopt,
            .description = flyway::shortened_description(migration.description),
            .type = std::string(type_name(migration.kind)),
            .script = flyway::shortened_script(migration.script),
            .checksum = migration.checksum};
}

int next_rank(std::vector<HistoryRow> const& rows) { return rows.empty() ? 1 : rows.back().rank + 1; }

// Where the connection stands; Flyway gives the embedded engine the schema main and no user.
Result<void> Runner::read_place() {
    auto& values = options_.resolve.placeholders;
    auto const name = [&](std::string_view rest) {
        return to_lower("flyway" + options_.resolve.placeholder_rules.separator + std::string(rest));
    };
    std::string database;
    if (options_.engine == ForEngine::sqlite) {
        schema_ = options_.schemas.empty() ? "public" : options_.schemas.front();
    } else {
        TRY(auto const place, session_.execute("select current_schema(), current_user, current_database(), "
                                               "current_setting('search_path')"));
        auto const& fields = place.rows.at(0);
        schema_ = options_.schemas.empty() ? fields.at(0).value_or("public") : options_.schemas.front();
        user_ = fields.at(1).value_or("");
        database = fields.at(2).value_or("");
        search_path_ = first_search_path_ = fields.at(3).value_or("");
        if (!options_.schemas.empty())
            search_path_ = quote_always(schema_) + (search_path_.empty() ? "" : ", " + search_path_);
    }
    bool const is_main = options_.engine == ForEngine::sqlite && schema_ == "public";
    values[name("defaultSchema")] = is_main ? "main" : schema_;
    values[name("user")] = user_;
    values[name("database")] = database;
    values[name("timestamp")] = now();
    values[name("workingDirectory")] = std::filesystem::current_path().string();
    values[name("table")] = options_.table;
    values[name("environment")] = "default";
    if (!options_.installed_by.empty()) user_ = options_.installed_by;
    return {};
}

Result<void> Runner::prepare() {
    TRY_VOID(read_place());
    auto files = options_.files;
    if (files.empty())
        for (auto const& folder : options_.folders) {
            TRY(auto more, flyway::read_folder(folder));
            files.insert(files.end(), std::make_move_iterator(more.begin()),
                         std::make_move_iterator(more.end()));
        }
    TRY(files_, flyway::resolve(files, options_.resolve));
    return {};
}

Result<std::vector<HistoryRow>> Runner::rows() {
    auto table = history();
    TRY(auto rows, table.read());
    return std::move(rows).value_or(std::vector<HistoryRow>());
}

Result<std::vector<InfoLine>> Runner::lines() {
    TRY(auto const done, rows());
    auto lines = make_info(done, files_.migrations,
                           {.target = options_.target, .out_of_order = options_.out_of_order});
    TRY_VOID(check_target(lines));
    return lines;
}

Result<void> Runner::check_target(std::vector<InfoLine> const& lines) const {
    if (!options_.fail_on_missing_target || !options_.target.version) return {};
    auto const is_target = [&](InfoLine const& line) { return line.version() == options_.target.version; };
    if (std::ranges::any_of(lines, is_target)) return {};
    return failure("22023", "No migration with a target version " + options_.target.version->text() +
                                " could be found. Ensure target is specified correctly and the migration "
                                "exists.");
}

Result<std::vector<InfoLine>> Runner::info() {
    TRY_VOID(prepare());
    return with_callbacks("Info", [&] { return lines(); });
}

Result<Validity> Runner::validate() {
    TRY_VOID(prepare());
    return with_callbacks("Validate", [&]() -> Result<Validity> {
        TRY(auto const lines, this->lines());
        return Validity{.findings = migrate::validate(lines, options_.ignore), .count = lines.size()};
    });
}

Result<Applied> Runner::up(Started const& started) {
    TRY_VOID(prepare());
    Applied applied;
    TRY_VOID(locked([&] { return up_locked(started, applied); }));
    return applied;
}

Result<Repair> Runner::repair() {
    TRY_VOID(prepare());
    return locked([&] { return with_callbacks("Repair", [&] { return repair_locked(); }); });
}

Result<Repair> Runner::repair_locked() {
    TRY(auto const done, rows());
    auto repair = make_repair(done, files_.migrations, options_.ignore);
    TRY_VOID(in_transaction([&]() -> Result<void> {
        auto table = history();
        for (auto const& row : repair.remove) TRY_VOID(table.remove(row));
        for (auto const& row : repair.add) TRY_VOID(table.add(row));
        for (auto const& row : repair.align) TRY_VOID(table.align(row));
        return {};
    }));
    return repair;
}

Result<void> Runner::baseline() {
    TRY_VOID(prepare());
    return locked([&] { return with_callbacks("Baseline", [&] { return baseline_locked(); }); });
}

Result<void> Runner::baseline_locked() {
    auto table = history();
    TRY(auto there, table.read());
    auto const version = Version::parse(options_.baseline_version);
    if (!version) return failure("22023", "\"" + options_.baseline_version + "\" is not a version");
    auto const refused = "Unable to baseline schema history table " + table.name();
    auto const done = there.value_or(std::vector<HistoryRow>());
    auto const known = std::ranges::find(done, "BASELINE", &HistoryRow::type);
    if (known != done.end()) {
        bool const same = known->version && Version::parse(*known->version) == version &&
                          known->description == options_.baseline_description;
        if (same) return {};
        return failure("F0000", refused + " with (" + version->text() + "," + options_.baseline_description +
                                    ") as it has already been baselined with (" +
                                    known->version.value_or("") + "," + known->description + ")");
    }
    bool const has_schema = std::ranges::find(done, "SCHEMA", &HistoryRow::type) != done.end();
    if (has_schema && *version == *Version::parse("0"))
        return failure("F0000", refused + " with version 0 as this version was used for schema creation");
    if (std::ranges::any_of(done, [](HistoryRow const& row) { return row.type != "SCHEMA"; }))
        return failure("F0000", refused + " as it already contains migrations");
    if (there && done.empty())
        return failure("F0000", refused + " as it is empty").hint("Drop the table, then baseline.");
    if (!there) {
        TRY_VOID(create_schemas());
        TRY_VOID(table.create());
    }
    return add_row({.rank = 1,
                    .version = version->text(),
                    .description = options_.baseline_description,
                    .type = "BASELINE",
                    .script = options_.baseline_description});
}

Result<std::optional<Migration>> Runner::undo() {
    TRY_VOID(prepare());
    return locked([&] { return with_callbacks("Undo", [&] { return undo_locked(); }); });
}

Result<std::optional<Migration>> Runner::undo_locked() {
    TRY(auto const lines, this->lines());
    TRY(auto const done, rows());
    InfoLine const* last = nullptr;
    for (auto const& line : lines)
        if (is_last_applied(line) && (last == nullptr || *last->version() < *line.version())) last = &line;
    if (last == nullptr) return std::nullopt;
    auto const script = std::ranges::find_if(files_.migrations, [&](Migration const& file) {
        return file.kind == MigrationKind::undo && file.version == last->version();
    });
    if (script == files_.migrations.end()) {
        auto name = last->description();
        std::ranges::replace(name, ' ', '_');
        return failure("F0000", "There is no undo migration for version " + last->version()->text())
            .hint("Add U" + last->version()->text() + "__" + name + ".sql.");
    }
    auto row = *last->row;
    row.rank = next_rank(done);
    row.type = "DELETE";
    TRY(auto const inside, runs_inside(*script));
    auto const work = [&]() -> Result<void> {
        TRY_VOID(run_statements(*script));
        return add_row(row);
    };
    if (inside)
        TRY_VOID(in_transaction(work));
    else
        TRY_VOID(work());
    return *script;
}

}  // namespace backstay::migrate
