#include <algorithm>
#include <map>
#include <ostream>

#include "base/json.hpp"
#include "base/limitation.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/inspect.hpp"
#include "cli/project.hpp"
#include "cli/text_table.hpp"
#include "cli/usage.hpp"
#include "migrate/flyway/scan.hpp"

namespace backstay::cli {
namespace {

struct CheckArguments {
    ProjectArguments project = {};
    std::string folder = {};
    std::string engine = {};
    std::vector<std::string> placeholders = {};
    bool limitations = false;
    bool strict = false;
};

char const* verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::runs: return "runs";
        case Verdict::refused: return "refused";
        case Verdict::wrong: return "error";
        case Verdict::unknown: return "unknown";
        case Verdict::elsewhere: return "elsewhere";
    }
    return "";
}

char const* severity_name(Severity severity) { return severity == Severity::warning ? "warning" : "note"; }

void append_member(std::string& out, std::string_view key, std::string_view value) {
    if (out.back() != '{') out += ',';
    append_json_string(out, key);
    out += ':';
    append_json_string(out, value);
}

void append_position(std::string& out, Position const& position) {
    append_member(out, "file", position.file);
    out += ",\"line\":" + std::to_string(position.line) + ",\"column\":" + std::to_string(position.column);
}

std::string inspection_json(Inspection const& inspection) {
    std::string statements;
    for (auto const& one : inspection.statements) {
        std::string object = "{";
        append_position(object, one.error->position);
        append_member(object, "statement", one.statement);
        append_member(object, "sqlite", verdict_name(one.verdict));
        append_member(object, "postgres", one.verdict == Verdict::wrong ? "error" : "runs");
        if (!one.error->code.empty()) append_member(object, "code", one.error->code);
        if (!one.error->message.empty()) append_member(object, "message", one.error->message);
        if (one.error->hint) append_member(object, "hint", *one.error->hint);
        statements += (statements.empty() ? "" : ",") + object + "}";
    }
    std::string warnings;
    for (auto const& one : inspection.warnings) {
        std::string object = "{";
        append_position(object, one.position);
        append_member(object, "severity", severity_name(one.severity));
        append_member(object, "rule", one.rule);
        append_member(object, "message", one.message);
        append_member(object, "hint", one.hint);
        warnings += (warnings.empty() ? "" : ",") + object + "}";
    }
    return R"({"statements":[)" + statements + R"(],"warnings":[)" + warnings + "]}";
}

struct Counts {
    int statements = 0, embedded = 0, postgres = 0;
};

void print_files(Inspection const& inspection, std::ostream& out) {
    std::vector<std::string> order;
    std::map<std::string, Counts> counts;
    for (auto const& one : inspection.statements) {
        auto const& file = one.error->position.file;
        if (!counts.contains(file)) order.push_back(file);
        auto& count = counts[file];
        ++count.statements;
        if (one.verdict == Verdict::runs) ++count.embedded;
        if (one.verdict != Verdict::wrong) ++count.postgres;
    }
    TextTable table{.header = {"file", "statements", "on sqlite", "on postgres"}, .rows = {}};
    for (auto const& file : order) {
        auto const& count = counts[file];
        table.rows.push_back({file, std::to_string(count.statements), std::to_string(count.embedded),
                              std::to_string(count.postgres)});
    }
    print_columns(out, table);
}

void print_one(std::ostream& out, Position const& position, std::string const& kind, std::string const& text,
               std::optional<std::string> const& hint) {
    out << '\n' << to_string(position) << (position.line > 0 ? ": " : "") << kind << ": " << text << '\n';
    if (hint) out << "  hint: " << *hint << '\n';
}

void print_inspection(Inspection const& inspection, std::ostream& out) {
    print_files(inspection, out);
    int unknown = 0;
    for (auto const& one : inspection.statements) {
        if (one.verdict == Verdict::unknown) ++unknown;
        if (one.verdict != Verdict::refused && one.verdict != Verdict::wrong) continue;
        print_one(out, one.error->position, one.verdict == Verdict::refused ? "refused" : "error",
                  one.error->message + " (" + one.error->code + ")", one.error->hint);
    }
    for (auto const& one : inspection.warnings)
        print_one(out, one.position, severity_name(one.severity), one.message + " (" + one.rule + ")",
                  one.hint);
    if (unknown > 0)
        out << '\n'
            << unknown << (unknown == 1 ? " statement needs" : " statements need")
            << " what was refused, and could not be checked\n";
}

// Those with an example, for the test that provokes each.
std::string limitations_json() {
    std::string rows;
    for (auto const& row : limitations()) {
        std::string object = "{";
        append_member(object, "construct", std::string(row.construct));
        append_member(object, "instead", std::string(row.instead));
        append_member(object, "example", std::string(row.example));
        rows += (rows.empty() ? "" : ",") + object + "}";
    }
    return "[" + rows + "]";
}

Result<bool> check(CheckArguments const& arguments, Output const& output) {
    if (arguments.limitations) {
        output.out << (output.json ? limitations_json() + "\n" : limitations_page());
        return true;
    }
    TRY(auto const loaded, load_project(arguments.project));
    auto const& options = loaded.options;
    auto const folder =
        arguments.folder.empty() ? migrations_folder(arguments.project, options) : arguments.folder;
    TRY(auto const files, migrate::flyway::read_folder(folder));
    migrate::flyway::ResolveOptions resolving;
    for (auto const& given : arguments.placeholders) {
        auto const pair = split_once(given, '=');
        resolving.placeholders[to_lower(pair->first)] = pair->second;
    }
    TRY(auto const resolved, migrate::flyway::resolve(files, resolving));
    auto const inspection = inspect(resolved.migrations, options.rest.schemas);
    if (output.json) {
        output.out << inspection_json(inspection) << '\n';
    } else {
        print_inspection(inspection, output.out);
    }
    bool const embedded = arguments.engine.empty()
                              ? engine_of(options.database.url) == migrate::ForEngine::sqlite
                              : arguments.engine == "sqlite";
    if (arguments.strict && std::ranges::find(inspection.warnings, Severity::warning, &Warning::severity) !=
                                inspection.warnings.end())
        return false;
    return std::ranges::all_of(inspection.statements, [embedded](Inspected const& one) {
        if (one.verdict == Verdict::wrong) return false;
        return !embedded || one.verdict == Verdict::runs || one.verdict == Verdict::elsewhere;
    });
}

}  // namespace

void add_check(Usage program) {
    auto const arguments = std::make_shared<CheckArguments>();
    auto const sub =
        program.command("check", "Say, without a database, which statements of the migrations run where");
    sub.option("folder", arguments->folder, "The folder of migrations; the project's when it is not named")
        .type_name("DIR");
    add_project_options(sub, arguments->project);
    sub.option("--engine", arguments->engine,
               "Fail where this one refuses (default: the one of database.url)")
        .one_of({"sqlite", "postgres"});
    sub.flag("--limitations", arguments->limitations,
             "Print what the embedded engine refuses, and what to write instead");
    sub.flag("--strict", arguments->strict, "Fail on warnings, too");
    sub.option("--placeholder", arguments->placeholders, "name=value, for ${name} in scripts").pairs();
    sub.footer(
        "Warnings (tables without row security, policies open to anon, ...) make it fail with --strict, "
        "notes "
        "never.\n"
        "Examples:\n"
        "  backstay check\n"
        "  backstay check migrations --engine postgres --json");
    sub.runs([arguments](Output const& output) { return check(*arguments, output); });
}

}  // namespace backstay::cli
