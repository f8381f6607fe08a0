#pragma once

// The names of Flyway's files.
//
//     V1_2__add_task.sql      versioned: version 1.2, "add task"
//     R__views.sql            repeatable, "views"
//     B5__all.sql             baseline
//     U2__add_task.sql        undo of version 2
//     afterMigrate__x.sql     callback of the event afterMigrate, "x"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate::flyway {

// What a name may begin and end with: sqlMigrationPrefix, sqlMigrationSuffixes, ...
struct NamingRules {
    std::string versioned = "V", repeatable = "R", baseline = "B", undo = "U";
    std::string separator = "__";
    std::vector<std::string> suffixes = {".sql"};
};

struct MigrationName {
    MigrationKind kind = MigrationKind::versioned;
    std::optional<Version> version;
    std::string description;
};
struct CallbackName {
    std::string event;
    std::string description;
};
using Name = std::variant<MigrationName, CallbackName>;

// Nothing for a file without one of the suffixes; an error, in Flyway's words, for one that is none of the
// above. `file` is without its folder.
std::optional<Result<Name>> parse_name(std::string_view file, NamingRules const& rules = {});

// As the history table's columns hold them: 200 and 1000 characters, counted in UTF-16 units.
std::string shortened_description(std::string const& description);
std::string shortened_script(std::string const& script);

}  // namespace backstay::migrate::flyway
