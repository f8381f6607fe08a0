// backstay auth import: the users of another GoTrue.

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <ostream>

#include "base/json_object.hpp"
#include "base/text.hpp"
#include "cli/account_import.hpp"
#include "cli/command.hpp"
#include "cli/dump_rows.hpp"
#include "cli/input.hpp"
#include "cli/progress.hpp"
#include "cli/project.hpp"
#include "cli/usage.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

constexpr auto users_table = "auth.users", identities_table = "auth.identities";

struct AccountImportArguments {
    ProjectArguments project = {};
    std::vector<std::string> files = {};
    std::string format = {};
    std::string table = {};
    std::string on_conflict = "fail";
    bool dry_run = false;
};

// The rows of a CSV file; which table's they are says the option, or what the columns are.
class CsvTableRows : public TableRows {
public:
    CsvTableRows(ByteReader::Source source, std::string table)
        : rows_(csv_rows(std::move(source), {.columns = {}})), table_(std::move(table)) {}

    Result<bool> next(std::string& table, Row& row) override {
        TRY(auto const more, rows_->next(row));
        if (table_.empty()) {
            TRY(table_, table_of(row.columns));
        }
        table = table_;
        return more;
    }

private:
    static Result<std::string> table_of(std::vector<std::string> const& columns) {
        auto const has = [&](auto const& names) {
            return std::ranges::any_of(
                names, [&](auto const* name) { return std::ranges::count(columns, name) > 0; });
        };
        constexpr std::array identity_marks{"identity_data", "provider_id", "user_id"};
        constexpr std::array user_marks{"email", "phone", "encrypted_password", "raw_user_meta_data"};
        if (has(identity_marks)) return std::string(identities_table);
        if (has(user_marks)) return std::string(users_table);
        return failure("22P04", "the columns are those of neither auth.users nor auth.identities")
            .hint("Say which with --table users or --table identities.")
            .at({.file = {}, .line = 1});
    }

    std::unique_ptr<RowSource> rows_;
    std::string table_;
};

Result<std::unique_ptr<TableRows>> open_table_rows(AccountImportArguments const& arguments,
                                                   std::string const& file, Input& input) {
    auto format = arguments.format;
    if (format.empty()) format = to_lower(std::filesystem::path(file).extension().string());
    if (format.ends_with("csv")) {
        auto const table = arguments.table.empty() ? "" : "auth." + arguments.table;
        return std::make_unique<CsvTableRows>(input.source(), table);
    }
    if (format.ends_with("sql")) return dump_rows(input.source(), {users_table, identities_table});
    return failure("22023", "\"" + file + "\" is neither .sql nor .csv")
        .hint("Say what it is with --format sql or --format csv.");
}

// Reads every file for the rows of one table; `seen` becomes true when there is one of either.
class Pass {
public:
    Pass(AccountImportArguments const& arguments, Progress& progress, std::uint64_t& before, bool& seen)
        : arguments_(arguments), progress_(progress), before_(before), seen_(seen) {}

    Result<void> run(std::string const& table,
                     std::function<Result<void>(std::string const& file, Row const& row)> const& take) {
        for (auto const& file : arguments_.files) {
            auto const read = read_file(file, table, take);
            if (!read) {
                auto error = read.error();
                if (error->position.file.empty()) error->position.file = file;
                return std::unexpected(std::move(error));
            }
        }
        return {};
    }

private:
    Result<void> read_file(std::string const& file, std::string const& table,
                           std::function<Result<void>(std::string const& file, Row const& row)> const& take) {
        TRY(auto const input, Input::open(file));
        TRY(auto const rows, open_table_rows(arguments_, file, *input));
        std::string found;
        for (Row row;;) {
            TRY(auto const more, rows->next(found, row));
            seen_ |= !found.empty();
            if (!more) break;
            progress_.show(before_ + input->read());
            if (found == table) TRY_VOID(take(file, row));
        }
        before_ += input->size();
        return {};
    }

    AccountImportArguments const& arguments_;
    Progress& progress_;
    std::uint64_t& before_;
    bool& seen_;
};

Result<void> read_all(AccountImportArguments const& arguments, AccountImport& import, Output const& output) {
    std::uint64_t size = 0, before = 0;
    for (auto const& file : arguments.files) {
        TRY(auto const input, Input::open(file));
        size += input->size();
    }
    bool seen = false;
    Progress progress(output, "users", 2 * size, Progress::Unit::bytes);
    Pass pass(arguments, progress, before, seen);
    TRY_VOID(
        pass.run(users_table, [&](auto const& file, auto const& row) { return import.user(file, row); }));
    TRY_VOID(import.end_users());
    progress.relabel("identities");
    TRY_VOID(pass.run(identities_table,
                      [&](auto const& file, auto const& row) { return import.identity(file, row); }));
    if (!seen)
        return failure("22P04", "there are no rows of auth.users or auth.identities")
            .hint("Dump them with: pg_dump --data-only --table auth.users --table auth.identities");
    return import.end_identities();
}

