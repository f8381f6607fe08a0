// Table by table, by primary key, a few hundred rows at a time, each time in a transaction of its own:
//
//     select id::text, diagnosis from patient where id > $1 and diagnosis is not by the newest key order by
//     id update patient set diagnosis = $new where id = $1 and diagnosis = $old

#include "cli/rotate_encryption.hpp"

#include <chrono>
#include <ostream>
#include <thread>

#include "auth/column_vault.hpp"
#include "base/json_object.hpp"
#include "base/text.hpp"
#include "cli/progress.hpp"
#include "server/open_database.hpp"
#include "server/project_secret.hpp"
#include "sql/encryption.hpp"

namespace backstay::cli {
namespace {

constexpr int rows_at_a_time = 300;

struct Tally {
    std::int64_t done = 0;        // values
    std::int64_t unreadable = 0;  // that do not open where they stand
    std::int64_t seen = 0;        // rows
};

// Whoever else writes to a file of the embedded engine looks for its lock every 100 ms, and gets it only
// where it is free then.
class Pace {
public:
    void rest() {
        constexpr std::chrono::milliseconds work{250}, pause{120};
        if (Clock::now() - began_ < work) return;
        std::this_thread::sleep_for(pause);
        began_ = Clock::now();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point began_ = Clock::now();
};

struct EncryptedColumn {
    std::string name;
    sql::Encryption encryption;
};

class TableRotation {
public:
    TableRotation(engine::Session& session, auth::ColumnVault const& vault, sql::Relation const& relation,
                  std::vector<EncryptedColumn> columns)
        : session_(session), vault_(vault), relation_(relation), columns_(std::move(columns)) {}

    Result<std::int64_t> count() {
        TRY(auto const answer,
            session_.execute("select count(*)::text from " + table() + " where " + stale()));
        return std::strtoll(answer.rows.at(0).at(0).value_or("0").c_str(), nullptr, 10);
    }

    Result<Tally> run(Progress& progress) {
        Tally tally;
        std::vector<engine::Parameter> after;
        for (;;) {
            TRY(auto const rows, next_rows(after));
            if (rows.empty()) return tally;
            TRY_VOID(session_.begin());
            if (auto const changed = change(rows, tally); !changed) {
                TRY_VOID(session_.rollback());
                return std::unexpected(changed.error());
            }
            TRY_VOID(session_.commit());
            pace_.rest();
            after.assign(rows.back().begin(),
                         rows.back().begin() + static_cast<std::ptrdiff_t>(relation_.primary_key.size()));
            tally.seen += static_cast<std::int64_t>(rows.size());
            progress.show(static_cast<std::uint64_t>(tally.seen));
        }
    }

private:
    std::string table() const {
        return quote_always(relation_.name.schema) + "." + quote_always(relation_.name.name);
    }

    // That some value of the row is not as it would be written now.
    std::string stale() const {
        std::string out;
        for (auto const& [name, encryption] : columns_) {
            auto const column = quote_always(name);
            auto const index_end = "substr(" + column + ", " + std::to_string(sql::blind_prefix + 1) + ", 1)";
            out += (out.empty() ? "(" : " or ") + std::string("left(") + column +
                   ", 13) <> 'bs1:" + vault_.current_key_id() + ":' or " + index_end +
                   (encryption.searchable ? " <> ':'" : " = ':'");
        }
        return out + ")";
    }

    // ("a", "b") of the key, each with its parameter from `first` on: "a" = $2 and "b" = $3
    std::string key_is(int first) const {
        std::string out;
        for (auto const& name : relation_.primary_key)
            out += " and " + quote_always(name) + " = " + key_value(name, first++);
        return out;
    }
    std::string key_value(std::string const& name, int number) const {
        auto const* const column = relation_.find_column(name);
        return "cast($" + std::to_string(number) + " as " + (column == nullptr ? "text" : column->type_name) +
               ")";
    }

