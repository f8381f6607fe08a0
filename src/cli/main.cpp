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
