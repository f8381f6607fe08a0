// backstay audit verify, export: whether the audit log is as it was sealed, and what is in it.

#include <ostream>

#include "auth/audit_verification.hpp"
#include "auth/secret_file.hpp"
#include "base/json_object.hpp"
#include "cli/audit_export.hpp"
#include "cli/command.hpp"
#include "cli/progress.hpp"
#include "cli/project.hpp"
#include "cli/usage.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

struct AuditArguments {
    ProjectArguments project = {};
    std::string expected = {};
    std::string from = {};
    std::string to = {};
    std::string format = "ndjson";
};

constexpr std::size_t most_faults_told = 1000;

Result<std::unique_ptr<engine::Session>> open_log(server::Options const& options) {
    TRY(auto session, server::open_session(options.database.url));
    auto found = session->execute("select removed_through from auth.audit_retention");
    if (found) return session;
    auto error = std::move(found).error();
    if (error->code == "42P01" || error->code == "3F000") error->hint = "Run: backstay migrate up";
    return std::unexpected(std::move(error));
}

// As the server has them; none are made here.
Result<auth::AuditKeys> keys_of(server::Options const& options) {
    if (!options.encryption_keys.empty()) return auth::AuditKeys::parse(options.encryption_keys);
    auto const path = options.project + "/data/encryption_keys";
    TRY(auto const text, auth::read_secret_file(path));
    if (!text)
        return failure("F0000",
                       "the keys that seals are made with are not here: there is no \"" + path + "\"")
            .hint("Name the project with --project, or give the setting encryption.keys.");
    return auth::AuditKeys::parse(*text);
}

JsonObject fault_json(auth::AuditFault const& fault) {
    JsonObject json;
    json.set_text("kind", auth::name_of(fault.kind)).set_integer("seal", fault.seal);
    if (!fault.entry.empty()) json.set_text("entry", fault.entry);
    return json.set_text("text", fault.text);
}

void print_json(auth::AuditSummary const& summary, std::string const& faults, Output const& output) {
    JsonObject json;
    json.set_boolean("ok", summary.faults == 0)
        .set_integer("seals", summary.seals)
        .set_integer("entries", summary.entries)
        .set_integer("removed", summary.removed)
        .set_integer("unsealed", summary.unsealed);
    json.set_json("sealed_through", "null").set_json("sealed_at", "null");
    if (!summary.last_seal.empty())
        json.set_text("sealed_through", summary.last_seal).set_text("sealed_at", summary.last_sealed_at);
    json.set_integer("fault_count", summary.faults).set_json("faults", "[" + faults + "]");
    output.out << json.to_string() << '\n';
}

void print_text(auth::AuditSummary const& summary, Output const& output) {
    auto const counted = [](std::int64_t count, std::string const& what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    output.out << counted(summary.seals, "seal") << ", "
               << (summary.entries == 1 ? "1 sealed entry"
                                        : std::to_string(summary.entries) + " sealed entries")
               << ", " << summary.removed << " removed by retention, " << summary.unsealed
               << " not sealed yet\n";
    if (!summary.last_seal.empty()) output.out << "sealed through " << summary.last_seal << '\n';
    output.out << (summary.faults == 0 ? "the audit log is as it was sealed"
                                       : counted(summary.faults, "fault"))
               << '\n';
}

// Whether there is no fault.
Result<bool> verify(AuditArguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments.project));
    TRY(auto const keys, keys_of(loaded.options));
    TRY(auto const session, open_log(loaded.options));
    std::size_t told = 0;
    std::string faults;
    auth::AuditVerification verification(*session, keys, [&](auth::AuditFault const& fault) {
        if (++told > most_faults_told) return;
        if (output.json) {
            faults += (faults.empty() ? "" : ",") + fault_json(fault).to_string();
        } else {
            output.out << fault.text << '\n';
        }
    });
    if (!arguments.expected.empty()) TRY_VOID(verification.expect(arguments.expected));
    TRY(auto const count, verification.count());
    auth::AuditSummary summary;
    {
        Progress progress(output, "entries", static_cast<std::uint64_t>(count), Progress::Unit::pieces);
        TRY(summary, verification.run(
                         [&](std::int64_t entries) { progress.show(static_cast<std::uint64_t>(entries)); }));
    }
    if (output.json) {
        print_json(summary, faults, output);
    } else {
        print_text(summary, output);
    }
    return summary.faults == 0;
}

Result<void> export_log(AuditArguments const& arguments, Output const& output) {
    AuditRange range;
    if (!arguments.from.empty()) {
        TRY(range.from, read_moment(arguments.from));
    }
    if (!arguments.to.empty()) {
        TRY(range.to, read_moment(arguments.to));
    }
    TRY(auto const loaded, load_project(arguments.project));
    TRY(auto const session, open_log(loaded.options));
    auto const format = arguments.format == "csv" ? AuditFormat::csv : AuditFormat::ndjson;
    TRY(auto const written, export_audit_log(*session, range, format, output.out));
    if (output.progress) output.error << written << (written == 1 ? " entry\n" : " entries\n");
    return {};
}

void add_verify_action(Usage audit) {
    auto const arguments = std::make_shared<AuditArguments>();
    auto const sub = audit.command("verify", "Say what is not as it was sealed: changed, removed, added");
    add_project_options(sub, arguments->project);
    sub.option("--expect", arguments->expected, "A seal that was noted before, which has to be in the chain")
        .type_name("NUMBER:DIGEST");
    sub.footer(
        "Exit code 1 when something is wrong. Note what it says the log is sealed through in another place, "
        "and\ngive it to --expect the next time: nobody can have cut the chain before it.\n"
        "Examples:\n"
        "  backstay audit verify\n"
        "  backstay audit verify --json --expect 812:RkPn2yCLnXh6k4WbfQ8Fq7dY3mQm6o0Yp1wXvJ5tZ9A");
    sub.runs([arguments](Output const& output) { return verify(*arguments, output); });
}

void add_export_action(Usage audit) {
    auto const arguments = std::make_shared<AuditArguments>();
    auto const sub = audit.command("export", "Write its entries, with the numbers of their seals");
    add_project_options(sub, arguments->project);
    sub.option("--from", arguments->from, "Only what was written at this time (UTC) or later");
    sub.option("--to", arguments->to, "Only what was written before this time");
    sub.option("--format", arguments->format, "JSON line by line, or comma-separated values")
        .one_of({"ndjson", "csv"})
        .show_default();
    sub.footer(
        "Examples:\n"
        "  backstay audit export > audit.ndjson\n"
        "  backstay audit export --from 2026-11-01 --to 2026-12-01T00:00:00Z --format csv");
    sub.runs([arguments](Output const& output) { return export_log(*arguments, output); });
}

}  // namespace

void add_audit(Usage program) {
    auto const audit = program.group("audit", "The audit log: verify its seals, export it");
    audit.footer("Examples:\n  backstay audit verify\n  backstay audit export --format csv > audit.csv");
    add_verify_action(audit);
    add_export_action(audit);
}

}  // namespace backstay::cli
