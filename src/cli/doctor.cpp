#include <algorithm>
#include <ostream>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/health.hpp"
#include "cli/text_table.hpp"
#include "cli/usage.hpp"
#include "server/setting_text.hpp"

namespace backstay::cli {
namespace {

std::string origin_of(server::LoadedSettings const& loaded, server::Setting const& setting) {
    auto const found = loaded.origins.find(setting.name);
    return found == loaded.origins.end() ? "default" : found->second;
}

void append_or_null(std::string& out, std::string_view key, std::optional<std::string_view> value) {
    out += out.empty() || out.back() == '{' ? "" : ",";
    append_json_string(out, key);
    out += ':';
    if (value) {
        append_json_string(out, *value);
    } else {
        out += "null";
    }
}

std::string doctor_json(server::LoadedSettings const& loaded, std::vector<Finding> const& findings) {
    server::Options const defaults;
    std::string settings;
    for (auto const& setting : server::all_settings()) {
        std::string object = "{";
        append_or_null(object, "name", setting.name);
        append_or_null(object, "value", server::shown_value(setting, loaded.options));
        append_or_null(object, "origin", origin_of(loaded, setting));
        append_or_null(object, "default", setting.get(defaults));
        append_or_null(object, "environment", server::environment_name(setting.name));
        append_or_null(object, "help", setting.help);
        settings += (settings.empty() ? "" : ",") + object + "}";
    }
    std::string checks;
    for (auto const& finding : findings) {
        std::string object = "{";
        append_or_null(object, "subject", finding.subject);
        append_or_null(object, "result", health_name(finding.health));
        append_or_null(object, "text", finding.text);
        append_or_null(object, "hint", finding.hint);
        checks += (checks.empty() ? "" : ",") + object + "}";
    }
    return R"({"settings":[)" + settings + R"(],"checks":[)" + checks + "]}";
}

void print_findings(server::LoadedSettings const& loaded, std::vector<Finding> const& findings,
                    std::ostream& out) {
    TextTable settings{.header = {"setting", "value", "from"}, .rows = {}};
    for (auto const& setting : server::all_settings())
        settings.rows.push_back(
            {setting.name, server::shown_value(setting, loaded.options), origin_of(loaded, setting)});
    print_columns(out, settings);
    out << '\n';
    TextTable checks{.header = {"check", "result", ""}, .rows = {}};
    for (auto const& finding : findings) {
        checks.rows.push_back({finding.subject, std::string(health_name(finding.health)), finding.text});
        if (finding.hint) checks.rows.push_back({"", "", "-> " + *finding.hint});
    }
    print_columns(out, checks);
}

// Whether nothing failed.
Result<bool> doctor(ProjectArguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments));
    auto const findings = examine(arguments, loaded.options);
    if (output.json) {
        output.out << doctor_json(loaded, findings) << '\n';
    } else {
        print_findings(loaded, findings, output.out);
    }
    return std::ranges::count(findings, Health::failed, &Finding::health) == 0;
}

}  // namespace

void add_doctor(Usage program) {
    auto const arguments = std::make_shared<ProjectArguments>();
    auto const sub =
        program.command("doctor", "Show every setting in effect, and whether it leads somewhere");
    add_project_options(sub, *arguments);
    add_migrations_option(sub, *arguments);
    add_listen_options(sub, *arguments);
    sub.footer("Examples:\n  backstay doctor\n  backstay doctor --project shop --json");
    sub.runs([arguments](Output const& output) { return doctor(*arguments, output); });
}

}  // namespace backstay::cli
