#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace backstay::cli {

std::unique_ptr<CLI::App> make_app(Command& command, bool& json) {
    auto app = std::make_unique<CLI::App>("Backstay: a web back end in one program, on SQLite or PostgreSQL");
    app->name("backstay");
    app->require_subcommand(1);
    app->get_formatter()->column_width(34);
    app->add_flag("--json", json, "Results as JSON, for other programs");
    app->fallthrough();
    app->footer(
        "Examples:\n"
        "  backstay init shop && cd shop && backstay dev\n"
        "  backstay migrate up --database postgres://localhost/shop\n"
        "  backstay COMMAND --help");
    add_init(*app, command);
    add_dev(*app, command);
    add_serve(*app, command);
    add_migrate(*app, command);
    add_check(*app, command);
    add_policy(*app, command);
    add_import(*app, command);
    add_keys(*app, command);
    add_auth(*app, command);
    add_audit(*app, command);
    add_sql(*app, command);
    add_admin(*app, command);
    add_doctor(*app, command);
    add_postgrest(*app, command);
    add_completion(*app, command);
    add_version(*app, command);
    return app;
}

void when_named(CLI::App& sub, Command& command, std::function<Result<void>(Output const&)> work) {
    sub.callback([&command, work = std::move(work)] {
        command = [work](Output const& output) {
            auto const done = work(output);
            return done ? 0 : report(output, done.error());
        };
    });
}

int run(std::vector<std::string> const& arguments, Output output) {
    Command command;
    auto const app = make_app(command, output.json);
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
        app->parse(std::move(reversed));
    } catch (CLI::ParseError const& error) {
        constexpr int used_wrongly = 2;
        return app->exit(error, output.out, output.error) == 0 ? 0 : used_wrongly;
    }
    return command(output);
}

}  // namespace backstay::cli
