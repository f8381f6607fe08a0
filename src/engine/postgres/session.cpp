#include "engine/postgres/session.hpp"

#include <algorithm>
#include <map>
#include <thread>

#include "base/text.hpp"
#include "engine/postgres/libpq.hpp"

namespace backstay::engine::postgres {
namespace {

// Line and column of the character PostgreSQL counts from 1.
Position place_of(std::string_view text, std::string_view file, int character) {
    Position position{.file = std::string(file), .line = 1, .column = 1};
    for (auto const c : text) {
        auto const starts_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        if (starts_character && --character == 0) break;
        if (!starts_character) continue;
        position.column = c == '\n' ? 1 : position.column + 1;
        position.line += c == '\n' ? 1 : 0;
    }
    return position;
}

// COPY's text format: https://www.postgresql.org/docs/15/sql-copy.html
void append_copy_field(std::string& line, Parameter const& value) {
    if (!value) {
        line += "\\N";
        return;
    }
    for (auto const c : *value) switch (c) {
            case '\\': line += "\\\\"; break;
            case '\t': line += "\\t"; break;
            case '\n': line += "\\n"; break;
            case '\r': line += "\\r"; break;
            default: line += c;
        }
}

// From the context `COPY task, line 3, column id: "x"`, and from the column that an error names itself.
Position place_in_copy(PGresult const* result, std::vector<std::string> const& columns) {
    Position place;
    auto const* const field = PQresultErrorField(result, PG_DIAG_CONTEXT);
    std::string_view context = field == nullptr ? "" : field;
    constexpr std::string_view line = ", line ", column = ", column ";
    context.remove_prefix(std::min(context.find("COPY "), context.size()));
    if (auto const at = context.find(line); at != std::string_view::npos) {
        context.remove_prefix(at + line.size());
        place.line = static_cast<int>(std::strtol(context.data(), nullptr, 10));
    }
    std::string name;
    if (auto const* const named = PQresultErrorField(result, PG_DIAG_COLUMN_NAME)) name = named;
    if (auto const at = context.find(column); at < context.find(": "))
        name = context.substr(at + column.size(), context.find(": ") - at - column.size());
    auto const found = std::ranges::find(columns, name);
    if (found != columns.end()) place.column = static_cast<int>(found - columns.begin()) + 1;
    return place;
}

class PostgresSession : public Session {
public:
    explicit PostgresSession(ConnectionHandle connection) : connection_(std::move(connection)) {}

    Result<Rows> execute(std::string_view text, std::string_view file) override {
        std::string const query(text);
        if (PQsendQuery(connection_.get(), query.c_str()) == 0)
            return std::unexpected(connection_error(connection_.get()));
        ResultHandle last;
        std::optional<Error> error;
        while (ResultHandle next{PQgetResult(connection_.get())}) {
            auto const status = PQresultStatus(next.get());
            if (status == PGRES_COPY_IN) PQputCopyEnd(connection_.get(), "COPY FROM STDIN has no data here");
            if (failed(next.get()) && !error) error = located(next.get(), text, file);
            last = std::move(next);
        }
        if (error) return std::unexpected(*std::move(error));
        if (!last) return Rows{};
        return rows_of(last.get());
    }

