#include "server/settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.hpp"

namespace backstay::server {
namespace {

bool is_of_kind(SettingKind kind, std::string_view value) {
    switch (kind) {
        case SettingKind::boolean: return value == "true" || value == "false";
        case SettingKind::number:
        case SettingKind::seconds:
            return !value.empty() && value.size() < 18 &&
                   std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        case SettingKind::text:
        case SettingKind::list: return true;
    }
    return false;
}

std::string_view kind_name(SettingKind kind) {
    switch (kind) {
        case SettingKind::boolean: return "true or false";
        case SettingKind::number: return "a number";
        case SettingKind::seconds: return "a number of seconds";
        case SettingKind::list: return "a list of texts";
        case SettingKind::text: return "a text";
    }
    return "";
}

Result<std::string> read_secret_file(std::string const& path) {
    std::ifstream file(path);
    if (!file) return failure("58P01", "cannot read the file \"" + path + "\"");
    std::string const content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return std::string(trim(content));
}

class Loader {
public:
    explicit Loader(std::vector<Setting> settings) : settings_(std::move(settings)) {}

    Result<void> set(std::string const& name, std::string const& value, std::string const& origin,
                     Position place) {
        auto const found = std::ranges::find(settings_, name, &Setting::name);
        if (found == settings_.end()) return unknown(name, origin, std::move(place));
        if (!is_of_kind(found->kind, value))
            return failure("F0000", origin + ": " + name + " must be " + std::string(kind_name(found->kind)))
                .at(std::move(place));
        TRY_VOID(found->set(loaded.options, value));
        loaded.origins[name] = origin;
        return {};
    }

    Result<void> set_from_environment(std::string const& variable, std::string const& value) {
        for (auto const& setting : settings_) {
            auto const name = environment_name(setting.name);
            if (variable == name) return set(setting.name, value, variable, {});
            if (variable == name + "_FILE") {
                TRY(auto const content, read_secret_file(value));
                return set(setting.name, content, variable, {});
            }
        }
        std::vector<std::string> names;
        for (auto const& setting : settings_) names.push_back(environment_name(setting.name));
        auto refused = failure("F0000", "there is no setting " + variable);
        if (auto const near = nearest(variable, names))
            return std::move(refused).hint("Perhaps you meant " + *near + ".");
        return refused;
    }

    Result<void> set_from_table(toml::table const& table, std::string const& prefix,
                                std::string const& file) {
        for (auto const& [key, node] : table) {
            auto const name = prefix + std::string(key.str());
            Position place{.file = file,
                           .line = static_cast<int>(key.source().begin.line),
                           .column = static_cast<int>(key.source().begin.column)};
            if (auto const* const inner = node.as_table()) {
                TRY_VOID(set_from_table(*inner, name + ".", file));
                continue;
            }
            TRY(auto const value, text_of(node, name, place));
            auto const origin = file + ":" + std::to_string(place.line);
            TRY_VOID(set(name, value, origin, std::move(place)));
        }
        return {};
    }

    LoadedSettings loaded;

private:
    Failure unknown(std::string const& name, std::string const& origin, Position place) const {
        std::vector<std::string> names;
        for (auto const& setting : settings_) names.push_back(setting.name);
        auto refused =
            failure("F0000", origin + ": there is no setting \"" + name + "\"").at(std::move(place));
        if (auto const near = nearest(name, names))
            return std::move(refused).hint("Perhaps you meant \"" + *near + "\".");
        return refused;
    }

    Result<std::string> text_of(toml::node const& node, std::string const& name,
                                Position const& place) const {
        auto const found = std::ranges::find(settings_, name, &Setting::name);
        auto const known = found != settings_.end();
        auto const wrong = [&] {
            return failure("F0000",
                           name + " must be " + std::string(known ? kind_name(found->kind) : "a text"))
                .at(place);
        };
        if (auto const* const text = node.as_string()) {
            if (known && found->kind != SettingKind::text && found->kind != SettingKind::list) return wrong();
            return text->get();
        }
        if (known && found->kind == SettingKind::text) return wrong();
        if (auto const* const flag = node.as_boolean()) return std::string(flag->get() ? "true" : "false");
        if (auto const* const whole = node.as_integer()) return std::to_string(whole->get());
        auto const* const array = node.as_array();
        if (array == nullptr || (known && found->kind != SettingKind::list)) return wrong();
        std::vector<std::string> items;
        for (auto const& item : *array) {
            auto const* const text = item.as_string();
            if (text == nullptr) return wrong();
            items.push_back(text->get());
        }
        return join(items, ",");
    }

    std::vector<Setting> settings_;
};

Result<void> load_file(Loader& loader, std::string const& project) {
    auto const path = std::filesystem::path(project) / "backstay.toml";
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    try {
        auto const table = toml::parse_file(path.string());
        return loader.set_from_table(table, "", path.string());
    } catch (toml::parse_error const& fault) {
        return failure("F0000", std::string(fault.description()))
            .at({.file = path.string(),
                 .line = static_cast<int>(fault.source().begin.line),
                 .column = static_cast<int>(fault.source().begin.column)});
    }
}

// Relative paths, but those of flags, become paths below the project's folder.
void settle_paths(LoadedSettings& loaded) {
    auto const below_project = [&](std::string const& setting, std::string const& path) {
        auto const origin = loaded.origins.find(setting);
        if (path.empty() || (origin != loaded.origins.end() && origin->second == "flag")) return path;
        auto const whole = std::filesystem::path(loaded.options.project) / path;
        return whole.lexically_normal().string();
    };
    auto& url = loaded.options.database.url;
    constexpr std::string_view embedded = "sqlite:";
    if (url.starts_with(embedded) && url != "sqlite::memory:")
        url = "sqlite:" + below_project("database.url", url.substr(embedded.size()));
    auto& mail = loaded.options.mail;
    constexpr std::string_view to_folder = "file:";
    if (mail.url.starts_with(to_folder))
        mail.url = "file:" + below_project("mail.url", mail.url.substr(to_folder.size()));
    if (auto& sms = loaded.options.sms; sms.url.starts_with(to_folder))
        sms.url = "file:" + below_project("sms.url", sms.url.substr(to_folder.size()));
    mail.templates = below_project("mail.templates", mail.templates);
    auto& keys = loaded.options.auth.keys_file;
    keys = below_project("auth.keys_file", keys);
    auto& http = loaded.options.http;
    http.tls_certificate = below_project("tls.certificate", http.tls_certificate);
    http.tls_key = below_project("tls.key", http.tls_key);
}

}  // namespace

std::string environment_name(std::string_view setting) {
    std::string name = "BACKSTAY_";
    for (auto const c : setting)
        name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

Result<LoadedSettings> load_settings(SettingSources const& sources) {
    Loader loader(all_settings());
    loader.loaded.options.project = sources.project;
    TRY_VOID(load_file(loader, sources.project));
    for (auto const& [variable, value] : sources.environment)
        TRY_VOID(loader.set_from_environment(variable, value));
    for (auto const& [name, value] : sources.flags) TRY_VOID(loader.set(name, value, "flag", {}));
    settle_paths(loader.loaded);
    return std::move(loader.loaded);
}

}  // namespace backstay::server
