#include "engine/sqlite/violation.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "base/text.hpp"
#include "engine/sqlite/foreign_key_violation.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/print/postgres.hpp"
#include "sql/storage_name.hpp"

namespace backstay::engine::sqlite {
namespace {

std::string after_colon(std::string const& message) {
    auto const at = message.find(": ");
    return at == std::string::npos ? std::string() : message.substr(at + 2);
}

std::string shown(FailedWrite const& write, sqlite3_value* value, sql::Type type) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return "null";
    std::string out;
    append_text(out, value, type, write.state);
    return out;
}

// PostgreSQL cuts each value after 64 bytes.
std::string shortened(std::string text) {
    if (text.size() <= 64) return text;
    std::size_t end = 64;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

// Of a row that may not be read as a whole, the columns that may, and those that were given; with their
// names.
std::optional<std::string> row_text(FailedWrite const& write, Statement const& row) {
    std::vector<std::string> names, values;
    int column = 0;
    for (auto const& c : write.table->columns) {
        ++column;
        if (!write.may_read(c.name) && !write.given.contains(c.name)) continue;
        names.push_back(c.name);
        values.push_back(shortened(shown(write, sqlite3_column_value(row.get(), column), c.type)));
    }
    if (values.empty() && write.readable) return std::nullopt;
    auto const list = write.readable ? "(" + join(names, ", ") + ") = " : std::string();
    return "Failing row contains " + list + "(" + join(values, ", ") + ").";
}

// The first row of the probe that fulfils the condition.
std::optional<std::string> failing_row(FailedWrite const& write, std::string const& where) {
    if (write.hide_rows || !write.probe) return std::nullopt;
    auto row = write.probe(where, {});
    if (!row || row->step() != SQLITE_ROW) return std::nullopt;
    return row_text(write, *row);
}

Error not_null(FailedWrite const& write, std::string const& place) {
    auto const name = place.substr(place.rfind('.') + 1);
    auto error = failure("23502", "null value in column \"" + name + "\" of relation \"" +
                                      write.table->name.name + "\" violates not-null constraint")
                     .error();
    error->detail = failing_row(write, quote_always(name) + " is null");
    return error;
}

Error check(FailedWrite const& write, std::string const& name) {
    auto error = failure("23514", "new row for relation \"" + write.table->name.name +
                                      "\" violates check constraint \"" + name + "\"")
                     .constraint(name)
                     .error();
    if (!write.check) return error;
    if (auto const condition = write.check(name))
        error->detail = failing_row(write, "(" + *condition + ") is false");
    return error;
}

struct KeyPart {
    std::string sql;  // SQLite's SQL, over the bare columns
    sql::Type type;
};
struct Key {
    std::string name;
    std::vector<KeyPart> parts = {};
    std::string shown = {};  // "id", "team_id, email", "lower(name)"
    std::string where = {};  // of a partial index
    std::vector<std::string> columns = {};
};

std::string columns_of(sql::CatalogRelation const& table, std::vector<std::string> const& columns) {
    std::string out;
    for (auto const& c : columns) out += (out.empty() ? "" : ", ") + table.storage_name() + "." + c;
    return out;
}

Key key_of(FailedWrite const& write, sql::KeyConstraint const& constraint) {
    Key key{.name = constraint.name, .parts = {}, .shown = join(constraint.columns, ", ")};
    key.columns = constraint.columns;
    for (auto const& column : constraint.columns)
        key.parts.push_back({quote_always(column), write.table->find_column(column)->type});
    return key;
}

Key key_of(FailedWrite const& write, sql::CatalogIndex const& index) {
    Key key{.name = index.name};
    std::vector<std::string> shown;
    for (auto const& element : index.elements) {
        if (!element.expression) {
            shown.push_back(element.column);
            key.columns.push_back(element.column);
            key.parts.push_back(
                {quote_always(element.column), write.table->find_column(element.column)->type});
            continue;
        }
        if (!write.expression) return {.name = index.name};
        auto const text = write.expression(*element.expression);
        if (!text) return {.name = index.name};
        shown.push_back(sql::print_postgres(*element.expression));
        key.parts.push_back({"(" + text->first + ")", text->second});
    }
    key.shown = join(shown, ", ");
    if (index.where && write.expression)
        if (auto const condition = write.expression(*index.where)) key.where = condition->first;
    return key;
}

std::optional<Key> violated_key(FailedWrite const& write, std::string const& place) {
    for (auto const& key : write.table->keys)
        if (columns_of(*write.table, key.columns) == place) return key_of(write, key);
    for (auto const& index : write.table->indexes) {
        if (!index.unique) continue;
        std::vector<std::string> columns;
        for (auto const& e : index.elements) columns.push_back(e.column);
        if (columns_of(*write.table, columns) == place ||
            place == "index '" + sql::storage_name({write.table->name.schema, index.name}) + "'")
            return key_of(write, index);
    }
    return std::nullopt;
}

// A row of the probe whose key is in the table already, or came twice.
std::optional<std::string> key_detail(FailedWrite const& write, Key const& key) {
    if (write.hide_rows || !write.probe || key.parts.empty()) return std::nullopt;
    for (auto const& column : key.columns)
        if (!write.may_read(column)) return std::nullopt;
    std::vector<std::string> parts;
    std::string where = key.where;
    for (auto const& part : key.parts) {
        parts.push_back(part.sql);
        where += (where.empty() ? "" : " and ") + part.sql + " = ?" + std::to_string(parts.size());
    }
    auto row = write.probe(key.where.empty() ? "true" : key.where, parts);
    if (!row) return std::nullopt;
    auto const self = "?" + std::to_string(parts.size() + 1);
    auto exists = write.db.prepare("select 1 from " + quote_always(write.table->storage_name()) + " where " +
                                   where + " and (" + self + " is null or rowid <> " + self + ")");
    if (!exists) return std::nullopt;
    auto const first = static_cast<int>(write.table->columns.size()) + 1;
    std::set<std::string> seen;
    while (row->step() == SQLITE_ROW) {
        std::string values;
        int index = 0;
        for (auto const& part : key.parts) {
            auto* const value = sqlite3_column_value(row->get(), first + index);
            sqlite3_bind_value(exists->get(), ++index, value);
            values += (values.empty() ? "" : ", ") + shown(write, value, part.type);
        }
        sqlite3_bind_value(exists->get(), index + 1, sqlite3_column_value(row->get(), 0));
        bool const taken = exists->step() == SQLITE_ROW;
        exists->reset();
        if (taken || !seen.insert(values).second)
            return "Key (" + key.shown + ")=(" + values + ") already exists.";
    }
    return std::nullopt;
}

Error unique(FailedWrite const& write, std::string const& place) {
    auto const key = violated_key(write, place);
    auto const name = key ? key->name : place;
    auto error = failure("23505", "duplicate key value violates unique constraint \"" + name + "\"")
                     .constraint(name)
                     .error();
    if (key) error->detail = key_detail(write, *key);
    return error;
}

}  // namespace

Error explain_violation(FailedWrite const& write, int sqlite_code, std::string const& sqlite_message) {
    auto const what = after_colon(sqlite_message);
    if (sqlite_code == SQLITE_CONSTRAINT_FOREIGNKEY) return explain_foreign_key(write);
    if (write.table == nullptr) return internal_error("sqlite: " + sqlite_message).error();
    switch (sqlite_code) {
        case SQLITE_CONSTRAINT_NOTNULL: return not_null(write, what);
        case SQLITE_CONSTRAINT_CHECK: return check(write, what);
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_ROWID: return unique(write, what);
        default: return internal_error("sqlite: " + sqlite_message).error();
    }
}

}  // namespace backstay::engine::sqlite
