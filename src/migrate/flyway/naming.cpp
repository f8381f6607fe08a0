#include "migrate/flyway/naming.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::migrate::flyway {
namespace {

constexpr std::array<std::string_view, 24> events = {
    "beforeMigrate", "afterMigrate",          "beforeEachMigrate", "afterEachMigrate",    "beforeUndo",
    "afterUndo",     "beforeValidate",        "afterValidate",     "beforeBaseline",      "afterBaseline",
    "beforeRepair",  "afterRepair",           "beforeInfo",        "afterInfo",           "beforeClean",
    "afterClean",    "afterVersioned",        "beforeRepeatables", "afterMigrateApplied", "afterMigrateError",
    "createSchema",  "afterEachMigrateError", "beforeEachUndo",    "afterEachUndo"};

std::string spaced(std::string_view text) {
    std::string result(text);
    std::replace(result.begin(), result.end(), '_', ' ');
    return result;
}

std::optional<std::string_view> event_of(std::string_view name) {
    std::optional<std::string_view> longest;
    for (auto const event : events) {
        bool const matches = name.starts_with(event) && (!longest || event.size() > longest->size());
        if (matches) longest = event;
    }
    return longest;
}

std::optional<MigrationKind> kind_of(char prefix) {
    switch (prefix) {
        case 'V': return MigrationKind::versioned;
        case 'R': return MigrationKind::repeatable;
        case 'B': return MigrationKind::baseline;
        case 'U': return MigrationKind::undo;
        default: return std::nullopt;
    }
}

}  // namespace

std::optional<std::variant<MigrationName, CallbackName>> parse_name(std::string_view file) {
    constexpr std::string_view suffix = ".sql", separator = "__";
    if (file.size() <= suffix.size()) return std::nullopt;
    if (!equals_ignoring_case(file.substr(file.size() - suffix.size()), suffix)) return std::nullopt;
    file.remove_suffix(suffix.size());

    auto const event = event_of(file);
    auto const kind = kind_of(file.front());
    if (!event && !kind) return std::nullopt;
    auto const rest = file.substr(event ? event->size() : 1);
    auto const cut = rest.find(separator);
    auto const version = rest.substr(0, cut);
    auto description = cut == std::string_view::npos ? "" : spaced(rest.substr(cut + separator.size()));
    if (event) {
        if (!version.empty()) return std::nullopt;
        return CallbackName{std::string(*event), std::move(description)};
    }
    MigrationName name{*kind, Version::parse(version), std::move(description)};
    bool const fits = *kind == MigrationKind::repeatable ? version.empty() : name.version.has_value();
    if (!fits) return std::nullopt;
    return name;
}

std::string shortened_description(std::string description) {
    constexpr std::size_t width = 200;
    if (description.size() <= width) return description;
    return description.substr(0, width - 3) + "...";
}

std::string shortened_script(std::string script) {
    constexpr std::size_t width = 1000;
    if (script.size() <= width) return script;
    return "..." + script.substr(script.size() - (width - 3));
}

}  // namespace backstay::migrate::flyway
