#include <iostream>
#include <iterator>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

std::size_t width_of(engine::Session::Rows const& rows, std::size_t column) {
    auto width = rows.columns[column].name.size();
    for (auto const& row : rows.rows) width = std::max(width, row[column].value_or("").size());
    return width;
}

// As psql shows a result: a line of names, a rule, the rows.
void print_table(std::ostream& out, engine::Session::Rows const& rows) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < rows.columns.size(); ++i) widths.push_back(width_of(rows, i));
    auto const print_row = [&](auto const& text_of) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            auto text = std::string(text_of(i));
            text.resize(std::max(text.size(), widths[i]), ' ');
            out << (i == 0 ? " " : " | ") << text;
        }
        out << '\n';
    };
    print_row([&](std::size_t i) { return rows.columns[i].name; });
    for (std::size_t i = 0; i < widths.size(); ++i)
        out << (i == 0 ? "-" : "-+-") << std::string(widths[i], '-');
    out << "-\n";
    for (auto const& row : rows.rows) print_row([&](std::size_t i) { return row[i].value_or(""); });
    out << '(' << rows.rows.size() << (rows.rows.size() == 1 ? " row)\n" : " rows)\n");
}

Result<std::unique_ptr<engine::Session>> open(SqlArguments const& arguments) {
    TRY(auto session, server::open_session(arguments.database));
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

}  // namespace

int run_sql(SqlArguments const& arguments, Output const& output) {
    auto text = arguments.text;
    if (text.empty()) text.assign(std::istreambuf_iterator<char>(std::cin), {});
    auto session = open(arguments);
    if (!session) return report(output, session.error());
    if (output.json) {
        auto const rows = (*session)->execute_json(text);
        if (!rows) return report(output, rows.error());
        output.out << R"({"rows":)" << *rows << "}\n";
        return 0;
    }
    auto const rows = (*session)->execute(text);
    if (!rows) return report(output, rows.error());
    if (rows->columns.empty()) {
        output.out << rows->command << '\n';
    } else {
        print_table(output.out, *rows);
    }
    return 0;
}

}  // namespace backstay::cli
