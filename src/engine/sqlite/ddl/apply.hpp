#pragma once

// Carries out what a definition changes in the file (sql/define/), on a connection with a transaction open.

#include <functional>

#include "engine/sqlite/ddl/table_sql.hpp"
#include "sql/define/define.hpp"

namespace backstay::engine::sqlite {

// How apply() reaches the database: the executor's connection, and the compiler for what needs it.
class DdlTarget {
public:
    virtual ~DdlTarget() = default;

    // SQLite's own SQL. Constraint errors come back as PostgreSQL's.
    virtual Result<void> run(std::string const& sqlite_sql) = 0;
    // The first row's columns as texts in PostgreSQL's form of the given types; nothing when there is no row.
    virtual Result<std::optional<std::vector<std::string>>> first_row(
        std::string const& sqlite_sql, std::vector<sql::Type> const& types) = 0;
    // A statement in PostgreSQL's meaning, under the catalog given, as the owner.
    virtual Result<void> run(sql::Catalog const& catalog, sql::Statement const& statement) = 0;
    // SQLite's SQL of an expression, under the catalog given.
    virtual Result<std::string> expression(sql::Catalog const& catalog, sql::CatalogRelation const& relation,
                                           sql::Expression const& expression,
                                           std::optional<sql::Type> type) = 0;
    // Sequences live outside of transactions, as PostgreSQL's do.
    virtual Result<void> create_sequence(sql::CatalogRelation const& sequence) = 0;
    virtual Result<void> drop_sequence(sql::ObjectId sequence) = 0;
    virtual Result<void> restart_sequence(sql::ObjectId sequence, std::int64_t value) = 0;
    // The collation of an enum type has to know its labels before anything is sorted by it.
    virtual Result<void> define_enum(sql::EnumType const& type) = 0;
};

// REQUIRES: `catalog` is the one after the definition that asks for the changes.
Result<void> apply_changes(DdlTarget& target, sql::Catalog const& catalog,
                           std::vector<sql::Change> const& changes);

}  // namespace backstay::engine::sqlite
