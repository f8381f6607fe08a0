#include "server/postgrest_config.hpp"

namespace backstay::server {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (auto const c : text) {
        if (c == '"') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string line(PostgrestSetting const& setting, std::string const& value) {
    auto const bare = setting.kind != PostgrestKind::text && !value.empty();
    return std::string(setting.name) + " = " + (bare ? value : quoted(value)) + "\n";
}

}  // namespace

std::string dump_postgrest_config(PostgrestConfig const& config) {
    std::string out;
    for (auto const& setting : postgrest_settings()) out += line(setting, config.text(setting.name));
    for (auto const& [name, value] : config.app_settings())
        out += "app.settings." + name + " = " + quoted(value) + "\n";
    return out;
}

std::string postgrest_example() {
    std::string out;
    for (auto const& setting : postgrest_settings()) {
        out += "## " + std::string(setting.help) + "\n";
        if (setting.initial.empty()) out += "# ";
        out += line(setting, std::string(setting.initial)) + "\n";
    }
    return out + "## What current_setting('app.settings.NAME') gives\n# app.settings.NAME = \"\"\n";
}

}  // namespace backstay::server
