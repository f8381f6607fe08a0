#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>
#include <set>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/input.hpp"
#include "cli/progress.hpp"
#include "cli/project.hpp"
#include "cli/row_source.hpp"
#include "cli/usage.hpp"
#include "server/open_database.hpp"
#include "sql/encryption.hpp"

namespace backstay::cli {
namespace {

struct ImportArguments {
    ProjectArguments project = {};
    std::string table = {};
    std::string file = {};
    std::string format = {};
    std::vector<std::string> columns = {};
    std::string null = {};
    std::string delimiter = ",";
    bool no_header = false;
    bool truncate = false;
};

enum class Format : std::uint8_t { csv, json };

Result<Format> format_of(ImportArguments const& arguments) {
    auto name = arguments.format;
    if (name.empty()) name = std::filesystem::path(arguments.file).extension().string();
    name = to_lower(name);
    if (name.starts_with('.')) name.erase(0, 1);
    if (name == "csv") return Format::csv;
    if (name == "json" || name == "ndjson" || name == "jsonl") return Format::json;
    return failure("22023", "\"" + arguments.file + "\" is neither .csv nor .json nor .ndjson")
        .hint("Say what it is with --format.");
}

sql::QualifiedName table_of(std::string const& text) {
    auto const parts = split_once(text, '.');
    if (!parts) return {.schema = {}, .name = text};
    return {.schema = std::string(parts->first), .name = std::string(parts->second)};
}

// Rows of the same columns, sent together; an error is told with the line of the file.
class Batch {
public:
    Batch(engine::Session& session, ImportArguments const& arguments, Row& failed)
        : session_(session), table_(table_of(arguments.table)), file_(arguments.file), failed_(failed) {}

    Result<void> add(Row const& row) {
        constexpr std::size_t most_rows = 2000, most_bytes = 4UL * 1024 * 1024;
        if (row.columns != columns_ || rows_.size() >= most_rows || bytes_ >= most_bytes) {
            TRY_VOID(send());
            columns_ = row.columns;
        }
        for (auto const& value : row.values) bytes_ += value ? value->size() : 0;
        rows_.push_back(row.values);
        lines_.push_back(row.line);
        return {};
    }

    Result<void> send() {
        if (rows_.empty()) return {};
        auto const sent = session_.copy_rows(table_, columns_, rows_);
        if (!sent) return std::unexpected(placed(sent.error()));
        copied_ += *sent;
        imported_.insert(columns_.begin(), columns_.end());
        bytes_ = 0;
        rows_.clear();
        lines_.clear();
        return {};
    }

    std::int64_t copied() const { return copied_; }
    std::set<std::string> const& imported() const { return imported_; }

private:
    // The engine counts rows of the batch and columns of the list.
    Error placed(Error error) {
        auto row = static_cast<std::size_t>(error->position.line);
        if (lines_.size() == 1) row = 1;
        auto const column = static_cast<std::size_t>(error->position.column);
        bool const known = row >= 1 && row <= lines_.size();
        std::string where;
        if (known && column == 0) failed_ = {.columns = columns_, .values = rows_[row - 1]};
        if (!known) where = fmt::format("lines {} to {}", lines_.front(), lines_.back());
        if (column >= 1 && column <= columns_.size())
            where += (where.empty() ? "column \"" : ", column \"") + columns_[column - 1] + "\"";
        if (!where.empty()) error->detail = error->detail ? *error->detail + " (" + where + ")" : where;
        error->position = {.file = file_, .line = known ? lines_[row - 1] : 0};
        return error;
    }

