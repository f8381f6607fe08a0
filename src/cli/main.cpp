// The program: reads the command line (CLI11), and runs one command.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/command.hpp"

namespace backstay::cli {
namespace {

// A command as the line asked for it; set by the parser's callbacks and run after parsing.
using Command = std::function<int(Output const&)>;

void add_sql(CLI::App& app, Command& command) {
    auto arguments = std::make_shared<SqlArguments>();
    auto* sub = app.add_subcommand("sql", "Run SQL, as the owner or as a role under its policies");
    sub->add_option("query", arguments->text, "Statements; standard input when there are none");
    sub->add_option("--database", arguments->database, "sqlite:FILE or postgres://...")
        ->envname("BACKSTAY_DATABASE_URL")
        ->default_val("sqlite:data/backstay.db");
    sub->add_option("--role", arguments->role, "Run as this role");
    sub->add_option("--claims", arguments->claims, "The token's claims, JSON");
    sub->footer(
        "Examples:\n"
        "  backstay sql 'select count(*) from task'\n"
        "  backstay sql --json --role authenticated --claims '{\"sub\":\"...\"}' 'select * from task'");
    sub->callback([arguments, &command] {
        command = [arguments](Output const& output) { return run_sql(*arguments, output); };
    });
}

void add_migrate(CLI::App& app, Command& command) {
    auto arguments = std::make_shared<MigrateArguments>();
    auto* group = app.add_subcommand("migrate", "Bring a database to what a folder of migrations says");
    group->require_subcommand(1);
    group->add_option("--database", arguments->database, "sqlite:FILE or postgres://...")
        ->envname("BACKSTAY_DATABASE_URL")
        ->default_val("sqlite:data/backstay.db");
    group->add_option("--migrations", arguments->folder, "The folder of V1__name.sql, R__name.sql, ...")
        ->envname("BACKSTAY_MIGRATIONS_FOLDER")
        ->default_val("migrations");
    group->add_option("--placeholder", arguments->placeholders, "name=value, for ${name} in scripts");
    group->footer(
        "Examples:\n"
        "  backstay migrate up --database postgres://localhost/shop --migrations migrations\n"
        "  backstay migrate info --json\n"
        "  backstay migrate new add_task");
    struct Named {
        char const* name;
        MigrateAction action;
        char const* help;
    };
    for (auto const& [name, action, help] :
         {Named{"up", MigrateAction::up, "Run what has not been run"},
          Named{"info", MigrateAction::info, "Show every migration and its state"},
          Named{"validate", MigrateAction::validate, "Compare the files with what was run"},
          Named{"repair", MigrateAction::repair, "Mend the history table: failed, missing, changed"},
          Named{"baseline", MigrateAction::baseline, "Say where a database that was there before stands"},
          Named{"undo", MigrateAction::undo, "Take the last version back by its U script"}}) {
        auto* sub = group->add_subcommand(name, help);
        sub->fallthrough();
        if (action == MigrateAction::up || action == MigrateAction::info)
            sub->add_option("--target", arguments->target, "The last version to run");
        if (action == MigrateAction::up)
            sub->add_flag("--out-of-order", arguments->out_of_order, "Run versions below the last one, too");
        if (action == MigrateAction::baseline) {
            sub->add_option("--version", arguments->version, "The version it stands at");
            sub->add_option("--description", arguments->description, "What the history calls it");
        }
        sub->callback([arguments, &command, action] {
            arguments->action = action;
            command = [arguments](Output const& output) { return run_migrate(*arguments, output); };
        });
    }
    auto name = std::make_shared<std::string>();
    auto* fresh = group->add_subcommand("new", "Make an empty migration");
    fresh->fallthrough();
    fresh->add_option("name", *name, "What it does: add_task")->required();
    fresh->callback([arguments, name, &command] {
        command = [arguments, name](Output const& output) {
            return run_migrate_new(arguments->folder, *name, output);
        };
    });
}

void add_serve(CLI::App& app, Command& command) {
    auto arguments = std::make_shared<ServeArguments>();
    auto* sub = app.add_subcommand("serve", "Serve the API over a database");
    sub->add_option("--project", arguments->project, "The folder with backstay.toml and data/")
        ->default_val(".");
    sub->add_option("--listen", arguments->listen, "HOST:PORT, in place of the setting");
    sub->add_option("--database", arguments->database,
                    "sqlite:FILE or postgres://..., in place of the setting");
    sub->add_flag("--migrate", arguments->migrate, "Run the project's migrations first");
    sub->footer(
        "Examples:\n"
        "  backstay serve --migrate\n"
        "  backstay serve --listen 127.0.0.1:9000 --database postgres://localhost/shop");
    sub->callback([arguments, &command] {
        command = [arguments](Output const& output) { return run_serve(*arguments, output); };
    });
}

void add_postgrest(CLI::App& app, Command& command) {
    auto arguments = std::make_shared<PostgrestArguments>();
    auto* sub = app.add_subcommand("postgrest", "Serve as the postgrest program does, by its configuration");
    sub->add_option("file", arguments->file, "A configuration file; PGRST_... variables are stronger");
    sub->add_flag("--dump-config", arguments->dump_config, "Print the effective configuration and end");
    sub->footer(
        "Examples:\n"
        "  backstay postgrest shop.conf\n"
        "  PGRST_DB_URI=sqlite:shop.db PGRST_DB_ANON_ROLE=anon backstay postgrest");
    sub->callback([arguments, &command] {
        command = [arguments](Output const& output) { return run_postgrest(*arguments, output); };
    });
}

void add_version(CLI::App& app, Command& command) {
    app.add_subcommand("version", "Say which version this is, and of which libraries")->callback([&command] {
        command = run_version;
    });
}

int run(int argc, char** argv) {
    CLI::App app("Backstay: a web back end in one program, on SQLite or PostgreSQL");
    app.name("backstay");
    app.require_subcommand(1);
    bool json = false;
    app.add_flag("--json", json, "Results as JSON, for other programs")->configurable(false);
    app.fallthrough();
    Command command;
    add_sql(app, command);
    add_migrate(app, command);
    add_serve(app, command);
    add_postgrest(app, command);
    add_version(app, command);
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        constexpr int used_wrongly = 2;
        return app.exit(error) == 0 ? 0 : used_wrongly;
    }
    bool const colour = isatty(STDERR_FILENO) == 1;
    return command(Output{.out = std::cout, .error = std::cerr, .json = json, .colour = colour});
}

}  // namespace
}  // namespace backstay::cli

int main(int argc, char** argv) {
    try {
        return backstay::cli::run(argc, argv);
    } catch (std::exception const& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 1;
    }
}
