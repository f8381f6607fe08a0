#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "base/json.hpp"
#include "base/json_object.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/policy_checks.hpp"
#include "cli/policy_explain.hpp"
#include "cli/project.hpp"
#include "cli/text_table.hpp"
#include "cli/usage.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

struct TestArguments {
    ProjectArguments project = {};
    std::vector<std::string> files = {};
};

// Those of the project's folder policies/.
Result<std::vector<std::string>> files_of(TestArguments const& arguments) {
    if (!arguments.files.empty()) return arguments.files;
    auto const folder = std::filesystem::path(arguments.project.folder) / "policies";
    std::vector<std::string> files;
    std::error_code missing;
    for (auto const& entry : std::filesystem::directory_iterator(folder, missing))
        if (entry.path().extension() == ".policy") files.push_back(entry.path().lexically_normal().string());
    if (files.empty()) return failure("58P01", "there are no .policy files in " + folder.string());
    std::ranges::sort(files);
    return files;
}

Result<std::string> content(std::string const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return failure("58P01", "cannot read " + file);
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

void append(std::string& out, std::string_view key, std::string_view value) {
    if (out.back() != '{') out += ',';
    append_json_string(out, key);
    out += ':';
    append_json_string(out, value);
}

std::string checks_json(std::vector<PolicyCheck> const& checks, std::size_t passed) {
    std::string list;
    for (auto const& one : checks) {
        std::string object = "{";
        append(object, "file", one.file);
        object += ",\"line\":" + std::to_string(one.line);
        append(object, "as", one.who);
        append(object, "check", one.check);
        object += one.passed ? ",\"passed\":true" : ",\"passed\":false";
        append(object, "expected", one.expected);
        append(object, "got", one.got);
        list += (list.empty() ? "" : ",") + object + "}";
    }
    return "{\"passed\":" + std::to_string(passed) + ",\"failed\":" + std::to_string(checks.size() - passed) +
           ",\"checks\":[" + list + "]}";
}

void print_checks(std::vector<PolicyCheck> const& checks, std::size_t passed, std::ostream& out) {
    for (auto const& one : checks) {
        if (one.passed) continue;
        out << one.file << ':' << one.line << ": " << one.check << "\n  as        " << one.who
            << "\n  expected  " << one.expected << "\n  got       " << one.got << "\n\n";
    }
    out << passed << " passed, " << checks.size() - passed << " failed\n";
}

Result<bool> test(TestArguments const& arguments, Output const& output) {
    TRY(auto const files, files_of(arguments));
    TRY(auto const loaded, load_project(arguments.project));
    TRY(auto const session, server::open_session(loaded.options.database.url));
    std::vector<PolicyCheck> checks;
    for (auto const& file : files) {
        TRY(auto const text, content(file));
        TRY(auto const lines, read_policy_file(text, file));
        TRY(auto const ran, run_policy_file(*session, lines, file));
        checks.insert(checks.end(), ran.begin(), ran.end());
    }
    auto const passed = static_cast<std::size_t>(std::ranges::count(checks, true, &PolicyCheck::passed));
    if (output.json) {
        output.out << checks_json(checks, passed) << '\n';
    } else {
        print_checks(checks, passed, output.out);
    }
    return passed == checks.size();
}

void add_test(Usage policy) {
    auto const arguments = std::make_shared<TestArguments>();
    auto const sub = policy.command("test", "Hold files that say who may do what against the database");
    sub.option("files", arguments->files, "Files; policies/*.policy of the project when none is named")
        .type_name("FILE");
    add_project_options(sub, arguments->project);
    sub.footer(
        "Each file runs in a transaction that is rolled back.\n"
        "Examples:\n"
        "  backstay policy test\n"
        "  backstay policy test policies/note.policy --database postgres://localhost/shop --json");
    sub.runs([arguments](Output const& output) { return test(*arguments, output); });
}

struct ExplainArguments {
    ProjectArguments project = {};
    std::string request = {};
    std::string user = {};
    std::string role = {};
    std::string claims = {};
    std::string schema = {};
    std::int64_t most_rows = 100;
};

Result<Principal> asker(ExplainArguments const& arguments, engine::Session& session,
                        std::string const& anon) {
    if (!arguments.user.empty()) return principal_of_user(session, arguments.user);
    auto claims = JsonObject::parse(arguments.claims.empty() ? "{}" : arguments.claims);
    if (!claims) return failure("22023", "--claims is no JSON object: " + claims.error()->message);
    auto role = arguments.role.empty() ? claims->text("role").value_or(anon) : arguments.role;
    claims->set_text("role", role);
    return Principal{.role = std::move(role), .claims = claims->to_string(), .settings = {}};
}

std::string explanation_json(Explanation const& found, std::string const& role) {
    JsonObject object;
    object.set_text("table", found.table).set_text("role", role).set_texts("missing", found.missing);
    object.set_text("open_because", found.open_because);
    std::string policies, rows;
    for (auto const& policy : found.policies) {
        JsonObject one;
        one.set_text("name", policy.name).set_boolean("permissive", policy.permissive);
        one.set_text("command", policy.command).set_text("using", policy.condition);
        policies += (policies.empty() ? "" : ",") + one.to_string();
    }
    for (auto const& row : found.rows) {
        JsonObject one, key, results;
        for (auto const& [name, value] : row.key) key.set_text(name, value);
        for (std::size_t i = 0; i < row.results.size(); ++i)
            results.set_text(found.policies[i].name, row.results[i]);
        one.set_object("key", key).set_boolean("passes", row.passes).set_object("policies", results);
        rows += (rows.empty() ? "" : ",") + one.to_string();
    }
    object.set_json("policies", "[" + policies + "]").set_json("rows", "[" + rows + "]");
    object.set_boolean("more", found.more);
    return object.to_string();
}

void print_explanation(Explanation const& found, std::string const& role, std::ostream& out) {
    out << found.table << " as " << role << '\n';
    for (auto const& grant : found.missing) out << "missing grant: " << grant << " to " << role << '\n';
    if (!found.missing.empty()) out << "The request is refused (42501), whatever the policies say.\n";
    if (!found.open_because.empty()) {
        out << "every row passes: " << found.open_because << '\n';
    } else if (found.policies.empty()) {
        out << "no row passes: no policy is for " << role << '\n';
    }
    out << '\n';
    for (auto const& policy : found.policies)
        out << policy.name << (policy.permissive ? "" : " (restrictive)") << ", " << to_lower(policy.command)
            << ": " << policy.condition << '\n';
    TextTable table;
    if (!found.rows.empty())
        for (auto const& [name, value] : found.rows.front().key) table.header.push_back(name);
    table.header.emplace_back("passes");
    for (auto const& policy : found.policies) table.header.push_back(policy.name);
    for (auto const& row : found.rows) {
        auto& cells = table.rows.emplace_back();
        for (auto const& [name, value] : row.key) cells.push_back(value);
        cells.emplace_back(row.passes ? "yes" : "no");
        cells.insert(cells.end(), row.results.begin(), row.results.end());
    }
    out << '\n';
    print_columns(out, table);
    if (found.more) out << "and more rows\n";
}

Result<void> explain(ExplainArguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments.project));
    auto const& options = loaded.options;
    TRY(auto const database, server::open_database(options.database));
    TRY(auto const session, database->open_session());
    TRY(auto const who, asker(arguments, *session, options.auth.anon_role));
    auto const schema = !arguments.schema.empty()      ? arguments.schema
                        : options.rest.schemas.empty() ? std::string("public")
                                                       : options.rest.schemas.front();
    TRY(auto const found, explain_policies(*session, *database->schema(),
                                           {.request = arguments.request,
                                            .prefix = options.rest.path,
                                            .schema = schema,
                                            .who = who,
                                            .most_rows = arguments.most_rows}));
    if (output.json) {
        output.out << explanation_json(found, who.role) << '\n';
    } else {
        print_explanation(found, who.role, output.out);
    }
    return {};
}

