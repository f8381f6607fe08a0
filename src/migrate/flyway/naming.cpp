#include "migrate/flyway/naming.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::migrate::flyway {
namespace {

constexpr auto events = std::to_array<std::string_view>({
    "beforeMigrate",
    "afterMigrate",
    "afterMigrateError",
    "beforeEachMigrate",
    "afterEachMigrate",
    "afterEachMigrateError",
    "beforeEachMigrateStatement",
    "afterEachMigrateStatement",
    "afterEachMigrateStatementError",
    "beforeUndo",
    "afterUndo",
    "afterUndoError",
    "beforeEachUndo",
    "afterEachUndo",
    "afterEachUndoError",
    "beforeEachUndoStatement",
    "afterEachUndoStatement",
    "afterEachUndoStatementError",
    "beforeValidate",
    "afterValidate",
    "afterValidateError",
    "beforeBaseline",
    "afterBaseline",
    "afterBaselineError",
    "beforeRepair",
    "afterRepair",
    "afterRepairError",
    "beforeInfo",
    "afterInfo",
    "afterInfoError",
    "beforeClean",
    "afterClean",
    "afterCleanError",
    "beforeRepeatables",
    "afterVersioned",
    "afterMigrateApplied",
    "beforeCreateSchema",
    "createSchema",
    "beforeConnect",
    "afterConnect",
});

struct Prefix {
    std::string_view text;
    std::optional<MigrationKind> kind = {};  // none: an event
};

// The longest that the name begins with.
std::optional<Prefix> prefix_of(std::string_view name, NamingRules const& rules) {
    std::vector<Prefix> known = {{rules.versioned, MigrationKind::versioned},
                                 {rules.repeatable, MigrationKind::repeatable},
                                 {rules.baseline, MigrationKind::baseline},
                                 {rules.undo, MigrationKind::undo}};
    for (auto const event : events) known.push_back({event});
    std::optional<Prefix> longest;
    for (auto const& prefix : known) {
        bool const fits = !prefix.text.empty() && name.starts_with(prefix.text);
        if (fits && (!longest || prefix.text.size() > longest->text.size())) longest = prefix;
    }
    return longest;
}

std::optional<std::string_view> without_suffix(std::string_view file, NamingRules const& rules) {
    for (auto const& suffix : rules.suffixes) {
        if (file.size() <= suffix.size()) continue;
        auto const stem = file.substr(0, file.size() - suffix.size());
        if (equals_ignoring_case(file.substr(stem.size()), suffix)) return stem;
    }
    return std::nullopt;
}

Failure invalid(std::string text) { return failure("42602", std::move(text)); }

Result<Name> named(std::string_view stem, std::string const& file, NamingRules const& rules) {
    auto const prefix = prefix_of(stem, rules);
    if (!prefix) return invalid("Unrecognised migration name format: " + file);
    auto const rest = stem.substr(prefix->text.size());
    auto const cut = rest.find(rules.separator);
    auto const version = rest.substr(0, cut);
    std::string const words(cut == std::string_view::npos ? "" : rest.substr(cut + rules.separator.size()));
    auto description = words;
    std::ranges::replace(description, '_', ' ');

    bool const versionless = !prefix->kind || prefix->kind == MigrationKind::repeatable;
    if (versionless && !version.empty())
        return invalid("Invalid repeatable migration / callback name format: " + file +
                       " (It cannot contain a version and should look like this: " +
                       std::string(prefix->text) + rules.separator + words + rules.suffixes.front() + ")");
    if (!prefix->kind) return CallbackName{std::string(prefix->text), std::move(description)};
    MigrationName name{*prefix->kind, Version::parse(version), std::move(description)};
    if (versionless) return name;
    if (version.empty())
        return invalid("Invalid versioned migration name format: " + file +
                       " (It must contain a version and should look like this: " + std::string(prefix->text) +
                       "1.2" + rules.separator + words + rules.suffixes.front() + ")");
    if (!name.version)
        return invalid("Invalid versioned migration name format: " + file +
                       " (could not recognise version number " + std::string(version) + ")");
    return name;
}

// The bytes at which each UTF-16 unit begins; a character beyond the first plane has two.
std::vector<std::size_t> utf16_units(std::string const& text) {
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) == 0x80U) continue;
        units.push_back(i);
        if (byte >= 0xF0U) units.push_back(i);
    }
    return units;
}

}  // namespace

std::optional<Result<Name>> parse_name(std::string_view file, NamingRules const& rules) {
    auto const stem = without_suffix(file, rules);
    if (!stem) return std::nullopt;
    return named(*stem, std::string(file), rules);
}

std::string shortened_description(std::string const& description) {
    constexpr std::size_t width = 200;
    auto const units = utf16_units(description);
    if (units.size() <= width) return description;
    return description.substr(0, units[width - 3]) + "...";
}

std::string shortened_script(std::string const& script) {
    constexpr std::size_t width = 1000;
    auto const units = utf16_units(script);
    if (units.size() <= width) return script;
    return "..." + script.substr(units[3]);
}

}  // namespace backstay::migrate::flyway
