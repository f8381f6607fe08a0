#pragma once

// SQLite's constraint errors as PostgreSQL says them. SQLite names the kind and the columns or the
// constraint; the row is found by a probe (sql::lower_probe), the foreign key by doing the statement once
// more with its keys deferred and asking which is broken.
//
//     UNIQUE constraint failed: team.name
//     23505 duplicate key value violates unique constraint "team_name_key"   Key (name)=(red) already exists.

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "base/error.hpp"
#include "engine/sqlite/statement_state.hpp"
#include "engine/sqlite/stmt.hpp"
#include "sql/typed.hpp"

namespace backstay::engine::sqlite {

struct FailedWrite {
    Connection const& db;
    StatementState& state;
    sql::CatalogRelation const* table = nullptr;  // null at a commit
    sql::typed::Command command = sql::typed::Command::insert;
    // The rows as they would have been written, bound and ready: rowid, then the table's columns; of them
    // those for which a condition of SQLite's SQL over the columns holds; and after them what is asked for.
    std::function<Result<Statement>(std::string const& where, std::vector<std::string> const& more)> probe =
        {};
    // SQLite's SQL of an expression over the table's columns, and its type.
    std::function<Result<std::pair<std::string, sql::Type>>(sql::Expression const&)> expression = {};
    // SQLite's SQL of a CHECK of the table.
    std::function<Result<std::string>(std::string const& constraint)> check = {};
    // Does the failed statement again.
    std::function<void()> repeat = {};
    // Row security keeps rows out of messages.
    bool hide_rows = false;
    // The columns that the role may read, where it may not read all; and those that the statement gives.
    std::optional<std::set<std::string>> readable = {};
    std::set<std::string> given = {};

    bool may_read(std::string const& column) const { return !readable || readable->contains(column); }
    std::set<sql::ObjectId> const* changed = nullptr;  // tables inserted into or updated in the transaction
};

// REQUIRES: the statement was undone; the transaction is still open.
Error explain_violation(FailedWrite const& write, int sqlite_code, std::string const& sqlite_message);

}  // namespace backstay::engine::sqlite
