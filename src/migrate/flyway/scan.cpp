#include "migrate/flyway/scan.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

#include "base/text.hpp"
#include "migrate/flyway/checksum.hpp"
#include "migrate/flyway/encoding.hpp"
#include "migrate/flyway/script_config.hpp"

namespace backstay::migrate::flyway {
namespace {

namespace fs = std::filesystem;

std::string_view file_name(std::string_view script) {
    auto const slash = script.rfind('/');
    return slash == std::string_view::npos ? script : script.substr(slash + 1);
}

Result<ScriptConfig> config_for(std::vector<SourceFile> const& files, std::string const& script) {
    auto const name = script + ".conf";
    auto const found = std::ranges::find(files, name, &SourceFile::script);
    if (found == files.end()) return ScriptConfig{};
    return parse_script_config(found->text, name);
}

// The first line `-- engine: postgres`.
Result<ForEngine> engine_of(std::string_view text, std::string const& script) {
    auto line = trim(text.substr(0, text.find_first_of("\r\n")));
    if (!line.starts_with("--")) return ForEngine::any;
    line = trim(line.substr(2));
    constexpr std::string_view word = "engine:";
    if (!line.starts_with(word)) return ForEngine::any;
    auto const name = to_lower(trim(line.substr(word.size())));
    if (name == "postgres" || name == "postgresql") return ForEngine::postgres;
    if (name == "sqlite") return ForEngine::sqlite;
    return failure("22023", "there is no engine \"" + name + "\": it is postgres or sqlite")
        .at({.file = script, .line = 1, .column = 1});
}

struct Read {
    std::string text;  // with its placeholders replaced
    std::int32_t raw_checksum = 0;
    std::int32_t checksum = 0;  // after replacement
    ScriptConfig config = {};
    ForEngine engine = ForEngine::any;
};

Result<Read> read_script(std::vector<SourceFile> const& files, SourceFile const& file,
                         ResolveOptions const& options) {
    Read read;
    TRY(read.config, config_for(files, file.script));
    auto decoded = to_utf8(file.text, read.config.encoding.value_or(options.encoding));
    if (!decoded && decoded.error()->code == "22021")
        return failure("22021", "Unable to calculate checksum of " + file.script)
            .detail("Please ensure you have configured the correct file encoding with 'flyway.encoding'")
            .hint("Write the file in UTF-8, or name its encoding in " + file.script +
                  ".conf: encoding=ISO-8859-1.")
            .at({.file = file.script});
    TRY(auto const text, std::move(decoded));
    read.raw_checksum = checksum(text);
    std::string_view script = text;
    if (script.starts_with("\xEF\xBB\xBF")) script.remove_prefix(3);
    TRY(read.engine, engine_of(script, file.script));
    auto values = options.placeholders;
    values["flyway" + options.placeholder_rules.separator + "filename"] = file_name(file.script);
    if (read.config.placeholder_replacement.value_or(options.placeholder_rules.replace)) {
        TRY(read.text, replace_placeholders(script, values, file.script, options.placeholder_rules));
        read.checksum = checksum(read.text);
    } else {
        read.text = script;
        read.checksum = read.raw_checksum;
    }
    return read;
}

Migration make_migration(MigrationName name, std::string const& script, Read read) {
    bool const replaced = name.kind == MigrationKind::repeatable;
    return {.kind = name.kind,
            .version = std::move(name.version),
            .description = std::move(name.description),
            .script = script,
            .text = std::move(read.text),
            .checksum = replaced ? read.checksum : read.raw_checksum,
            .raw_checksum = read.raw_checksum,
            .config = std::move(read.config),
            .engine = read.engine};
}

bool runs_before(Migration const& a, Migration const& b) {
    if (a.version.has_value() != b.version.has_value()) return a.version.has_value();
    if (!a.version) return std::tie(a.description, a.script) < std::tie(b.description, b.script);
    if (*a.version != *b.version) return *a.version < *b.version;
    if (a.kind != b.kind) return a.kind < b.kind;
    auto const length = [](Migration const& file) { return file.version->text().size(); };
    return length(a) != length(b) ? length(a) < length(b) : a.script < b.script;
}

Result<void> refuse_duplicates(std::vector<Migration> const& sorted) {
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        auto const& a = sorted[i - 1];
        auto const& b = sorted[i];
        bool const same = a.kind == b.kind && a.version == b.version &&
                          (a.version.has_value() || a.description == b.description);
        if (!same) continue;
        std::string const undo = a.kind == MigrationKind::undo ? "undo " : "";
        auto const what = a.version ? undo + "migration with version " + a.version->text()
                                    : "repeatable migration with description " + a.description;
        auto const type = " (" + std::string(type_name(a.kind)) + ")";
        return failure("42710", "Found more than one " + what + "\nOffenders:\n-> " + a.script + type +
                                    "\n-> " + b.script + type);
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
    std::string invalid;
    for (auto const& file : files) {
        auto name = parse_name(file_name(file.script), options.naming);
        if (!name) continue;
        if (!*name) {
            invalid += "\n" + name->error()->message;
            continue;
        }
        TRY(auto read, read_script(files, file, options));
        if (auto* callback = std::get_if<CallbackName>(&**name))
            found.callbacks.push_back({.event = std::move(callback->event),
                                       .description = std::move(callback->description),
                                       .script = file.script,
                                       .text = std::move(read.text),
                                       .config = std::move(read.config),
                                       .engine = read.engine});
        else
            found.migrations.push_back(
                make_migration(std::get<MigrationName>(**std::move(name)), file.script, std::move(read)));
    }
    if (options.validate_naming && !invalid.empty())
        return failure("42602", "Invalid SQL filenames found:" + invalid)
            .hint(
                "Names are V1__description.sql, R__description.sql, B1__description.sql, "
                "U1__description.sql.");
    std::ranges::sort(found.migrations, runs_before);
    TRY_VOID(refuse_duplicates(found.migrations));
    std::ranges::sort(found.callbacks, [](Callback const& a, Callback const& b) {
        return std::tie(a.event, a.description, a.script) < std::tie(b.event, b.description, b.script);
    });
    return found;
}

}  // namespace backstay::migrate::flyway
