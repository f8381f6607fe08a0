// Zones by their names: the files under /usr/share/zoneinfo, in any case; else the name is a POSIX rule.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "base/text.hpp"
#include "engine/sqlite/values/zone.hpp"

namespace backstay::engine::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 255;

std::string to_upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// Follows the name through the folders, in whatever case its parts are written.
std::optional<fs::path> find_file(std::string_view name) {
    fs::path path = "/usr/share/zoneinfo";
    for (auto const& part : split(name, '/')) {
        if (part.empty() || part.starts_with('.')) return std::nullopt;
        std::error_code ignored;
        if (fs::exists(path / part, ignored)) {
            path /= part;
            continue;
        }
        auto const entries = fs::directory_iterator(path, ignored);
        auto const found = std::find_if(begin(entries), end(entries), [&](fs::directory_entry const& entry) {
            return equals_ignoring_case(entry.path().filename().string(), part);
        });
        if (found == end(entries)) return std::nullopt;
        path = found->path();
    }
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return std::nullopt;
    return path;
}

ZonePtr load(std::string_view name) {
    if (name.contains('\0')) return nullptr;
    auto const path = find_file(name);
    if (!path) return nullptr;
    std::ifstream file(*path, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(file), {}};
    return read_zone_file(bytes);
}

ZonePtr const& utc() {
    static ZonePtr const zone = read_zone_rule("UTC0");
    return zone;
}

}  // namespace

ZonePtr find_zone(std::string_view name) {
    if (name == "UTC") return utc();
    if (name.empty() || name.size() > longest_name) return nullptr;
    thread_local std::map<std::string, ZonePtr, std::less<>> known;
    auto const lower = to_lower(name);
    if (auto const found = known.find(lower); found != known.end()) return found->second;
    auto zone = load(name);
    // Only files are kept: their number is bounded.
    if (zone) return known[lower] = std::move(zone);
    auto const upper = to_upper(name);
    if (upper == "GMT") return read_zone_rule("GMT0");
    return read_zone_rule(upper);
}

}  // namespace backstay::engine::sqlite
