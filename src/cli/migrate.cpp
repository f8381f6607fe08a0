#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

using migrate::InfoLine;
using migrate::Migration;
using migrate::Runner;

Result<migrate::RunnerOptions> options_of(MigrateArguments const& arguments) {
    migrate::RunnerOptions options{.folder = arguments.folder,
                                   .engine = arguments.database.starts_with("sqlite:")
                                                 ? migrate::ForEngine::sqlite
                                                 : migrate::ForEngine::postgres,
                                   .out_of_order = arguments.out_of_order};
    if (!arguments.target.empty() && arguments.target != "latest") {
        options.target = migrate::Version::parse(arguments.target);
        if (!options.target) return failure("22023", "\"" + arguments.target + "\" is not a version");
    }
    for (auto const& given : arguments.placeholders) {
        auto const pair = split_once(given, '=');
        if (!pair) return failure("22023", "--placeholder takes name=value, not \"" + given + "\"");
        options.placeholders[to_lower(pair->first)] = pair->second;
    }
    return options;
}

std::string label(Migration const& migration) {
    return migration.version ? migration.version->text() + " " + migration.description
                             : migration.description;
}

Result<void> up(Runner& runner, Output const& output) {
    std::vector<std::string> scripts;
    TRY(auto const applied, runner.up([&](Migration const& migration) {
        scripts.push_back(migration.script);
        if (!output.json) output.error << "  " << label(migration) << '\n';
    }));
    if (output.json) {
        std::string list;
        for (auto const& script : scripts) {
            list += list.empty() ? "" : ",";
            append_json_string(list, script);
        }
        output.out << R"({"applied":[)" << list << R"(],"version":)"
                   << (applied.version ? "\"" + applied.version->text() + "\"" : "null") << "}\n";
        return {};
    }
    if (applied.count == 0)
        output.out << "Nothing to run";
    else
        output.out << applied.count << (applied.count == 1 ? " migration run" : " migrations run");
    output.out << (applied.version ? ", at version " + applied.version->text() : "") << '\n';
    return {};
}

void print_json(std::vector<InfoLine> const& lines, std::ostream& out) {
    std::string text = R"({"migrations":[)";
    for (auto const& line : lines) {
        if (text.back() == '}') text += ',';
        auto const version = line.version();
        text += R"({"version":)";
        append_json_string(text, version ? version->text() : "");
        text += R"(,"description":)";
        append_json_string(text, line.description());
        text += R"(,"state":)";
        append_json_string(text, migrate::state_name(line.state));
        text += R"(,"installedOn":)";
        append_json_string(text, line.row ? line.row->installed_on : "");
        text += '}';
    }
    out << text << "]}\n";
}

Result<void> info(Runner& runner, Output const& output) {
    TRY(auto const lines, runner.info());
    if (output.json) {
        print_json(lines, output.out);
        return {};
    }
    output.out << std::left << std::setw(14) << "version" << std::setw(40) << "description" << std::setw(18)
               << "state" << "installed on\n";
    for (auto const& line : lines) {
        auto const version = line.version();
        output.out << std::setw(14) << (version ? version->text() : "") << std::setw(40) << line.description()
                   << std::setw(18) << migrate::state_name(line.state)
                   << (line.row ? line.row->installed_on : "") << '\n';
    }
    return {};
}

Result<void> validate(Runner& runner, Output const& output) {
    TRY(auto const findings, runner.validate());
    if (findings.empty()) {
        output.out << (output.json ? R"({"findings":[]})" : "Valid") << '\n';
        return {};
    }
    std::string text = "Validate failed: Migrations have failed validation";
    for (auto const& finding : findings) text += "\n" + finding.message;
    return failure("F0000", std::move(text));
}

Result<void> repair(Runner& runner, Output const& output) {
    TRY(auto const done, runner.repair());
    output.out << "Removed " << done.remove.size() << " failed, marked " << done.add.size()
               << " as deleted, aligned " << done.align.size() << '\n';
    return {};
}

Result<void> undo(Runner& runner, Output const& output) {
    TRY(auto const undone, runner.undo());
    output.out << (undone ? "Undone: " + label(*undone) : std::string("Nothing to undo")) << '\n';
    return {};
}

Result<void> run(MigrateArguments const& arguments, Output const& output) {
    TRY(auto options, options_of(arguments));
    TRY(auto const session, server::open_session(arguments.database));
    Runner runner(*session, std::move(options));
    switch (arguments.action) {
        case MigrateAction::up: {
            TRY_VOID(migrate::prepare_database(*session));
            return up(runner, output);
        }
        case MigrateAction::info: return info(runner, output);
        case MigrateAction::validate: return validate(runner, output);
        case MigrateAction::repair: return repair(runner, output);
        case MigrateAction::undo: return undo(runner, output);
        case MigrateAction::baseline: {
            TRY_VOID(runner.baseline(arguments.version, arguments.description));
            output.out << "The database stands at version " << arguments.version << '\n';
            return {};
        }
    }
    return {};
}

}  // namespace

int run_migrate(MigrateArguments const& arguments, Output const& output) {
    auto const done = run(arguments, output);
    return done ? 0 : report(output, done.error());
}

int run_migrate_new(std::string const& folder, std::string const& name, Output const& output) {
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm when{};
    gmtime_r(&now, &when);
    std::ostringstream path;
    path << folder << "/V" << std::put_time(&when, "%Y%m%d%H%M%S") << "__" << name << ".sql";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::ofstream file(path.str());
    file << "-- " << name << '\n';
    file.close();
    if (error || !file)
        return report(output, failure("58030", "could not write \"" + path.str() + "\"").error());
    output.out << path.str() << '\n';
    return 0;
}

}  // namespace backstay::cli
