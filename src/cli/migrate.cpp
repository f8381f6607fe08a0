#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <ostream>
#include <thread>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/migrate_json.hpp"
#include "cli/migrate_new.hpp"
#include "cli/progress.hpp"
#include "cli/project.hpp"
#include "cli/text_table.hpp"
#include "cli/usage.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

enum class Action : std::uint8_t { up, info, validate, repair, baseline, undo };

struct MigrateArguments {
    ProjectArguments project = {};
    std::string config = {};                     // a file in the form of flyway.conf
    std::vector<std::string> settings = {};      // name=value, by Flyway's names; the strongest
    std::vector<std::string> placeholders = {};  // name=value
    std::string name = {};                       // of a new migration
};

Result<migrate::RunnerOptions> options_of(MigrateArguments const& arguments,
                                          server::Options const& settings) {
    auto options = migrate::folder_options(engine_of(settings.database.url),
                                           migrations_folder(arguments.project, settings));
    if (!arguments.config.empty()) TRY_VOID(migrate::read_options(options, arguments.config));
    auto const set = [&](std::string const& prefix, std::string const& given) {
        auto const pair = *split_once(given, '=');
        return migrate::set_option(options, prefix + std::string(pair.first), std::string(pair.second));
    };
    for (auto const& given : arguments.settings) TRY_VOID(set("", given));
    for (auto const& given : arguments.placeholders) TRY_VOID(set("placeholders.", given));
    return options;
}

std::string label(migrate::Migration const& migration) {
    return migration.version ? migration.version->text() + " " + migration.description
                             : migration.description;
}

// The line of one migration under way, drawn anew while a statement takes its time.
class Ticker {
public:
    explicit Ticker(Output const& output) : progress_(output, "   ", 0, Progress::Unit::pieces) {
        if (!output.progress || output.json) return;
        thread_ = std::jthread([this](std::stop_token const& stop) {
            std::unique_lock lock(mutex_);
            while (!stop.stop_requested()) {
                constexpr std::chrono::milliseconds pause{200};
                woken_.wait_for(lock, stop, pause, [] { return false; });
                if (count_ > 0 && !stop.stop_requested()) progress_.show(done_);
            }
        });
    }
    ~Ticker() {
        thread_.request_stop();
        if (thread_.joinable()) thread_.join();
    }
    Ticker(Ticker const&) = delete;
    Ticker& operator=(Ticker const&) = delete;

    void show(std::size_t done, std::size_t count) {
        std::scoped_lock const lock(mutex_);
        done_ = done;
        count_ = count;
        progress_.total(count);
    }

private:
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::size_t done_ = 0, count_ = 0;
    Progress progress_;
    std::jthread thread_;
};

Result<void> up(migrate::Runner& runner, Output const& output) {
    std::optional<Ticker> ticker;
    runner.watch([&](std::size_t done, std::size_t count) { ticker->show(done, count); });
    auto const applied = runner.up([&](migrate::Migration const& migration) {
        ticker.reset();
        if (!output.json) output.error << "  " << label(migration) << '\n';
        ticker.emplace(output);
    });
    ticker.reset();
    if (!applied) return std::unexpected(applied.error());
    if (output.json) {
        output.out << up_json(*applied, runner.schema()) << '\n';
        return {};
    }
    auto const count = applied->migrations.size();
    if (count == 0)
        output.out << "Nothing to run";
    else
        output.out << count << (count == 1 ? " migration run" : " migrations run");
    output.out << (applied->after ? ", at version " + applied->after->text() : "") << '\n';
    return {};
}

void print_info(std::vector<migrate::InfoLine> const& lines, std::ostream& out) {
    TextTable table{
        .header = {"category", "version", "description", "type", "installed on", "state", "undoable"},
        .rows = {}};
    for (auto const& line : lines) {
        if (line.state == migrate::State::available) continue;
        auto const version = line.version();
        table.rows.push_back({category(line), version ? version->text() : "", line.description(),
                              line.row ? line.row->type : std::string(type_name(line.migration->kind)),
                              line.row ? line.row->installed_on.substr(0, 19) : "",
                              std::string(state_name(line.state)), is_undoable(line, lines) ? "yes" : ""});
    }
    print_columns(out, table);
}

Result<void> info(migrate::Runner& runner, Output const& output) {
    TRY(auto const lines, runner.info());
    if (output.json)
        output.out << info_json(lines, runner.schema()) << '\n';
    else
        print_info(lines, output.out);
    return {};
}

Result<bool> validate_all(migrate::Runner& runner, Output const& output) {
    TRY(auto const validity, runner.validate());
    if (output.json) {
        output.out << validate_json(validity) << '\n';
        return validity.findings.empty();
    }
    TRY_VOID(refuse_invalid(validity));
    output.out << "Valid: " << validity.count << (validity.count == 1 ? " migration\n" : " migrations\n");
    return true;
}

Result<void> repair(migrate::Runner& runner, Output const& output) {
    TRY(auto const done, runner.repair());
    if (output.json)
        output.out << repair_json(done) << '\n';
    else
        output.out << "Removed " << done.remove.size() << " failed, marked " << done.add.size()
                   << " as deleted, aligned " << done.align.size() << '\n';
    return {};
}

