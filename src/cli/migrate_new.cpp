#include "cli/migrate_new.hpp"

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "base/json.hpp"
#include "migrate/flyway/scan.hpp"

namespace backstay::cli {
namespace {

std::string timestamp_version() {
    auto const moment = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm when{};
    gmtime_r(&moment, &when);
    std::ostringstream text;
    text << std::put_time(&when, "%Y%m%d%H%M%S");
    return text.str();
}

// One more than the highest version: 7 after 6, 0005 after 0004, 1.3 after 1.2; the time where versions are
// times; 1 in an empty folder.
Result<std::string> next_version(std::string const& folder) {
    TRY(auto const files, migrate::flyway::read_folder(folder));
    std::optional<migrate::Version> highest;
    for (auto const& file : files) {
        auto const name = migrate::flyway::parse_name(std::filesystem::path(file.script).filename().string());
        if (!name || !*name) continue;
        auto const* const migration = std::get_if<migrate::flyway::MigrationName>(&**name);
        bool const counts =
            migration != nullptr && migration->version && migration->kind != migrate::MigrationKind::undo;
        if (counts && (!highest || *migration->version > *highest)) highest = migration->version;
    }
    if (!highest) return std::string("1");
    constexpr std::size_t date_and_time = 14;
    if (highest->text().size() >= date_and_time) return timestamp_version();
    auto version = highest->text();
    auto const begin = version.rfind('.') == std::string::npos ? 0 : version.rfind('.') + 1;
    for (auto at = version.size(); at-- > begin;) {
        if (version[at] != '9') {
            ++version[at];
            return version;
        }
        version[at] = '0';
    }
    return version.insert(begin, "1");
}

Result<std::string> make_file(std::string const& folder, std::string const& name) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    TRY(auto const version, next_version(folder));
    std::string file_name;
    for (char const c : name) file_name += c == ' ' || c == '-' || c == '/' ? '_' : c;
    auto const path = folder + "/V" + version + "__" + file_name + ".sql";
    std::ofstream file(path);
    file << "-- " << name << '\n';
    file.close();
    if (error || !file) return failure("58030", "could not write \"" + path + "\"");
    return path;
}

}  // namespace

Result<void> make_migration(std::string const& folder, std::string const& name, Output const& output) {
    TRY(auto const path, make_file(folder, name));
    if (!output.json) {
        output.out << path << '\n';
        return {};
    }
    std::string text;
    append_json_string(text, path);
    output.out << R"({"file":)" << text << "}\n";
    return {};
}

}  // namespace backstay::cli
