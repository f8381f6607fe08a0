#pragma once

// What a relation of the catalog looks like in the SQLite file.
//
//     create table "task" ("id" INTEGER PRIMARY KEY, "title" TEXT NOT NULL,
//         constraint "task_title_check" check (pg_length("title") < 100),
//         constraint "task_project_id_fkey" foreign key ("project_id") references "project" ("id")) strict
//     create unique index "task_title_key" on "task" ("title")
//
// Keys other than a row id are unique indexes of their own, and so can come and go without the table being
// made anew; checks, NOT NULL and foreign keys stand in the table's text, which can be exchanged
// (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "sql/catalog.hpp"

namespace backstay::engine::sqlite {

// SQLite's SQL of an expression over the relation's columns, coerced to `type` where one is given.
using ExpressionText = std::function<Result<std::string>(sql::CatalogRelation const&, sql::Expression const&,
                                                         std::optional<sql::Type>)>;

struct TableSql {
    sql::Catalog const& catalog;
    ExpressionText const& expression;
};

Result<std::string> create_table_sql(TableSql const& with, sql::CatalogRelation const& relation);

// The index that keeps a key; nothing for the primary key that is the row id.
std::optional<std::string> create_key_index_sql(sql::CatalogRelation const& relation,
                                                sql::KeyConstraint const& key);
Result<std::string> create_index_sql(TableSql const& with, sql::CatalogRelation const& relation,
                                     sql::CatalogIndex const& index);

// What an index or key of the relation is called in the file: with its schema where that is not public.
std::string index_storage_name(sql::CatalogRelation const& relation, std::string const& name);

// Whether SQLite can search by an index of this method; others are kept in the catalog alone.
bool is_searchable(sql::CatalogIndex const& index);

}  // namespace backstay::engine::sqlite
