#pragma once

// CREATE INDEX ... USING gin|gist (a tsvector) in the SQLite file: a table of FTS5 beside the indexed one
// that has its rows by their numbers, with the lexemes of each (search/narrow.hpp), and triggers that keep it
// so.
//
//     create virtual table "^:page_search" using fts5(terms, detail = none, columnsize = 0, ...)
//     create trigger "^:page_search insert" after insert on "page" ...
//
// No name of PostgreSQL's is stored as one that begins with "^:" (sql/storage_name.hpp), and the catalog has
// no such relation: nothing of it is seen. The text is kept as it was indexed, so that a row is taken out of
// the index by what was put in, whatever a later version makes of it.
//
// https://www.sqlite.org/fts5.html

#include <string>
#include <vector>

#include "engine/sqlite/ddl/table_sql.hpp"

namespace backstay::engine::sqlite {

// Whether an element of the index is of type tsvector: define() gave it PostgreSQL's operator class for that.
bool is_text_index(sql::CatalogIndex const& index);
bool is_text_element(sql::IndexElement const& element);

// What the table of FTS5 is called, by the name of the index in the file.
std::string text_index_name(std::string const& index_storage_name);

using SqlStatements = std::vector<std::string>;

// REQUIRES: is_text_index(index)
Result<SqlStatements> create_text_index_sql(TableSql const& with, sql::CatalogRelation const& relation,
                                            sql::CatalogIndex const& index);
// The triggers alone, which name columns.
Result<SqlStatements> create_text_triggers_sql(TableSql const& with, sql::CatalogRelation const& relation,
                                               sql::CatalogIndex const& index);

// Also for one that is not there.
SqlStatements drop_text_index_sql(std::string const& index_storage_name);
SqlStatements drop_text_triggers_sql(std::string const& index_storage_name);

}  // namespace backstay::engine::sqlite
