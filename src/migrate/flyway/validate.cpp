// What is wrong between the files and the history, in Flyway's words.

#include <algorithm>

#include "migrate/flyway/naming.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {
namespace {

bool matches(std::vector<std::string> const& patterns, InfoLine const& line, std::string_view state) {
    std::string_view const kind = line.repeatable() ? "repeatable" : "versioned";
    return std::any_of(patterns.begin(), patterns.end(), [&](std::string const& pattern) {
        auto const colon = pattern.find(':');
        if (colon == std::string::npos) return false;
        std::string_view const kinds = std::string_view(pattern).substr(0, colon);
        std::string_view const states = std::string_view(pattern).substr(colon + 1);
        return (kinds == "*" || kinds == kind) && (states == "*" || states == state);
    });
}

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
        std::string("Detected applied ") + (line.repeatable() ? "repeatable " : "") +
            "migration not resolved locally: " + label(line) +
            ".\nIf you removed this migration intentionally, run repair to mark the migration as deleted.");
}

std::optional<Finding> not_applied(InfoLine const& line) {
    bool const baseline = line.migration && line.migration->kind == MigrationKind::baseline;
    auto const code = "RESOLVED_" + kind_word(line) + "_MIGRATION_NOT_APPLIED";
    auto const words = std::string("Detected resolved ") + (line.repeatable() ? "repeatable " : "") +
                       "migration not applied to database: " + label(line) + ".\n";
    if (line.state == State::ignored && !baseline) {
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

std::string type_of(Migration const& migration) {
    return migration.kind == MigrationKind::baseline ? "SQL_BASELINE" : "SQL";
}

Finding mismatch(InfoLine const& line, std::string const& what, std::string const& applied,
                 std::string const& resolved) {
    std::string code = what;
    std::transform(code.begin(), code.end(), code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    auto const name = line.repeatable() ? label(line) : "version " + label(line);
    return finding(
        line, code + "_MISMATCH",
        "Migration " + what + " mismatch for migration " + name + "\n-> Applied to database : " + applied +
            "\n-> Resolved locally    : " + resolved +
            "\nEither revert the changes to the migration, or run repair to update the schema history.");
}

std::optional<Finding> differs(InfoLine const& line, bool pending_ignored) {
    if (!line.row || !line.migration) return std::nullopt;
    auto const& row = *line.row;
    auto const& file = *line.migration;
    if (row.type != type_of(file)) return mismatch(line, "type", row.type, type_of(file));
    bool const checks = !line.repeatable() ||
                        (pending_ignored && line.state != State::outdated && line.state != State::superseded);
    bool const same = row.checksum == file.checksum || row.checksum == file.raw_checksum;
    if (checks && !same) {
        return mismatch(line, "checksum", row.checksum ? std::to_string(*row.checksum) : "null",
                        std::to_string(file.checksum));
    }
    auto const description = flyway::shortened_description(file.description);
    if (row.description != description) return mismatch(line, "description", row.description, description);
    return std::nullopt;
}

bool is_out_of_scope(InfoLine const& line, std::vector<std::string> const& ignore) {
    switch (line.state) {
        case State::undone:
        case State::above_target:
        case State::deleted: return true;
        case State::future:
        case State::failed_future: return matches(ignore, line, "future");
        case State::missing:
        case State::failed_missing: return matches(ignore, line, "missing");
        case State::ignored: return matches(ignore, line, "ignored");
        case State::pending: return matches(ignore, line, "pending");
        default: return false;
    }
}

}  // namespace

std::vector<Finding> validate(std::vector<InfoLine> const& info, std::vector<std::string> const& ignore) {
    std::optional<Version> base;
    for (auto const& line : info) {
        bool const raises = line.state == State::baseline && (!base || *line.version() > *base);
        if (raises) base = line.version();
    }
    std::vector<Finding> findings;
    for (auto const& line : info) {
        if (is_out_of_scope(line, ignore)) continue;
        bool const pending_ignored = matches(ignore, line, "pending");
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
