#include "cli/migrate_json.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace backstay::cli {
namespace {

// An object or a list that is being written.
class Json {
public:
    explicit Json(char open) : text_(1, open), close_(open == '{' ? '}' : ']') {}

    Json& add(std::string_view name, std::string_view value) { return raw(name, quoted(value)); }
    Json& add_or_null(std::string_view name, std::optional<std::string> const& value) {
        return raw(name, value ? quoted(*value) : "null");
    }
    Json& raw(std::string_view name, std::string const& value) {
        separate();
        text_ += quoted(name) + ":" + value;
        return *this;
    }
    Json& item(std::string const& value) {
        separate();
        text_ += value;
        return *this;
    }
    std::string text() const { return text_ + close_; }

private:
    static std::string quoted(std::string_view value) {
        std::string text;
        append_json_string(text, value);
        return text;
    }
    void separate() {
        if (text_.size() > 1) text_ += ',';
    }

    std::string text_;
    char close_;
};

std::string category_of(migrate::MigrationKind kind) {
    switch (kind) {
        case migrate::MigrationKind::repeatable: return "Repeatable";
        case migrate::MigrationKind::baseline: return "Baseline";
        case migrate::MigrationKind::undo: return "Undo";
        case migrate::MigrationKind::versioned: break;
    }
    return "Versioned";
}

std::string number(std::optional<std::int32_t> value) { return value ? std::to_string(*value) : "null"; }

std::string version_text(std::optional<migrate::Version> const& version) {
    return version ? version->text() : "";
}

Json described(migrate::Migration const& migration) {
    Json json('{');
    json.add("category", category_of(migration.kind))
        .add("version", version_text(migration.version))
        .add("description", migration.description)
        .add("type", type_name(migration.kind))
        .add("filepath", migration.script);
    return json;
}

Json described(migrate::HistoryRow const& row) {
    Json json('{');
    json.add("version", row.version.value_or(""))
        .add("description", row.description)
        .add("filepath", row.script);
    return json;
}

template <class Rows>
std::string list_of(Rows const& rows) {
    Json list('[');
    for (auto const& row : rows) list.item(described(row).text());
    return list.text();
}

std::string info_line(migrate::InfoLine const& line, std::vector<migrate::InfoLine> const& lines) {
    auto const& row = line.row;
    auto const& file = line.migration;
    Json json('{');
    json.add("category", category(line))
        .add("version", version_text(line.version()))
        .add("description", line.description())
        .add("type", row ? row->type : std::string(type_name(file->kind)))
        .add("installedOnUTC", row ? row->installed_on : "")
        .add("state", state_name(line.state))
        .add("undoable", is_undoable(line, lines) ? "Yes"
                         : line.version()         ? "No"
                                                  : "")
        .add("filepath", file ? file->script : "")
        .add("installedBy", row ? row->installed_by : "")
        .raw("executionTime", row ? std::to_string(row->execution_time) : "0")
        .raw("installedRank", row ? std::to_string(row->rank) : "null")
        .add("script", row ? row->script : file->script)
        .raw("checksum", number(row ? row->checksum : std::optional(file->checksum)))
        .raw("resolvedChecksum", number(file ? std::optional(file->checksum) : std::nullopt));
    return json.text();
}

std::optional<std::string> last_version(migrate::Applied const& applied) {
    std::optional<std::string> last;
    for (auto const& done : applied.migrations)
        if (done.migration.version) last = done.migration.version->text();
    return last;
}

std::optional<std::string> current_version(std::vector<migrate::InfoLine> const& lines) {
    std::optional<migrate::Version> highest;
    for (auto const& line : lines) {
        bool const counts = line.row && line.version() && line.state != migrate::State::deleted &&
                            line.state != migrate::State::undone && line.row->type != "DELETE";
        if (counts && (!highest || *line.version() > *highest)) highest = line.version();
    }
    return highest ? std::optional(highest->text()) : std::nullopt;
}

}  // namespace

