#pragma once

// From the files of a folder to migrations in the order they run.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "migrate/flyway/naming.hpp"
#include "migrate/flyway/placeholders.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate::flyway {

struct SourceFile {
    std::string script;  // the path below the folder, with '/' between: sub/V1__a.sql
    std::string text;
};

// Every file below `folder`, however deep, by name. A folder that is absent is an error (58P01).
Result<std::vector<SourceFile>> read_folder(std::filesystem::path const& folder);

struct ResolveOptions {
    std::map<std::string, std::string> placeholders = {};  // names in lower case
    PlaceholderRules placeholder_rules = {};
    NamingRules naming = {};
    bool validate_naming = false;  // a name that is none of Flyway's is an error, not a file to pass over
    std::string encoding = "UTF-8";
};

struct Resolved {
    std::vector<Migration>
        migrations;  // versioned by version, then repeatable by description; undo, baseline too
    std::vector<Callback> callbacks;  // by event, then description
};

// Names, checksums, placeholders, the .conf files; two migrations of one version are an error.
Result<Resolved> resolve(std::vector<SourceFile> const& files, ResolveOptions const& options);

}  // namespace backstay::migrate::flyway