    Result<Rows> execute(std::string_view text, std::vector<Parameter> const& parameters) override {
        std::vector<char const*> values;
        for (auto const& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
        std::string const query(text);
        ResultHandle const result(PQexecParams(connection_.get(), query.c_str(),
                                               static_cast<int>(values.size()), nullptr, values.data(),
                                               nullptr, nullptr, 0));
        if (failed(result.get())) return std::unexpected(located(result.get(), text, {}));
        return rows_of(result.get());
    }

    Result<std::string> execute_json(std::string_view text) override {
        TRY(auto const rows, execute(text, std::string_view()));
        if (rows.columns.empty() || rows.rows.empty()) return std::string("[]");
        std::string names;
        for (auto const& column : rows.columns)
            names += (names.empty() ? "" : ", ") + quote_always(column.name);
        return json_of(rows, names);
    }

    Result<void> become(Principal const& principal) override {
        TRY_VOID(become_owner());
        std::vector<std::pair<std::string, std::string>> settings{{"role", principal.role},
                                                                  {"request.jwt.claims", principal.claims}};
        for (auto const& [name, value] : principal.settings) settings.emplace_back(name, value);
        for (auto const& [name, value] : settings) {
            auto const done =
                execute("select set_config($1, $2, false)", std::vector<Parameter>{name, value});
            if (!done) return std::unexpected(done.error());
            changed_.push_back(name);
        }
        return {};
    }

    Result<void> become_owner() override {
        TRY_VOID(run("reset role"));
        for (auto const& name : changed_) {
            if (name == "role") continue;
            auto const done = execute("select set_config($1, '', false)", std::vector<Parameter>{name});
            if (!done) return std::unexpected(done.error());
        }
        changed_.clear();
        return {};
    }

    Result<void> begin() override { return run("begin"); }
    Result<void> commit() override {
        TRY(auto const done, execute("commit", std::string_view()));
        if (done.command == "ROLLBACK")
            return failure("25P02", "current transaction is aborted, and was rolled back");
        return {};
    }
    Result<void> rollback() override { return run("rollback"); }

    // Asked for again and again: a statement that waits would hold a snapshot, which CREATE INDEX
    // CONCURRENTLY in the session that has the lock would wait for.
    Result<void> lock(std::int64_t key, std::chrono::seconds patience) override {
        constexpr std::chrono::milliseconds pause{200};
        auto const deadline = std::chrono::steady_clock::now() + patience;
        for (;;) {
            TRY(auto const tried,
                execute("select pg_try_advisory_lock($1)", std::vector<Parameter>{std::to_string(key)}));
            if (tried.rows.at(0).at(0) == "t") return {};
            if (std::chrono::steady_clock::now() >= deadline)
                return failure("55P03", "another session holds the lock of the migrations")
                    .hint("Wait until it has ended; pg_locks shows who it is.");
            std::this_thread::sleep_for(pause);
        }
    }

    Result<void> unlock(std::int64_t key) override {
        auto const done =
            execute("select pg_advisory_unlock($1)", std::vector<Parameter>{std::to_string(key)});
        if (!done) return std::unexpected(done.error());
        return {};
    }

    Result<std::int64_t> copy_rows(sql::QualifiedName const& table, std::vector<std::string> const& columns,
                                   std::vector<std::vector<Parameter>> const& rows) override {
        auto command = "copy " + (table.schema.empty() ? "" : quote_always(table.schema) + ".") +
                       quote_always(table.name) + " (";
        for (std::size_t i = 0; i < columns.size(); ++i)
            command += (i > 0 ? ", " : "") + quote_always(columns[i]);
        command += ") from stdin";
        ResultHandle const start(PQexec(connection_.get(), command.c_str()));
        if (failed(start.get())) return std::unexpected(error_of(start.get()));
        std::string lines;
        auto const send = [&] {
            auto const sent =
                PQputCopyData(connection_.get(), lines.data(), static_cast<int>(lines.size())) == 1;
            lines.clear();
            return sent;
        };
        for (auto const& row : rows) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (i > 0) lines += '\t';
                append_copy_field(lines, row[i]);
            }
            lines += '\n';
            if (lines.size() > 256 * 1024 && !send()) break;
        }
        if (!lines.empty()) send();
        PQputCopyEnd(connection_.get(), nullptr);
        return end_of_copy(columns);
    }

    Result<std::int64_t> copy_from(std::string_view command, std::string_view data) override {
        constexpr std::size_t chunk = 1 << 18;
        ResultHandle const start(PQexec(connection_.get(), std::string(command).c_str()));
        if (failed(start.get())) return std::unexpected(located(start.get(), command, {}));
        if (PQresultStatus(start.get()) != PGRES_COPY_IN)
            return failure("42601", "COPY ... FROM STDIN was expected");
        for (; !data.empty(); data.remove_prefix(std::min(chunk, data.size()))) {
            auto const part = data.substr(0, chunk);
            if (PQputCopyData(connection_.get(), part.data(), static_cast<int>(part.size())) != 1) break;
        }
        PQputCopyEnd(connection_.get(), nullptr);
        auto copied = end_of_copy({});
        if (!copied) {
            auto const lines = static_cast<int>(std::ranges::count(command, '\n')) + 1;
            copied.error()->position = {.line = lines + std::max(copied.error()->position.line, 1),
                                        .column = 1};
        }
        return copied;
    }

private:
    Result<void> run(std::string const& text) {
        ResultHandle const result(PQexec(connection_.get(), text.c_str()));
        if (failed(result.get())) return std::unexpected(error_of(result.get()));
        return {};
    }

