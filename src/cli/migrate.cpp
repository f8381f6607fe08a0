#include <CLI/CLI.hpp>
#include <array>
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
#include "cli/project.hpp"
#include "cli/text_table.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

using migrate::InfoLine;
using migrate::Migration;
using migrate::Runner;

enum class Action : std::uint8_t { up, info, validate, repair, baseline, undo };

struct Arguments {
    ProjectArguments project = {};
    std::string target = {};
    bool out_of_order = false;
    std::string version = "1";  // of a baseline
    std::string description = "<< Flyway Baseline >>";
    std::vector<std::string> placeholders = {};  // name=value
    std::string name = {};                       // of a new migration
};

Result<migrate::RunnerOptions> options_of(Arguments const& arguments, server::Options const& settings) {
    migrate::RunnerOptions options{.folder = migrations_folder(arguments.project, settings),
                                   .engine = engine_of(settings.database.url),
                                   .out_of_order = arguments.out_of_order};
    if (!arguments.target.empty() && arguments.target != "latest") {
        options.target = migrate::Version::parse(arguments.target);
        if (!options.target) return failure("22023", "\"" + arguments.target + "\" is not a version");
    }
    for (auto const& given : arguments.placeholders) {
        auto const pair = split_once(given, '=');
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
    TextTable table{.header = {"version", "description", "state", "installed on"}, .rows = {}};
    for (auto const& line : lines) {
        auto const version = line.version();
        table.rows.push_back({version ? version->text() : "", line.description(),
                              std::string(migrate::state_name(line.state)),
                              line.row ? line.row->installed_on : ""});
    }
    print_columns(output.out, table);
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

Result<void> run(Action action, Arguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments.project));
    auto const& settings = loaded.options;
    TRY(auto options, options_of(arguments, settings));
    TRY(auto const session, server::open_session(settings.database.url));
    Runner runner(*session, std::move(options));
    switch (action) {
        case Action::up: {
            TRY_VOID(migrate::prepare_database(*session));
            return up(runner, output);
        }
        case Action::info: return info(runner, output);
        case Action::validate: return validate(runner, output);
        case Action::repair: return repair(runner, output);
        case Action::undo: return undo(runner, output);
        case Action::baseline: {
            TRY_VOID(runner.baseline(arguments.version, arguments.description));
            output.out << "The database stands at version " << arguments.version << '\n';
            return {};
        }
    }
    return {};
}

// V<time>__NAME.sql, in the folder of migrations.
Result<void> make_new(Arguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments.project));
    auto const folder = migrations_folder(arguments.project, loaded.options);
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm when{};
    gmtime_r(&now, &when);
    std::ostringstream path;
    path << folder << "/V" << std::put_time(&when, "%Y%m%d%H%M%S") << "__" << arguments.name << ".sql";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::ofstream file(path.str());
    file << "-- " << arguments.name << '\n';
    file.close();
    if (error || !file) return failure("58030", "could not write \"" + path.str() + "\"");
    if (output.json) {
        std::string text;
        append_json_string(text, path.str());
        output.out << R"({"file":)" << text << "}\n";
    } else {
        output.out << path.str() << '\n';
    }
    return {};
}

struct Named {
    char const* name;
    Action action;
    char const* help;
};

constexpr auto actions =
    std::to_array<Named>({{"up", Action::up, "Run what has not been run"},
                          {"info", Action::info, "Show every migration and its state"},
                          {"validate", Action::validate, "Compare the files with what was run"},
                          {"repair", Action::repair, "Mend the history table: failed, missing, changed"},
                          {"baseline", Action::baseline, "Say where a database that was there before stands"},
                          {"undo", Action::undo, "Take the last version back by its U script"}});

std::string check_placeholder(std::string const& given) {
    return split_once(given, '=') ? "" : "--placeholder takes name=value, not \"" + given + "\"";
}

void add_action(CLI::App& group, Named const& named, std::shared_ptr<Arguments> const& arguments,
                Command& command) {
    auto* const sub = group.add_subcommand(named.name, named.help);
    sub->fallthrough();
    if (named.action == Action::up || named.action == Action::info)
        sub->add_option("--target", arguments->target, "The last version to run");
    if (named.action == Action::up)
        sub->add_flag("--out-of-order", arguments->out_of_order, "Run versions below the last one, too");
    if (named.action == Action::baseline) {
        sub->add_option("--version", arguments->version, "The version it stands at");
        sub->add_option("--description", arguments->description, "What the history calls it");
    }
    when_named(*sub, command, [arguments, action = named.action](Output const& output) {
        return run(action, *arguments, output);
    });
}

}  // namespace

void add_migrate(CLI::App& app, Command& command) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const group = app.add_subcommand("migrate", "Bring a database to what a folder of migrations says");
    group->require_subcommand(1);
    add_project_options(*group, arguments->project);
    add_migrations_option(*group, arguments->project);
    group->add_option("--placeholder", arguments->placeholders, "name=value, for ${name} in scripts")
        ->check(CLI::Validator(check_placeholder, ""));
    group->footer(
        "Examples:\n"
        "  backstay migrate up --database postgres://localhost/shop --migrations migrations\n"
        "  backstay migrate info --json\n"
        "  backstay migrate new add_task");
    for (auto const& named : actions) add_action(*group, named, arguments, command);
    auto* const fresh = group->add_subcommand("new", "Make an empty migration");
    fresh->fallthrough();
    fresh->add_option("name", arguments->name, "What it does: add_task")->required();
    when_named(*fresh, command, [arguments](Output const& output) { return make_new(*arguments, output); });
}

}  // namespace backstay::cli
