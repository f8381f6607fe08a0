#include "server/postgrest_config.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <fstream>
#include <iterator>

#include "auth/keys.hpp"
#include "auth/role_path.hpp"
#include "base/text.hpp"

namespace backstay::server {
namespace {

constexpr std::string_view app_settings = "app.settings.";
constexpr std::string_view app_variable = "PGRST_APP_SETTINGS_";

std::optional<std::int64_t> whole_number(std::string_view text) {
    double number = 0;
    auto const* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, number).ptr != end || text.empty()) return {};
    auto const whole = static_cast<std::int64_t>(number);
    if (static_cast<double>(whole) != number) return {};
    return whole;
}

// Words by their letters alone, whatever their case ("\"True\""), and numbers: positive is true.
std::optional<std::string> truth(std::string_view text) {
    std::string letters;
    for (auto const c : to_lower(text))
        if (c >= 'a' && c <= 'z') letters += c;
    if (letters == "true" || letters == "false") return letters;
    if (auto const number = whole_number(text)) return *number > 0 ? "true" : "false";
    return {};
}

// What a given text stands for; nothing when it counts as not given.
std::optional<std::string> coerce(PostgrestSetting const& setting, std::string const& given) {
    switch (setting.kind) {
        case PostgrestKind::text:
            if (given.empty() && setting.name != "db-extra-search-path") return {};
            return given;
        case PostgrestKind::number:
            if (auto const number = whole_number(given)) return std::to_string(*number);
            return {};
        case PostgrestKind::boolean: return truth(given);
    }
    return {};
}

Result<std::string> read_file(std::string const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return failure("58P01", path + ": openFile: does not exist (No such file or directory)");
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<std::string> parts_of(std::string const& text) {
    auto items = split(text, ',');
    for (auto& item : items) item = std::string(trim(item));
    return items;
}

bool is_uri(std::string_view text) {
    auto const scheme = text.substr(0, text.find(':'));
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const fits = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    auto const plain = [](char c) {
        return c > ' ' && c < '\x7f' && !std::string_view("\"<>\\^`{|}").contains(c);
    };
    return !scheme.empty() && is_letter(scheme.front()) && std::ranges::all_of(scheme, fits) &&
           std::ranges::all_of(text, plain);
}

Result<void> check_schemas(std::vector<std::string> const& schemas) {
    for (auto const* const name : {"pg_catalog", "information_schema"})
        if (std::ranges::find(schemas, name) != schemas.end())
            return failure("F0000", "db-schemas does not allow schema: '" + std::string(name) + "'");
    return {};
}

Result<void> check_socket_mode(std::string const& text) {
    unsigned mode = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), mode, 8).ec != std::errc{})
        return failure("F0000", "Invalid server-unix-socket-mode: not an octal");
    if (mode < 0600 || mode > 0777)
        return failure("F0000", "Invalid server-unix-socket-mode: needs to be between 600 and 777");
    return {};
}

Result<void> check_proxy(std::string const& text) {
    auto const rest = text.starts_with("https://")  ? std::string_view(text).substr(8)
                      : text.starts_with("http://") ? std::string_view(text).substr(7)
                                                    : std::string_view();
    if (text.empty() || (is_uri(text) && !rest.empty() && rest.front() != '/')) return {};
    return failure("F0000", "Malformed proxy uri, a correct example: https://example.com:8443/basePath");
}

}  // namespace