    Result<std::int64_t> end_of_copy(std::vector<std::string> const& columns) {
        std::int64_t copied = 0;
        std::optional<Error> error;
        while (ResultHandle const next{PQgetResult(connection_.get())}) {
            if (failed(next.get()) && !error) {
                error = error_of(next.get());
                (*error)->position = place_in_copy(next.get(), columns);
            }
            copied = std::max<std::int64_t>(copied, std::strtoll(PQcmdTuples(next.get()), nullptr, 10));
        }
        if (error) return std::unexpected(*std::move(error));
        return copied;
    }

    static Error located(PGresult const* result, std::string_view text, std::string_view file) {
        auto error = error_of(result);
        auto const* const place = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
        error->position.file = file;
        if (place != nullptr)
            error->position = place_of(text, file, static_cast<int>(std::strtol(place, nullptr, 10)));
        return error;
    }

    Rows rows_of(PGresult const* result) {
        Rows rows;
        rows.command = PQcmdStatus(const_cast<PGresult*>(result));
        rows.affected = std::strtoll(PQcmdTuples(const_cast<PGresult*>(result)), nullptr, 10);
        for (int column = 0; column < PQnfields(result); ++column)
            rows.columns.push_back(
                {PQfname(result, column), type_name(PQftype(result, column), PQfmod(result, column))});
        for (int row = 0; row < PQntuples(result); ++row) {
            auto& values = rows.rows.emplace_back();
            for (int column = 0; column < PQnfields(result); ++column)
                values.push_back(value_at(result, row, column));
        }
        return rows;
    }

    std::string type_name(Oid type, int modifier) {
        auto const known = type_names_.find({type, modifier});
        if (known != type_names_.end()) return known->second;
        auto const type_text = std::to_string(type);
        auto const modifier_text = std::to_string(modifier);
        char const* const values[] = {type_text.c_str(), modifier_text.c_str()};
        ResultHandle const result(PQexecParams(connection_.get(), "select format_type($1, $2)", 2, nullptr,
                                               values, nullptr, nullptr, 0));
        // In a failed transaction nothing can be asked.
        auto name = failed(result.get()) || PQntuples(result.get()) == 0
                        ? "unknown"
                        : std::string(view_at(result.get(), 0, 0));
        return type_names_.emplace(std::pair(type, modifier), std::move(name)).first->second;
    }

    // The rows as json_agg prints them, converted by PostgreSQL from each column's own type.
    Result<std::string> json_of(Rows const& rows, std::string const& names) {
        std::string body = "[";
        for (std::size_t begin = 0; begin < rows.rows.size(); begin += batch_size(rows)) {
            auto const end = std::min(rows.rows.size(), begin + batch_size(rows));
            std::vector<Parameter> values;
            std::string tuples;
            for (auto row = begin; row < end; ++row) {
                tuples += tuples.empty() ? "(" : ", (";
                for (std::size_t column = 0; column < rows.columns.size(); ++column) {
                    values.push_back(rows.rows[row][column]);
                    tuples += (column > 0 ? ", $" : "$") + std::to_string(values.size());
                    if (rows.columns[column].type != "unknown" && rows.columns[column].type != "void")
                        tuples += "::" + rows.columns[column].type;
                }
                tuples += ")";
            }
            auto const query = "select json_agg(r) from (values " + tuples + ") as r(" + names + ")";
            TRY(auto const part, execute(query, values));
            auto const text = part.rows.at(0).at(0).value_or("[]");
            if (begin > 0) body += ", \n ";
            body += text.substr(1, text.size() - 2);
        }
        return body + "]";
    }

    static std::size_t batch_size(Rows const& rows) {
        constexpr std::size_t most_parameters = 30'000;
        return std::max<std::size_t>(1, most_parameters / rows.columns.size());
    }

    ConnectionHandle connection_;
    std::vector<std::string> changed_;  // settings of become()
    std::map<std::pair<Oid, int>, std::string> type_names_;
};

}  // namespace

Result<std::unique_ptr<Session>> open_session(std::string const& url) {
    TRY(auto connection, connect(url));
    return std::make_unique<PostgresSession>(std::move(connection));
}

}  // namespace backstay::engine::postgres