void add_explain(Usage policy) {
    constexpr std::int64_t most = 10'000;
    auto const arguments = std::make_shared<ExplainArguments>();
    auto const sub =
        policy.command("explain", "Say which policies let each row of a request through, or kept it out");
    sub.option("request", arguments->request, "As it is sent: 'GET /rest/v1/task?id=eq.7'").required();
    add_project_options(sub, arguments->project);
    auto const user = sub.option("--as", arguments->user, "A user's id or address").type_name("USER");
    sub.option("--role", arguments->role, "A role, in place of a user").excludes(user);
    sub.option("--claims", arguments->claims, "The token's claims, JSON").excludes(user);
    sub.option("--schema", arguments->schema, "The schema of the table (default: the first of rest.schemas)");
    sub.option("--rows", arguments->most_rows, "Rows that are explained, at most")
        .between(1, most)
        .show_default();
    sub.footer(
        "Examples:\n"
        "  backstay policy explain --as ada@example.org 'GET /rest/v1/task?done=is.false'\n"
        "  backstay policy explain --role authenticated --claims '{\"sub\":\"...\"}' 'DELETE "
        "/rest/v1/task?id=eq.7'");
    sub.runs([arguments](Output const& output) { return explain(*arguments, output); });
}

}  // namespace

void add_policy(Usage program) {
    auto const policy = program.group("policy", "Test and explain row policies");
    policy.footer(
        "Examples:\n"
        "  backstay policy test\n"
        "  backstay policy explain --as ada@example.org 'GET /rest/v1/task?done=is.false'");
    add_test(policy);
    add_explain(policy);
}

}  // namespace backstay::cli