Result<void> undo(migrate::Runner& runner, Output const& output) {
    TRY(auto const undone, runner.undo());
    if (output.json)
        output.out << undo_json(undone ? std::vector{*undone} : std::vector<migrate::Migration>()) << '\n';
    else
        output.out << (undone ? "Undone: " + label(*undone) : std::string("Nothing to undo")) << '\n';
    return {};
}

Result<void> baseline(migrate::Runner& runner, std::string const& version, Output const& output) {
    TRY_VOID(runner.baseline());
    if (output.json)
        output.out << baseline_json(version) << '\n';
    else
        output.out << "The database stands at version " << version << '\n';
    return {};
}

// Whether the files are valid, where that is asked.
Result<bool> migrate_by(Action action, MigrateArguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments.project));
    auto const& settings = loaded.options;
    TRY(auto options, options_of(arguments, settings));
    TRY(auto const session, server::open_session(settings.database.url));
    if (action == Action::up) TRY_VOID(migrate::prepare_database(*session, options.engine));
    auto const version = options.baseline_version;
    migrate::Runner runner(*session, std::move(options));
    switch (action) {
        case Action::up: TRY_VOID(up(runner, output)); break;
        case Action::info: TRY_VOID(info(runner, output)); break;
        case Action::validate: return validate_all(runner, output);
        case Action::repair: TRY_VOID(repair(runner, output)); break;
        case Action::undo: TRY_VOID(undo(runner, output)); break;
        case Action::baseline: TRY_VOID(baseline(runner, version, output)); break;
    }
    return true;
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

// Options that are settings of Flyway's by another name: --out-of-order is outOfOrder=true.
class SettingOptions {
public:
    SettingOptions(Usage command, std::shared_ptr<MigrateArguments> arguments)
        : command_(command), arguments_(std::move(arguments)) {}

    void value(std::string const& option, std::string const& setting, std::string const& help) {
        command_.option(
            option,
            [arguments = arguments_, setting](std::string const& value) {
                arguments->settings.push_back(setting + "=" + value);
            },
            help);
    }
    void flag(std::string const& option, std::string const& setting, std::string const& help) {
        command_.flag(
            option, [arguments = arguments_, setting] { arguments->settings.push_back(setting + "=true"); },
            help);
    }

private:
    Usage command_;
    std::shared_ptr<MigrateArguments> arguments_;
};

void add_settings(Usage sub, Action action, std::shared_ptr<MigrateArguments> const& arguments) {
    SettingOptions add(sub, arguments);
    bool const compares = action == Action::up || action == Action::info || action == Action::validate;
    if (compares) {
        add.value("--target", "target", "The last version to run; or current, next, latest");
        add.flag("--out-of-order", "outOfOrder", "Run versions below the last one, too");
    }
    if (compares || action == Action::repair)
        add.value("--ignore", "ignoreMigrationPatterns", "What to pass over: *:missing,repeatable:pending");
    if (action == Action::up) {
        add.flag("--group", "group", "All in one transaction, or nothing");
        add.flag("--mixed", "mixed", "A script may mix what a transaction takes and what it does not");
        add.flag("--baseline-on-migrate", "baselineOnMigrate",
                 "A database with tables and no history begins at the baseline");
    }
    if (action == Action::baseline) {
        add.value("--version", "baselineVersion", "The version it stands at (1)");
        add.value("--description", "baselineDescription", "What the history calls it");
    }
}

void add_migrate_action(Usage group, Named const& named, std::shared_ptr<MigrateArguments> const& arguments) {
    auto const sub = group.command(named.name, named.help);
    add_settings(sub, named.action, arguments);
    sub.runs([arguments, action = named.action](Output const& output) {
        return migrate_by(action, *arguments, output);
    });
}

}  // namespace

void add_migrate(Usage program) {
    auto const arguments = std::make_shared<MigrateArguments>();
    auto const group = program.group("migrate", "Bring a database to what a folder of migrations says");
    add_project_options(group, arguments->project);
    add_migrations_option(group, arguments->project);
    group.option("--placeholder", arguments->placeholders, "name=value, for ${name} in scripts").pairs();
    group.option("--set", arguments->settings, "name=value, a setting by Flyway's name: table=history")
        .pairs();
    group.option("--config", arguments->config, "A file of such settings, as flyway.conf").type_name("FILE");
    group.footer(
        "Examples:\n"
        "  backstay migrate up --database postgres://localhost/shop --migrations migrations\n"
        "  backstay migrate info --json\n"
        "  backstay migrate baseline --version 7\n"
        "  backstay migrate new add_task");
    for (auto const& named : actions) add_migrate_action(group, named, arguments);
    auto const fresh = group.command("new", "Make the file of the next migration");
    fresh.option("name", arguments->name, "What it does: add_task").required();
    fresh.runs([arguments](Output const& output) -> Result<void> {
        TRY(auto const loaded, load_project(arguments->project));
        return make_migration(migrations_folder(arguments->project, loaded.options), arguments->name, output);
    });
}

}  // namespace backstay::cli
