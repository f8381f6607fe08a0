#include "migrate/flyway/scan.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "migrate/flyway/checksum.hpp"
#include "migrate/flyway/naming.hpp"
#include "migrate/flyway/placeholders.hpp"

namespace backstay::migrate::flyway {
namespace {

namespace fs = std::filesystem;

std::string_view file_name(std::string_view script) {
    auto const slash = script.rfind('/');
    return slash == std::string_view::npos ? script : script.substr(slash + 1);
}

std::optional<bool> flag(std::string_view value) { return equals_ignoring_case(trim(value), "true"); }

ScriptConfig parse_config(std::string_view text) {
    ScriptConfig config;
    for (auto const& line : split(text, '\n')) {
        auto const pair = split_once(line, '=');
        if (!pair) continue;
        auto const key = trim(pair->first);
        if (key == "executeInTransaction") config.execute_in_transaction = flag(pair->second);
        if (key == "placeholderReplacement") config.placeholder_replacement = flag(pair->second);
        if (key == "shouldExecute") config.should_execute = flag(pair->second);
    }
    return config;
}

ScriptConfig config_for(std::vector<SourceFile> const& files, std::string const& script) {
    for (auto const& file : files) {
        if (file.script == script + ".conf") return parse_config(file.text);
    }
    return {};
}

// The first line `-- engine: postgres`.
ForEngine engine_of(std::string_view text) {
    auto line = trim(text.substr(0, text.find_first_of("\r\n")));
    if (!line.starts_with("--")) return ForEngine::any;
    line = trim(line.substr(2));
    constexpr std::string_view word = "engine:";
    if (!line.starts_with(word)) return ForEngine::any;
    auto const name = trim(line.substr(word.size()));
    if (name == "postgres") return ForEngine::postgres;
    return name == "sqlite" ? ForEngine::sqlite : ForEngine::any;
}

Result<std::string> replaced(SourceFile const& file, ScriptConfig const& config,
                             ResolveOptions const& options) {
    std::string_view text = file.text;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!config.placeholder_replacement.value_or(options.placeholder_replacement)) return std::string(text);
    auto values = options.placeholders;
    values["flyway:filename"] = file_name(file.script);
    return replace_placeholders(text, values, file.script);
}

Result<Migration> make_migration(std::vector<SourceFile> const& files, SourceFile const& file,
                                 MigrationName name, ResolveOptions const& options) {
    Migration migration{.kind = name.kind,
                        .version = std::move(name.version),
                        .description = std::move(name.description),
                        .script = file.script};
    if (!is_utf8(file.text)) {
        return failure("22021", "Unable to calculate checksum of " + file.script + ": it is not UTF-8")
            .at({file.script});
    }
    migration.config = config_for(files, file.script);
    migration.engine = engine_of(file.text);
    migration.raw_checksum = checksum(file.text);
    migration.checksum = migration.raw_checksum;
    bool const runs = options.engine == ForEngine::any || migration.engine == ForEngine::any ||
                      migration.engine == options.engine;
    if (!runs) return migration;
    TRY(migration.text, replaced(file, migration.config, options));
    if (name.kind == MigrationKind::repeatable) migration.checksum = checksum(migration.text);
    return migration;
}

bool runs_before(Migration const& a, Migration const& b) {
    if (a.version.has_value() != b.version.has_value()) return a.version.has_value();
    if (!a.version) return a.description < b.description;
    if (*a.version != *b.version) return *a.version < *b.version;
    return a.kind < b.kind;
}

Result<void> refuse_duplicates(std::vector<Migration> const& sorted) {
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        auto const& a = sorted[i - 1];
        auto const& b = sorted[i];
        bool const same = a.kind == b.kind && a.version == b.version &&
                          (a.version.has_value() || a.description == b.description);
        if (!same) continue;
        auto const what = a.version ? "migration with version " + a.version->text()
                                    : "repeatable migration with description " + a.description;
        return failure("42710", "Found more than one " + what)
            .detail("Offenders:\n-> " + a.script + "\n-> " + b.script);
    }
    return {};
}

}  // namespace

Result<std::vector<SourceFile>> read_folder(fs::path const& folder) {
    std::error_code fault;
    if (!fs::is_directory(folder, fault)) {
        return failure("58P01", "the folder of migrations " + folder.string() + " does not exist");
    }
    std::vector<SourceFile> files;
    for (fs::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        if (!entry->is_regular_file(fault)) continue;
        std::ifstream in(entry->path(), std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        if (!in) return failure("58030", "cannot read " + entry->path().string());
        files.push_back({entry->path().lexically_relative(folder).generic_string(), text.str()});
    }
    if (fault) return failure("58030", "cannot read " + folder.string() + ": " + fault.message());
    std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) { return a.script < b.script; });
    return files;
}

Result<Resolved> resolve(std::vector<SourceFile> const& files, ResolveOptions const& options) {
    Resolved found;
    for (auto const& file : files) {
        auto name = parse_name(file_name(file.script));
        if (!name) {
            bool const is_sql = to_lower(file.script).ends_with(".sql");
            if (options.validate_naming && is_sql) {
                return failure("42602", "Invalid name of a migration: " + file.script)
                    .hint("Names are V1__description.sql, R__description.sql, U1__description.sql.");
            }
            continue;
        }
        if (auto* callback = std::get_if<CallbackName>(&*name)) {
            TRY(auto text, replaced(file, config_for(files, file.script), options));
            found.callbacks.push_back({callback->event, callback->description, file.script, std::move(text)});
            continue;
        }
        TRY(auto migration, make_migration(files, file, std::get<MigrationName>(*std::move(name)), options));
        bool const runs = options.engine == ForEngine::any || migration.engine == ForEngine::any ||
                          migration.engine == options.engine;
        if (runs) found.migrations.push_back(std::move(migration));
    }
    std::sort(found.migrations.begin(), found.migrations.end(), runs_before);
    TRY_VOID(refuse_duplicates(found.migrations));
    std::sort(found.callbacks.begin(), found.callbacks.end(), [](Callback const& a, Callback const& b) {
        return std::pair(a.event, a.description) < std::pair(b.event, b.description);
    });
    return found;
}

}  // namespace backstay::migrate::flyway