    Result<std::vector<std::vector<engine::Parameter>>> next_rows(
        std::vector<engine::Parameter> const& after) {
        std::string texts, names, values;
        int number = 1;
        for (auto const& name : relation_.primary_key) {
            auto const quoted = quote_always(name);
            // ORDER BY would take a text of the key's own name for the key.
            texts += (texts.empty() ? "" : ", ") + std::string("cast(") + quoted +
                     " as text) as backstay_key_" + std::to_string(number);
            names += (names.empty() ? "" : ", ") + quoted;
            values += (values.empty() ? "" : ", ") + key_value(name, number++);
        }
        for (auto const& column : columns_) texts += ", " + quote_always(column.name);
        auto text = "select " + texts + " from " + table() + " where " + stale();
        if (!after.empty()) text += " and (" + names + ") > (" + values + ")";
        text += " order by " + names + " limit " + std::to_string(rows_at_a_time);
        TRY(auto answer, session_.execute(text, after));
        return std::move(answer.rows);
    }

    Result<void> change(std::vector<std::vector<engine::Parameter>> const& rows, Tally& tally) {
        auto const width = relation_.primary_key.size();
        for (auto const& row : rows) {
            std::vector<std::string> key;
            for (std::size_t i = 0; i < width; ++i) key.push_back(row.at(i).value_or(""));
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                auto const& stored = row.at(width + i);
                if (!stored || vault_.is_current(*stored, columns_[i].encryption)) continue;
                TRY_VOID(change(columns_[i], key, *stored, tally));
            }
        }
        return {};
    }

    Result<void> change(EncryptedColumn const& column, std::vector<std::string> const& key,
                        std::string const& stored, Tally& tally) {
        auto const text = vault_.open(stored, column.encryption, key);
        if (!text && text.error()->code == "BS500") {
            ++tally.unreadable;
            return {};
        }
        if (!text) return std::unexpected(text.error());
        auto const name = quote_always(column.name);
        std::vector<engine::Parameter> values{vault_.seal(*text, column.encryption, key), stored};
        values.insert(values.end(), key.begin(), key.end());
        TRY(auto const answer,
            session_.execute(
                "update " + table() + " set " + name + " = $1 where " + name + " = $2" + key_is(3), values));
        tally.done += answer.affected;
        return {};
    }

    engine::Session& session_;
    auth::ColumnVault const& vault_;
    sql::Relation const& relation_;
    std::vector<EncryptedColumn> columns_;
    Pace pace_;
};

Result<std::vector<EncryptedColumn>> encrypted_columns(sql::Relation const& relation) {
    std::vector<EncryptedColumn> columns;
    for (auto const& column : relation.columns) {
        TRY(auto const encryption, sql::encryption_of(relation, column));
        if (encryption) columns.push_back({column.name, *encryption});
    }
    return columns;
}

void tell(Output const& output, sql::QualifiedName const& table, Tally const& tally) {
    auto const name = table.schema + "." + table.name;
    if (output.json) {
        output.out << JsonObject()
                          .set_text("table", name)
                          .set_json("values", std::to_string(tally.done))
                          .set_json("unreadable", std::to_string(tally.unreadable))
                          .to_string()
                   << '\n';
        return;
    }
    output.out << name << ": " << tally.done << (tally.done == 1 ? " value" : " values")
               << " encrypted by the newest key";
    if (tally.unreadable > 0)
        output.out << ", " << tally.unreadable << " left: they do not open where they stand";
    output.out << '\n';
}

}  // namespace

Result<void> rotate_encryption(server::Options const& options, Output const& output) {
    auto text = options.encryption_keys;
    if (text.empty()) {
        TRY(text, server::project_encryption_keys(options.project + "/data"));
    }
    TRY(auto const vault, auth::ColumnVault::parse(text));
    auto database_options = options.database;
    database_options.postgres.channel.clear();  // nothing is served that would have to follow the schema
    TRY(auto const database, server::open_database(database_options));
    TRY(auto const session, database->open_session());
    auto const schema = database->schema();
    std::int64_t unreadable = 0;
    for (auto const& [name, relation] : schema->relations) {
        if (!sql::has_encrypted(relation)) continue;
        TRY(auto columns, encrypted_columns(relation));
        TableRotation rotation(*session, vault, relation, std::move(columns));
        TRY(auto const count, rotation.count());
        Tally tally;
        {
            Progress progress(output, name.name, static_cast<std::uint64_t>(count), Progress::Unit::pieces);
            TRY(tally, rotation.run(progress));
        }
        tell(output, name, tally);
        unreadable += tally.unreadable;
    }
    if (unreadable == 0) return {};
    return failure("BS500", std::to_string(unreadable) + " encrypted values do not open where they stand")
        .hint(
            "They were changed, or moved from another row or column. The key that they are of is still "
            "needed.");
}

}  // namespace backstay::cli
