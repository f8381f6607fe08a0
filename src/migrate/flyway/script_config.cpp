#include "migrate/flyway/script_config.hpp"

#include "base/text.hpp"

namespace backstay::migrate::flyway {
namespace {

Result<bool> flag(std::string const& name, std::string const& value, std::string const& file) {
    if (equals_ignoring_case(value, "true")) return true;
    if (equals_ignoring_case(value, "false")) return false;
    return failure("22023", name + " is true or false, not \"" + value + "\"").at({.file = file});
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_properties(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (auto const& raw : split(text, '\n')) {
        auto const line = trim(raw);
        if (line.empty() || line.front() == '#' || line.front() == '!') continue;
        auto const mark = line.find_first_of("=:");
        auto const name = trim(line.substr(0, mark));
        auto const value = mark == std::string_view::npos ? "" : trim(line.substr(mark + 1));
        pairs.emplace_back(name, value);
    }
    return pairs;
}

Result<ScriptConfig> parse_script_config(std::string_view text, std::string const& file) {
    ScriptConfig config;
    for (auto const& [name, value] : parse_properties(text)) {
        if (name == "executeInTransaction") {
            TRY(config.execute_in_transaction, flag(name, value, file));
        } else if (name == "placeholderReplacement") {
            TRY(config.placeholder_replacement, flag(name, value, file));
        } else if (name == "shouldExecute") {
            TRY(config.should_execute, flag(name, value, file));
        } else if (name == "encoding") {
            config.encoding = value;
        } else {
            return failure("22023", "Unknown script configuration property: " + name)
                .at({.file = file})
                .hint("There are executeInTransaction, placeholderReplacement, encoding and shouldExecute.");
        }
    }
    return config;
}

}  // namespace backstay::migrate::flyway
