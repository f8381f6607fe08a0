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

#include "migrate/migration.hpp"

namespace backstay::migrate::flyway {

struct MigrationName {
    MigrationKind kind = MigrationKind::versioned;
    std::optional<Version> version;
    std::string description;
};
struct CallbackName {
    std::string event;
    std::string description;
};

// Nothing for a file that is none of them. `file` is without its folder.
std::optional<std::variant<MigrationName, CallbackName>> parse_name(std::string_view file);

// As the history table's columns hold them: 200 and 1000 characters.
std::string shortened_description(std::string description);
std::string shortened_script(std::string script);

}  // namespace backstay::migrate::flyway
