#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "cli/text_table.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

struct Arguments {
    ProjectArguments project = {};
    std::string text = {};
    std::string role = {};
    std::string claims = {};
};

TextTable table_of(engine::Session::Rows const& rows) {
    TextTable table;
    for (auto const& column : rows.columns) table.header.push_back(column.name);
    for (auto const& row : rows.rows) {
        auto& texts = table.rows.emplace_back();
        for (auto const& value : row) texts.push_back(value.value_or(""));
    }
    return table;
}

Result<std::unique_ptr<engine::Session>> open(Arguments const& arguments) {
    TRY(auto const loaded, load_project(arguments.project));
    TRY(auto session, server::open_session(loaded.options.database.url));
    if (!arguments.role.empty() || !arguments.claims.empty()) {
        Principal principal{.role = arguments.role, .claims = arguments.claims};
        if (principal.claims.empty()) {
            principal.claims = R"({"role":)";
            append_json_string(principal.claims, arguments.role);
            principal.claims += '}';
        }
        TRY_VOID(session->become(principal));
    }
    return session;
}

Result<void> run_sql(Arguments const& arguments, Output const& output) {
    auto text = arguments.text;
    if (text.empty()) text.assign(std::istreambuf_iterator<char>(std::cin), {});
    TRY(auto const session, open(arguments));
    if (output.json) {
        TRY(auto const rows, session->execute_json(text));
        output.out << R"({"rows":)" << rows << "}\n";
        return {};
    }
    TRY(auto const rows, session->execute(text));
    if (rows.columns.empty()) {
        output.out << rows.command << '\n';
    } else {
        print_result(output.out, table_of(rows));
    }
    return {};
}

}  // namespace

void add_sql(CLI::App& app, Command& command) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const sub = app.add_subcommand("sql", "Run SQL, as the owner or as a role under its policies");
    sub->add_option("query", arguments->text, "Statements; standard input when there are none");
    add_project_options(*sub, arguments->project);
    sub->add_option("--role", arguments->role, "Run as this role");
    sub->add_option("--claims", arguments->claims, "The token's claims, JSON");
    sub->footer(
        "Examples:\n"
        "  backstay sql 'select count(*) from task'\n"
        "  backstay sql --json --role authenticated --claims '{\"sub\":\"...\"}' 'select * from task'");
    when_named(*sub, command, [arguments](Output const& output) { return run_sql(*arguments, output); });
}

}  // namespace backstay::cli