    engine::Session& session_;
    sql::QualifiedName table_;
    std::string file_;
    Row& failed_;
    std::vector<std::string> columns_;
    std::set<std::string> imported_;
    std::vector<std::vector<engine::Parameter>> rows_;
    std::vector<int> lines_;
    std::size_t bytes_ = 0;
    std::int64_t copied_ = 0;
};

std::string quoted(sql::QualifiedName const& name) {
    return (name.schema.empty() ? "" : quote_always(name.schema) + ".") + quote_always(name.name);
}

// What the table is, as the schema has it; nothing when it has none: the engine then says what is wrong.
sql::Relation const* relation_of(sql::Schema const& schema, ImportArguments const& arguments) {
    auto name = table_of(arguments.table);
    if (name.schema.empty()) name.schema = "public";
    return schema.find_relation(name);
}

Result<std::unique_ptr<RowSource>> open_rows(ImportArguments const& arguments, Input& input,
                                             sql::Relation const* relation) {
    static std::vector<sql::Column> const none;
    auto const& columns = relation == nullptr ? none : relation->columns;
    TRY(auto const format, format_of(arguments));
    if (format == Format::json) {
        JsonRules rules{.columns = arguments.columns, .array_columns = {}, .json_columns = {}};
        for (auto const& column : columns)
            if (column.type_name == "json" || column.type_name == "jsonb")
                rules.json_columns.insert(column.name);
        for (auto const& column : columns)
            if (column.type_name.ends_with("[]")) rules.array_columns.insert(column.name);
        return json_rows(input.source(), std::move(rules));
    }
    CsvRules rules{.delimiter = arguments.delimiter == "\\t" ? '\t' : arguments.delimiter.front(),
                   .header = !arguments.no_header,
                   .null = arguments.null,
                   .columns = arguments.columns};
    if (arguments.no_header && rules.columns.empty())
        for (auto const& column : columns) rules.columns.push_back(column.name);
    return csv_rows(input.source(), std::move(rules));
}

// The sequence that numbers the column, as regclass reads its name.
Result<std::optional<std::string>> sequence_of(engine::Database const& database, engine::Session& session,
                                               sql::Relation const& relation, sql::Column const& column) {
    constexpr std::string_view next = "nextval('";
    auto const& text = column.default_text;
    if (text.starts_with(next)) {
        auto const end = text.find('\'', next.size());
        return text.substr(next.size(), end - next.size());
    }
    if (column.identity == sql::IdentityKind::none) return std::nullopt;
    if (database.kind() == engine::Kind::sqlite)
        return quote_identifier(relation.name.schema) + "." +
               quote_identifier(relation.name.name + "_" + column.name + "_seq");
    TRY(auto rows, session.execute("select pg_get_serial_sequence($1, $2)",
                                   std::vector<engine::Parameter>{quoted(relation.name), column.name}));
    return std::move(rows.rows.at(0).at(0));
}

// Rows that bring their numbers with them leave the sequence where it was: the next INSERT would give one of
// them again.
Result<void> pass_numbers(engine::Database const& database, engine::Session& session,
                          sql::Relation const& relation, std::set<std::string> const& imported) {
    for (auto const& column : relation.columns) {
        if (!imported.contains(column.name)) continue;
        TRY(auto const sequence, sequence_of(database, session, relation, column));
        if (!sequence) continue;
        auto const name = quote_literal(*sequence);
        TRY_VOID(session.execute("select setval(" + name + ", greatest(nextval(" + name + "), (select max(" +
                                 quote_always(column.name) + ") from " + quoted(relation.name) + ")))"));
    }
    return {};
}

// The column whose value is to blame for an error of its row: the one that its type refuses by itself in the
// same words.
void name_column(engine::Session& session, sql::Relation const& relation, Row const& failed, Error& error) {
    constexpr std::string_view bad_data = "22";
    if (!error->code.starts_with(bad_data)) return;
    for (std::size_t i = 0; i < failed.columns.size(); ++i) {
        auto const* const column = relation.find_column(failed.columns[i]);
        if (column == nullptr || !failed.values[i]) continue;
        auto const& type = column->domain.empty() ? column->type_name : column->domain;
        auto const tried = session.execute("select " + quote_literal(*failed.values[i]) + "::" + type);
        // A cast cuts a text that is too long; storing it is what fails.
        bool const too_long = error->code == "22001" && tried && !tried->rows.empty() &&
                              tried->rows[0][0].value_or("").size() < failed.values[i]->size();
        if (!too_long && (tried || tried.error()->message != error->message)) continue;
        auto const where = "column \"" + column->name + "\"";
        error->detail = error->detail ? *error->detail + " (" + where + ")" : where;
        return;
    }
}

struct Work {
    engine::Database& database;
    engine::Session& session;
    std::shared_ptr<sql::Schema const> schema;
    sql::Relation const* relation;
    Row failed = {};  // where it is not known which of its columns did
};

// Values of encrypted columns are sealed by a server, by the keys of their rows.
Result<void> check_columns(sql::Relation const* relation, Row const& row) {
    if (relation == nullptr) return {};
    for (auto const& name : row.columns) {
        auto const* const column = relation->find_column(name);
        if (column == nullptr || !sql::declares_encryption(column->description)) continue;
        return failure("55000", "column \"" + name + "\" is encrypted: it is not imported past a server")
            .hint("POST the file to the table as text/csv or application/x-ndjson.");
    }
    return {};
}

Result<std::int64_t> copy(Work& work, ImportArguments const& arguments, Input& input, Output const& output) {
    auto& session = work.session;
    auto const* const relation = work.relation;
    TRY(auto const rows, open_rows(arguments, input, relation));
    if (arguments.truncate) TRY_VOID(session.execute("truncate table " + quoted(table_of(arguments.table))));
    Batch batch(session, arguments, work.failed);
    Progress progress(output, arguments.table, input.size(), Progress::Unit::bytes);
    for (Row row;;) {
        auto more = rows->next(row);
        if (!more) {
            more.error()->position.file = arguments.file;
            return std::unexpected(more.error());
        }
        if (!*more) break;
        TRY_VOID(check_columns(relation, row));
        TRY_VOID(batch.add(row));
        progress.show(input.read());
    }
    TRY_VOID(batch.send());
    if (relation != nullptr) TRY_VOID(pass_numbers(work.database, session, *relation, batch.imported()));
    return batch.copied();
}

Result<void> import(ImportArguments const& arguments, Output const& output) {
    using clock = std::chrono::steady_clock;
    auto const began = clock::now();
    TRY(auto const loaded, load_project(arguments.project));
    TRY(auto const input, Input::open(arguments.file));
    auto options = loaded.options.database;
    options.postgres.channel.clear();  // nothing is served that would have to follow the schema
    TRY(auto const database, server::open_database(options));
    TRY(auto const session, database->open_session());
    TRY_VOID(session->begin());
    Work work{.database = *database, .session = *session, .schema = database->schema(), .relation = nullptr};
    work.relation = relation_of(*work.schema, arguments);
    auto copied = copy(work, arguments, *input, output);
    if (!copied) {
        TRY_VOID(session->rollback());
        if (work.relation != nullptr) name_column(*session, *work.relation, work.failed, copied.error());
        return std::unexpected(copied.error());
    }
    TRY_VOID(session->commit());
    if (output.json) {
        output.out << R"({"rows":)" << *copied << "}\n";
        return {};
    }
    std::chrono::duration<double> const took = clock::now() - began;
    output.out << arguments.table << ": " << *copied << (*copied == 1 ? " row" : " rows")
               << fmt::format(", {:.1f} s\n", took.count());
    return {};
}

std::string check_delimiter(std::string const& given) {
    return given.size() == 1 || given == "\\t" ? "" : "--delimiter takes one character, or \\t";
}

}  // namespace

void add_import(Usage program) {
    auto const arguments = std::make_shared<ImportArguments>();
    auto const sub = program.command("import", "Load the rows of a file into a table, all or none");
    sub.option("table", arguments->table, "city, or geo.city").required();
    sub.option("file", arguments->file, ".csv, .json (an array) or .ndjson; - for standard input").required();
    add_project_options(sub, arguments->project);
    sub.option("--format", arguments->format, "What the file is, where its name does not say")
        .one_of({"csv", "json", "ndjson"});
    sub.option("--columns", arguments->columns, "Take these alone: id,name").separated_by(',');
    sub.option("--null", arguments->null, "CSV: what stands for NULL, without quotes (default: nothing)");
    sub.option("--delimiter", arguments->delimiter, "CSV: between fields; \\t for a tab")
        .check(check_delimiter)
        .show_default();
    sub.flag("--no-header", arguments->no_header, "CSV: the first line is a row, too");
    sub.flag("--truncate", arguments->truncate, "Remove the rows that are there first");
    sub.footer(
        "Examples:\n"
        "  backstay import city cities.csv\n"
        "  backstay import geo.city cities.ndjson --columns id,name,country --truncate\n"
        "  gzip -dc cities.csv.gz | backstay import city - --format csv --delimiter ';' --null NULL");
    sub.runs([arguments](Output const& output) { return import(*arguments, output); });
}

}  // namespace backstay::cli
