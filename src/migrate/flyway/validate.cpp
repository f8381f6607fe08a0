// What is wrong between the files and the history, in Flyway's words.

#include <algorithm>

#include "migrate/flyway/naming.hpp"
#include "migrate/migration.hpp"
#include "migrate/pattern.hpp"

namespace backstay::migrate {
namespace {

Finding finding(InfoLine const& line, std::string code, std::string message) {
    auto const version = line.version();
    return {std::move(code), version ? version->text() : "", line.description(), std::move(message)};
}

std::string kind_word(InfoLine const& line) { return line.repeatable() ? "REPEATABLE" : "VERSIONED"; }
std::string label(InfoLine const& line) {
    auto const version = line.version();
    return version ? version->text() : line.description();
}

std::optional<Finding> failed(InfoLine const& line) {
    bool const is = line.state == State::failed || line.state == State::failed_missing ||
                    line.state == State::failed_future;
    if (!is) return std::nullopt;
    return finding(
        line, "FAILED_" + kind_word(line) + "_MIGRATION",
        std::string("Detected failed ") +
            (line.repeatable() ? "repeatable migration: " : "migration to version ") + label(line) +
            (line.repeatable() ? "" : " (" + line.description() + ")") +
            ".\nPlease remove any half-completed changes then run repair to fix the schema history.");
}

std::optional<Finding> not_resolved(InfoLine const& line) {
    if (line.state != State::missing && line.state != State::future) return std::nullopt;
    return finding(
        line, "APPLIED_" + kind_word(line) + "_MIGRATION_NOT_RESOLVED",
        "Detected applied migration not resolved locally: " + label(line) +
            ".\nIf you removed this migration intentionally, run repair to mark the migration as deleted.");
}

std::optional<Finding> not_applied(InfoLine const& line) {
    bool const baseline = line.migration && line.migration->kind == MigrationKind::baseline;
    auto const code = "RESOLVED_" + kind_word(line) + "_MIGRATION_NOT_APPLIED";
    auto const words = std::string("Detected resolved ") + (line.repeatable() ? "repeatable " : "") +
                       "migration not applied to database: " + label(line) + ".\n";
    bool const unwanted = line.migration && line.migration->config.should_execute == false;
    if (line.state == State::ignored && !baseline && !unwanted) {
        return finding(line, code,
                       words +
                           "To ignore this migration, set -ignoreMigrationPatterns='*:ignored'. To allow "
                           "executing this migration, set -outOfOrder=true.");
    }
    if (line.state == State::pending) {
        return finding(
            line, code,
            words + "To fix this error, either run migrate, or set -ignoreMigrationPatterns='*:pending'.");
    }
    return std::nullopt;
}

Finding mismatch(InfoLine const& line, std::string const& what, std::string const& applied,
                 std::string const& resolved) {
    std::string code = what;
    std::transform(code.begin(), code.end(), code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    auto const name = line.repeatable() ? line.row->script : "version " + label(line);
    return finding(
        line, code + "_MISMATCH",
        "Migration " + what + " mismatch for migration " + name + "\n-> Applied to database : " + applied +
            "\n-> Resolved locally    : " + resolved +
            "\nEither revert the changes to the migration, or run repair to update the schema history.");
}

std::optional<Finding> differs(InfoLine const& line, bool pending_ignored) {
    if (!line.row || !line.migration || line.row->type == "DELETE") return std::nullopt;
    auto const& row = *line.row;
    auto const& file = *line.migration;
    if (auto const type = std::string(type_name(file.kind)); row.type != type)
        return mismatch(line, "type", row.type, type);
    bool const checks = !line.repeatable() ||
                        (pending_ignored && line.state != State::outdated && line.state != State::superseded);
    bool const same = row.checksum == file.checksum || row.checksum == file.raw_checksum;
    if (checks && !same) {
        return mismatch(line, "checksum", row.checksum ? std::to_string(*row.checksum) : "null",
                        std::to_string(file.checksum));
    }
    if (row.description != flyway::shortened_description(file.description))
        return mismatch(line, "description", row.description, file.description);
    return std::nullopt;
}

bool is_out_of_scope(InfoLine const& line, std::vector<std::string> const& ignore) {
    bool const settled = line.state == State::undone || line.state == State::above_target ||
                         line.state == State::deleted || line.state == State::available;
    return settled || is_ignored(ignore, line);
}

}  // namespace

std::vector<Finding> validate(std::vector<InfoLine> const& info, std::vector<std::string> const& ignore) {
    std::optional<Version> base;
    for (auto const& line : info) {
        bool const is_base = line.row && line.row->type.ends_with("BASELINE");
        bool const raises = is_base && (!base || *line.version() > *base);
        if (raises) base = line.version();
    }
    std::vector<Finding> findings;
    for (auto const& line : info) {
        if (is_out_of_scope(line, ignore)) continue;
        bool const pending_ignored = is_ignored(ignore, line, "pending");
        auto found = failed(line);
        if (!found) found = not_resolved(line);
        if (!found) found = not_applied(line);
        if (!found && line.state == State::outdated && !pending_ignored) {
            found = finding(
                line, "OUTDATED_REPEATABLE_MIGRATION",
                "Detected outdated resolved repeatable migration that should be re-applied to database: " +
                    label(line) + ".\nRun migrate to execute this migration.");
        }
        bool const above_base = line.repeatable() || !base || *line.version() > *base;
        if (!found && above_base) found = differs(line, pending_ignored);
        if (found) findings.push_back(*std::move(found));
    }
    return findings;
}

}  // namespace backstay::migrate
