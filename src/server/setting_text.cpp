#include "server/setting_text.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace backstay::server {
namespace {

constexpr std::string_view hidden = "********";

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (auto const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// The setting's line and what leads up to it.
std::string entry(Setting const& setting, std::string_view key, Options const& defaults) {
    auto const value = setting.get(defaults);
    // An example where the default is that there is none.
    auto const written = !value.empty()                         ? toml_value(setting, value)
                         : setting.kind == SettingKind::number  ? "1000"
                         : setting.kind == SettingKind::boolean ? "true"
                                                                : toml_value(setting, value);
    return "\n# " + setting.help + "\n# " + std::string(key) + " = " + written + "\n";
}

// Where the password stands in `key = value` text: up to a blank, or in quotes.
std::string without_keyword_password(std::string text) {
    auto const at = text.find("password");
    if (at == std::string::npos) return text;
    auto begin = text.find_first_not_of(" =", at + std::string_view("password").size());
    if (begin == std::string::npos) return text;
    bool const quotes = text[begin] == '\'';
    auto end = begin + (quotes ? 1 : 0);
    while (end < text.size() && text[end] != (quotes ? '\'' : ' ')) end += text[end] == '\\' ? 2 : 1;
    end = std::min(end + (quotes ? 1 : 0), text.size());
    return text.replace(begin, end - begin, hidden);
}

}  // namespace

std::string toml_value(Setting const& setting, std::string const& value) {
    switch (setting.kind) {
        case SettingKind::text: return quoted(value);
        case SettingKind::list: {
            std::vector<std::string> items;
            for (auto const& item : split(value, ',')) items.push_back(quoted(trim(item)));
            return "[" + join(items, ", ") + "]";
        }
        case SettingKind::number:
        case SettingKind::boolean:
        case SettingKind::seconds: return value;
    }
    return value;
}

std::string settings_template() {
    Options const defaults;
    std::string top;
    std::vector<std::string> order;
    std::map<std::string, std::string> sections;
    for (auto const& setting : all_settings()) {
        auto const parts = split_once(setting.name, '.');
        if (!parts) {
            top += entry(setting, setting.name, defaults);
            continue;
        }
        std::string const section(parts->first);
        if (!sections.contains(section)) order.push_back(section);
        sections[section] += entry(setting, parts->second, defaults);
    }
    auto text =
        "# Every setting with its default: take the # away to change one. A variable of the environment is\n"
        "# stronger than this file (rest.max_rows: BACKSTAY_REST_MAX_ROWS; BACKSTAY_..._FILE reads a file), "
        "a\n"
        "# flag stronger than both. `backstay doctor` shows what is in effect and where it came from.\n" +
        top;
    for (auto const& section : order) text += "\n[" + section + "]\n" + sections[section].substr(1);
    return text;
}

std::string without_password(std::string const& url) {
    if (url.starts_with("sqlite:")) return url;
    auto const scheme = url.find("://");
    if (scheme == std::string::npos) return without_keyword_password(url);
    auto shown = url;
    auto const host = scheme + 3;
    auto const authority = std::string_view(url).substr(host, url.find_first_of("/?", host) - host);
    auto const at = authority.rfind('@');
    auto const colon = authority.find(':');
    if (at != std::string_view::npos && colon < at) shown.replace(host + colon + 1, at - colon - 1, hidden);
    auto const parameter = shown.find("password=");
    if (parameter == std::string::npos) return shown;
    auto const begin = parameter + std::string_view("password=").size();
    return shown.replace(begin, std::min(shown.find('&', begin), shown.size()) - begin, hidden);
}

std::string shown_value(Setting const& setting, Options const& options) {
    auto const value = setting.get(options);
    if (setting.name == "database.url") return without_password(value);
    return setting.secrecy == Secrecy::secret && !value.empty() ? std::string(hidden) : value;
}

}  // namespace backstay::server
