#include "engine/sqlite/ddl/text_index.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sql/walk.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::CatalogIndex;
using sql::CatalogRelation;

constexpr auto events = std::to_array<std::string_view>({"insert", "update", "delete"});

std::string trigger_name(std::string const& table, std::string_view event) {
    return quote_always(table + " " + std::string(event));
}

// What of the index is asked of a row: its terms, and whether it is in the index at all.
struct RowTexts {
    std::string terms;
    std::string where;  // " where ..." of a partial index
};

Result<RowTexts> row_texts(TableSql const& with, CatalogRelation const& relation, CatalogIndex const& index) {
    std::vector<std::string> parts;
    for (auto const& element : index.elements) {
        if (!is_text_element(element)) continue;
        auto vector = quote_always(element.column);
        if (element.expression) {
            TRY(vector, with.expression(relation, *element.expression, std::nullopt));
        }
        parts.push_back("coalesce(backstay_search_terms(" + vector + "), '')");
    }
    RowTexts texts{.terms = join(parts, " || ' ' || "), .where = {}};
    if (index.where) {
        TRY(auto const condition, with.expression(relation, *index.where, sql::Type{sql::BaseType::boolean}));
        texts.where = " WHERE " + condition;
    }
    return texts;
}

// The columns that the index reads; all of them where an expression may read whole rows.
std::vector<std::string> columns_read(CatalogRelation const& relation, CatalogIndex index) {
    std::vector<std::string> found;
    bool whole = false;
    auto const note = [&](sql::Expression& e) {
        auto const* ref = std::get_if<sql::ColumnRef>(&e.node);
        if (ref == nullptr) return;
        bool const known = !ref->star && relation.find_column(ref->names.back()) != nullptr;
        if (known) found.push_back(ref->names.back());
        whole = whole || !known;
    };
    for (auto& element : index.elements) {
        if (!element.column.empty()) found.push_back(element.column);
        if (element.expression) sql::for_each_expression(*element.expression, note);
    }
    if (index.where) sql::for_each_expression(*index.where, note);
    std::vector<std::string> columns;
    for (auto const& column : relation.columns)
        if (whole || std::ranges::count(found, column.name) > 0) columns.push_back(column.name);
    return columns;
}

std::string insert_new_row(std::string const& table, std::vector<std::string> const& columns,
                           RowTexts const& texts) {
    std::string row = "SELECT new.rowid AS \"^row\"";
    for (auto const& column : columns) {
        auto const name = quote_always(column);
        row += ", new." + name + " AS " + name;
    }
    return "INSERT INTO " + table + " (rowid, terms) SELECT \"^row\", " + texts.terms + " FROM (" + row +
           ")" + texts.where + "; ";
}

// Values are compared byte by byte: what a collation takes for equal may be another text.
std::string has_changed(std::vector<std::string> const& columns) {
    std::string out = "old.rowid IS NOT new.rowid";
    for (auto const& column : columns) {
        auto const name = quote_always(column);
        out += " OR old." + name + " IS NOT new." + name + " COLLATE BINARY";
    }
    return out;
}

}  // namespace

bool is_text_element(sql::IndexElement const& element) { return element.operator_class == "tsvector_ops"; }

bool is_text_index(CatalogIndex const& index) {
    return (index.method == "gin" || index.method == "gist") &&
           std::ranges::any_of(index.elements, is_text_element);
}

std::string text_index_name(std::string const& index_storage_name) { return "^:" + index_storage_name; }

Result<SqlStatements> create_text_triggers_sql(TableSql const& with, CatalogRelation const& relation,
                                               CatalogIndex const& index) {
    TRY(auto const texts, row_texts(with, relation, index));
    auto const name = text_index_name(index_storage_name(relation, index.name));
    auto const table = quote_always(name);
    auto const columns = columns_read(relation, index);
    auto const insert = insert_new_row(table, columns, texts);
    auto const remove = "DELETE FROM " + table + " WHERE rowid = old.rowid; ";
    auto const trigger = [&](std::string_view event, std::string const& when, std::string const& body) {
        return "CREATE TRIGGER " + trigger_name(name, event) + " AFTER " + std::string(event) + " ON " +
               quote_always(relation.storage_name()) + when + " BEGIN " + body + "END";
    };
    return SqlStatements{trigger("insert", "", insert),
                         trigger("update", " WHEN " + has_changed(columns), remove + insert),
                         trigger("delete", "", remove)};
}

Result<SqlStatements> create_text_index_sql(TableSql const& with, CatalogRelation const& relation,
                                            CatalogIndex const& index) {
    TRY(auto const texts, row_texts(with, relation, index));
    TRY(auto const triggers, create_text_triggers_sql(with, relation, index));
    auto const table = quote_always(text_index_name(index_storage_name(relation, index.name)));
    SqlStatements statements{
        "CREATE VIRTUAL TABLE " + table +
            " USING fts5(terms, detail = none, columnsize = 0, tokenize = \"ascii tokenchars '_'\")",
        "INSERT INTO " + table + " (rowid, terms) SELECT rowid, " + texts.terms + " FROM " +
            quote_always(relation.storage_name()) + texts.where,
        "INSERT INTO " + table + " (" + table + ") VALUES ('optimize')"};
    statements.insert(statements.end(), triggers.begin(), triggers.end());
    return statements;
}

SqlStatements drop_text_triggers_sql(std::string const& index_storage_name) {
    SqlStatements statements;
    for (auto const event : events)
        statements.push_back("DROP TRIGGER IF EXISTS " +
                             trigger_name(text_index_name(index_storage_name), event));
    return statements;
}

SqlStatements drop_text_index_sql(std::string const& index_storage_name) {
    auto statements = drop_text_triggers_sql(index_storage_name);
    statements.push_back("DROP TABLE IF EXISTS " + quote_always(text_index_name(index_storage_name)));
    return statements;
}

}  // namespace backstay::engine::sqlite