JsonObject counts_json(AccountCounts const& counts) {
    JsonObject json;
    return json.set_integer("imported", counts.imported)
        .set_integer("updated", counts.updated)
        .set_integer("skipped", counts.skipped);
}

void print_line(Output const& output, char const* what, AccountCounts const& counts) {
    output.out << what << ": " << counts.imported << " imported";
    if (counts.updated > 0) output.out << ", " << counts.updated << " updated";
    if (counts.skipped > 0) output.out << ", " << counts.skipped << " skipped";
}

void print_summary(AccountImportArguments const& arguments, AccountSummary const& summary,
                   Output const& output) {
    std::vector<std::string> const ignored(summary.unknown_columns.begin(), summary.unknown_columns.end());
    if (output.json) {
        JsonObject json;
        json.set_object("users", counts_json(summary.users));
        json.set_object("identities",
                        counts_json(summary.identities).set_integer("made", summary.made_identities));
        json.set_texts("ignored_columns", ignored).set_integer("unknown_hashes", summary.unknown_hashes);
        output.out << json.set_boolean("dry_run", arguments.dry_run).to_string() << '\n';
        return;
    }
    if (!ignored.empty())
        output.error << "warning: columns that there are not here are ignored: " << join(ignored, ", ")
                     << '\n';
    if (summary.unknown_hashes > 0)
        output.error
            << "warning: " << summary.unknown_hashes
            << " password hashes are of an unknown form: those users have to recover their passwords\n";
    print_line(output, "users", summary.users);
    output.out << '\n';
    print_line(output, "identities", summary.identities);
    if (summary.made_identities > 0) output.out << ", " << summary.made_identities << " made";
    output.out << '\n';
    if (arguments.dry_run) output.out << "Nothing was written: --dry-run.\n";
}

Result<void> check_tables(engine::Session& session) {
    auto found = session.execute("select id from auth.users limit 0");
    if (found) return {};
    auto error = std::move(found).error();
    if (error->code == "42P01" || error->code == "3F000") error->hint = "Run: backstay migrate up";
    return std::unexpected(std::move(error));
}

OnConflict on_conflict_of(std::string const& name) {
    if (name == "skip") return OnConflict::skip;
    return name == "update" ? OnConflict::update : OnConflict::fail;
}

Result<void> import_accounts(AccountImportArguments const& arguments, Output const& output) {
    TRY(auto const loaded, load_project(arguments.project));
    TRY(auto const session, server::open_session(loaded.options.database.url));
    TRY_VOID(check_tables(*session));
    TRY_VOID(session->begin());
    AccountImport import(*session, on_conflict_of(arguments.on_conflict));
    auto const done = read_all(arguments, import, output);
    if (!done || arguments.dry_run) {
        TRY_VOID(session->rollback());
    } else {
        TRY_VOID(session->commit());
    }
    if (!done) return std::unexpected(done.error());
    print_summary(arguments, import.summary(), output);
    return {};
}

void add_import_action(Usage auth) {
    auto const arguments = std::make_shared<AccountImportArguments>();
    auto const sub = auth.command("import", "Take in the users of a Supabase project: all or none");
    sub.option("FILE", arguments->files, "A script of pg_dump (.sql), or CSV with a header (.csv)")
        .required();
    add_project_options(sub, arguments->project);
    sub.option("--format", arguments->format, "What the files are, where their names do not say")
        .one_of({"sql", "csv"});
    sub.option("--table", arguments->table, "CSV: whose rows they are, where the columns do not say")
        .one_of({"users", "identities"});
    sub.option("--on-conflict", arguments->on_conflict, "What to do with rows that are there already")
        .one_of({"fail", "skip", "update"})
        .show_default();
    sub.flag("--dry-run", arguments->dry_run, "Say what would be done, and leave nothing behind");
    sub.footer(
        "Ids, password hashes, confirmations, metadata and identities are kept; pending links are not.\n"
        "Examples:\n"
        "  pg_dump --data-only --table auth.users --table auth.identities -f users.sql \"$OLD_DATABASE\"\n"
        "  backstay auth import users.sql --dry-run\n"
        "  backstay auth import users.csv identities.csv --on-conflict skip");
    sub.runs([arguments](Output const& output) { return import_accounts(*arguments, output); });
}

}  // namespace

void add_auth(Usage program) {
    auto const auth = program.group("auth", "Accounts: take users in");
    auth.footer("Examples:\n  backstay auth import users.sql");
    add_import_action(auth);
}

}  // namespace backstay::cli