std::string postgrest_variable(std::string_view setting) {
    std::string name = "PGRST_";
    for (auto const c : setting)
        name += c == '-' || c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

class PostgrestConfigReader {
public:
    explicit PostgrestConfigReader(PostgrestSources const& sources) : sources_(sources) {}

    Result<PostgrestConfig> read() {
        TRY_VOID(read_bindings());
        for (auto const& setting : postgrest_settings()) TRY_VOID(set(setting));
        read_app_settings();
        TRY_VOID(check());
        TRY_VOID(read_files());
        return std::move(config_);
    }

private:
    std::string& value(std::string_view name) { return config_.values_.find(name)->second; }

    Result<void> read_bindings() {
        if (sources_.file.empty()) return {};
        TRY(auto const text, read_file(sources_.file));
        TRY(bindings_, parse_postgrest_file(text, sources_.file, sources_.environment));
        std::vector<std::string> names;
        for (auto const& setting : postgrest_settings()) names.emplace_back(setting.name);
        for (auto const& binding : bindings_) {
            auto const known = [&](PostgrestSetting const& s) {
                return s.name == binding.name || s.alias == binding.name;
            };
            if (binding.name.starts_with(app_settings) || std::ranges::any_of(postgrest_settings(), known))
                continue;
            auto refused = failure("F0000", "there is no setting \"" + binding.name + "\"")
                               .at({.file = sources_.file, .line = binding.line, .column = 1});
            if (auto const near = nearest(binding.name, names))
                return std::move(refused).hint("Perhaps you meant \"" + *near + "\".");
            return refused;
        }
        return {};
    }

    // The strongest place where that name is given.
    std::optional<std::string> given(std::string_view name) const {
        std::string in_database(name);
        std::ranges::replace(in_database, '-', '_');
        for (auto const& [key, text] : sources_.database)
            if (key == in_database) return text;
        if (auto text = sources_.environment(postgrest_variable(name))) return text;
        std::optional<std::string> last;
        for (auto const& binding : bindings_)
            if (binding.name == name) last = binding.value.text;
        return last;
    }

    Result<void> set(PostgrestSetting const& setting) {
        std::optional<std::string> found;
        if (auto const text = given(setting.name)) found = coerce(setting, *text);
        if (!found && !setting.alias.empty())
            if (auto const text = given(setting.alias)) found = coerce(setting, *text);
        auto const allowed = split(setting.allowed, '|');
        if (found && !allowed.empty() && std::ranges::find(allowed, *found) == allowed.end())
            return failure("F0000", std::string(setting.refusal))
                .detail(std::string(setting.name) + " is \"" + *found + "\"");
        config_.values_.insert_or_assign(std::string(setting.name),
                                         found.value_or(std::string(setting.initial)));
        return {};
    }

    void read_app_settings() {
        for (auto const& [name, bound, line] : bindings_)
            if (name.starts_with(app_settings))
                config_.app_settings_.insert_or_assign(name.substr(app_settings.size()), bound.text);
        for (auto const& variable : sources_.variables)
            if (variable.starts_with(app_variable))
                config_.app_settings_.insert_or_assign(variable.substr(app_variable.size()),
                                                       sources_.environment(variable).value_or(""));
        for (auto const& [name, text] : sources_.database)
            if (name.starts_with(app_settings))
                config_.app_settings_.insert_or_assign(name.substr(app_settings.size()), text);
    }

    Result<void> check() {
        TRY_VOID(check_schemas(config_.list("db-schemas")));
        auto const& port = value("admin-server-port");
        if (!port.empty() && port == value("server-port"))
            return failure("F0000", "admin-server-port cannot be the same as server-port");
        if (auto& host = value("admin-server-host"); host.empty()) host = value("server-host");
        TRY_VOID(check_socket_mode(value("server-unix-socket-mode")));
        TRY_VOID(check_proxy(value("openapi-server-proxy-uri")));
        if (value("jwt-aud").contains(':') && !is_uri(value("jwt-aud")))
            return failure("F0000", "jwt-aud should be a string or a valid URI");
        TRY_VOID(auth::RolePath::parse(value("jwt-role-claim-key")));
        return {};
    }

    // "@FILE" in place of a value.
    Result<void> read_files() {
        auto& secret = value("jwt-secret");
        if (secret.starts_with('@')) {
            TRY(secret, read_file(secret.substr(1)));
            if (secret.ends_with('\n')) secret.pop_back();
        }
        auto& uri = value("db-uri");
        if (uri.starts_with('@')) {
            TRY(auto const text, read_file(uri.substr(1)));
            uri = std::string(trim(text));
        }
        if (secret.empty()) return {};
        using enum auth::SecretEncoding;
        TRY_VOID(auth::KeySet::parse(secret, config_.boolean("jwt-secret-is-base64") ? base64 : text));
        return {};
    }

    PostgrestSources const& sources_;
    std::vector<PostgrestBinding> bindings_;
    PostgrestConfig config_;
};

std::string const& PostgrestConfig::text(std::string_view name) const {
    auto const found = values_.find(name);
    assert(found != values_.end());
    return found->second;
}

std::optional<std::int64_t> PostgrestConfig::number(std::string_view name) const {
    return whole_number(text(name));
}

std::vector<std::string> PostgrestConfig::list(std::string_view name) const { return parts_of(text(name)); }

Result<PostgrestConfig> load_postgrest_config(PostgrestSources const& sources) {
    return PostgrestConfigReader(sources).read();
}

}  // namespace backstay::server
