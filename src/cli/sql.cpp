#include <unistd.h>

#include <iostream>
#include <iterator>

#include "base/csv.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "cli/text_table.hpp"
#include "cli/usage.hpp"
#include "server/open_database.hpp"
#include "sql/read/split.hpp"

namespace backstay::cli {
namespace {

struct SqlArguments {
    ProjectArguments project = {};
    std::string text = {};
    std::string role = {};
    std::string claims = {};
    bool csv = false;
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

Result<std::unique_ptr<engine::Session>> open(SqlArguments const& arguments) {
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

void print_csv(std::ostream& out, engine::Session::Rows const& rows) {
    std::string text;
    for (auto const& column : rows.columns) {
        if (!text.empty()) text += ',';
        append_csv_field(text, column.name);
    }
    text += '\n';
    for (auto const& row : rows.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += ',';
            if (row[i]) append_csv_field(text, *row[i]);
        }
        text += '\n';
    }
    out << text;
}

Result<void> run_text(engine::Session& session, std::string const& text, bool csv, Output const& output) {
    if (output.json) {
        TRY(auto const rows, session.execute_json(text));
        output.out << R"({"rows":)" << rows << "}\n";
        return {};
    }
    TRY(auto const rows, session.execute(text, std::string_view()));
    if (csv && !rows.columns.empty()) {
        print_csv(output.out, rows);
    } else if (rows.columns.empty()) {
        if (!csv) output.out << rows.command << '\n';
    } else {
        print_result(output.out, table_of(rows));
    }
    return {};
}

// Whether a semicolon ends the last statement, or there is nothing but blanks.
bool is_complete(std::string const& text) {
    auto const pieces = sql::split_statements(text);
    if (pieces.empty()) return true;
    auto const& last = pieces.back();
    return last.offset + last.text.size() < text.find_last_not_of(" \t\r\n") + 1;
}

// Reads statements from a person, and goes on after an error.
Result<void> converse(engine::Session& session, bool csv, Output const& output) {
    output.out << "Statements end with a semicolon; \\q ends.\n";
    std::string text, line;
    for (;;) {
        output.out << (text.empty() ? "backstay> " : "       -> ") << std::flush;
        if (!std::getline(std::cin, line) || trim(line) == "\\q") break;
        text += line + '\n';
        if (!is_complete(text)) continue;
        if (!trim(text).empty())
            if (auto const ran = run_text(session, text, csv, output); !ran) report(output, ran.error());
        text.clear();
    }
    output.out << '\n';
    return {};
}

Result<void> run_sql(SqlArguments const& arguments, Output const& output) {
    TRY(auto const session, open(arguments));
    if (!arguments.text.empty()) return run_text(*session, arguments.text, arguments.csv, output);
    if (isatty(STDIN_FILENO) == 1) return converse(*session, arguments.csv, output);
    std::string const text{std::istreambuf_iterator<char>(std::cin), {}};
    return run_text(*session, text, arguments.csv, output);
}

}  // namespace

void add_sql(Usage program) {
    auto const arguments = std::make_shared<SqlArguments>();
    auto const sub = program.command("sql", "Run SQL, as the owner or as a role under its policies");
    sub.option("query", arguments->text,
               "Statements; when there are none: standard input, or a conversation");
    add_project_options(sub, arguments->project);
    sub.option("--role", arguments->role, "Run as this role");
    sub.option("--claims", arguments->claims, "The token's claims, JSON");
    sub.flag("--csv", arguments->csv, "Rows as comma-separated values, with a header");
    sub.footer(
        "Examples:\n"
        "  backstay sql 'select count(*) from task'\n"
        "  backstay sql --csv < report.sql > report.csv\n"
        "  backstay sql --json --role authenticated --claims '{\"sub\":\"...\"}' 'select * from task'");
    sub.runs([arguments](Output const& output) { return run_sql(*arguments, output); });
}

}  // namespace backstay::cli
