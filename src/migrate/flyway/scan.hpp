#pragma once

// From the files of a folder to migrations in the order they run.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
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
    bool placeholder_replacement = true;
    bool validate_naming = false;
    ForEngine engine = ForEngine::any;  // scripts for another one are left out
};

struct Resolved {
    std::vector<Migration>
        migrations;  // versioned by version, then repeatable by description; undo, baseline too
    std::vector<Callback> callbacks;  // by event, then description
};

// Names, checksums, placeholders, the .conf files; two migrations of one version are an error.
Result<Resolved> resolve(std::vector<SourceFile> const& files, ResolveOptions const& options);

}  // namespace backstay::migrate::flyway