std::string category(migrate::InfoLine const& line) {
    if (line.row && !line.migration) {
        auto const& type = line.row->type;
        if (type == "SCHEMA" || type == "DELETE" || type == "BASELINE") return "";
        if (type.starts_with("UNDO_")) return "Undo";
        if (type.ends_with("_BASELINE")) return "Baseline";
        return line.row->version ? "Versioned" : "Repeatable";
    }
    return category_of(line.migration->kind);
}

bool is_undoable(migrate::InfoLine const& line, std::vector<migrate::InfoLine> const& lines) {
    bool const could =
        line.version() && (line.state == migrate::State::success || line.state == migrate::State::pending ||
                           line.state == migrate::State::out_of_order);
    return could && std::ranges::any_of(lines, [&](migrate::InfoLine const& other) {
               return other.state == migrate::State::available && other.version() == line.version();
           });
}

std::string up_json(migrate::Applied const& applied, std::string const& schema) {
    Json migrations('[');
    for (auto const& done : applied.migrations)
        migrations.item(
            described(done.migration).raw("executionTime", std::to_string(done.milliseconds)).text());
    Json json('{');
    json.add_or_null("initialSchemaVersion",
                     applied.before ? std::optional(applied.before->text()) : std::nullopt)
        .add_or_null("targetSchemaVersion", last_version(applied))
        .add("schemaName", schema)
        .raw("migrations", migrations.text())
        .raw("migrationsExecuted", std::to_string(applied.migrations.size()))
        .raw("success", "true")
        .add("operation", "migrate");
    return json.text();
}

std::string info_json(std::vector<migrate::InfoLine> const& lines, std::string const& schema) {
    Json list('[');
    for (auto const& line : lines)
        if (line.state != migrate::State::available) list.item(info_line(line, lines));
    Json json('{');
    json.add_or_null("schemaVersion", current_version(lines))
        .add("schemaName", schema)
        .raw("migrations", list.text())
        .add("operation", "info");
    return json.text();
}

std::string validate_json(migrate::Validity const& validity) {
    Json invalid('[');
    for (auto const& finding : validity.findings) {
        Json details('{');
        details.add("errorCode", finding.code).add("errorMessage", finding.message);
        Json line('{');
        line.add("version", finding.version)
            .add("description", finding.description)
            .raw("errorDetails", details.text());
        invalid.item(line.text());
    }
    bool const valid = validity.findings.empty();
    Json details('{');
    details.add("errorCode", "VALIDATE_ERROR").add("errorMessage", "Migrations have failed validation");
    Json json('{');
    json.raw("validationSuccessful", valid ? "true" : "false")
        .raw("validateCount", std::to_string(validity.count))
        .raw("invalidMigrations", invalid.text())
        .raw("errorDetails", valid ? "null" : details.text())
        .add("operation", "validate");
    return json.text();
}

std::string repair_json(migrate::Repair const& repair) {
    Json actions('[');
    if (!repair.remove.empty()) actions.item(R"("Removed failed migrations")");
    if (!repair.add.empty()) actions.item(R"("Marked missing migrations as deleted")");
    if (!repair.align.empty()) actions.item(R"("Aligned applied migration checksums")");
    Json json('{');
    json.raw("repairActions", actions.text())
        .raw("migrationsRemoved", list_of(repair.remove))
        .raw("migrationsDeleted", list_of(repair.add))
        .raw("migrationsAligned", list_of(repair.align))
        .add("operation", "repair");
    return json.text();
}

std::string baseline_json(std::string const& version) {
    Json json('{');
    json.raw("successfullyBaselined", "true").add("baselineVersion", version).add("operation", "baseline");
    return json.text();
}

std::string undo_json(std::vector<migrate::Migration> const& undone) {
    Json json('{');
    json.raw("undoneMigrations", list_of(undone)).add("operation", "undo");
    return json.text();
}

}  // namespace backstay::cli
