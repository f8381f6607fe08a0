#pragma once

// define() is what a definition does to the catalog of the embedded engine: the catalog as it will be, and
// what has to change in the file for that, in order. It is pure: engine/sqlite/ddl/ carries the changes out
// and stores the catalog, in one transaction.
//
//     CREATE TABLE task (id int PRIMARY KEY)  ->  catalog with relation 1007, {CreateTableChange{1007}}
//
// Errors are PostgreSQL's, in its words: 42P07 relation "task" already exists, 42704 type "x" does not exist,
// 2BP01 cannot drop table parent because other objects depend on it, ... What PostgreSQL takes and the
// embedded engine cannot honour is 0A000 (base/error.hpp's not_supported).

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "sql/ast.hpp"
#include "sql/binding.hpp"
#include "sql/catalog.hpp"

namespace backstay::sql {

// ---- what changes in the file ----

struct CreateTableChange {
    ObjectId relation = 0;
};
struct DropTableChange {
    std::string storage_name;
};
// The table gets its new definition, and rows what that asks for: columns go, come with a value, or get
// another.
struct AlterTableChange {
    struct Fill {
        std::string column;                    // of the new table
        std::optional<Expression> value = {};  // over the old table; absent: the column's default
    };
    CatalogRelation old_relation;
    ObjectId relation = 0;
    std::vector<Fill> fills = {};
};
struct RenameTableChange {
    std::string old_storage_name;
    ObjectId relation = 0;
};
struct RenameColumnChange {
    ObjectId relation = 0;
    std::string old_name;
    std::string new_name;
};
struct CreateIndexChange {
    ObjectId relation = 0;
    std::string index;
};
struct DropIndexChange {
    std::string storage_name;
};
// Before the table is altered: do the rows that are there hold what is about to be required of them?
enum class Requirement : std::uint8_t { not_null, check, foreign_key };
struct VerifyChange {
    CatalogRelation relation;  // as it is now, with the constraint to be
    Requirement requirement = Requirement::check;
    std::string name;  // of the column or the constraint
};
struct FillChange {  // CREATE TABLE AS, materialized views: the rows of this query
    ObjectId relation = 0;
    Select query;
    bool replace = false;  // REFRESH
};
struct CreateSequenceChange {
    ObjectId sequence = 0;
};
struct DropSequenceChange {
    ObjectId sequence = 0;
};
struct RestartSequenceChange {
    ObjectId sequence = 0;
    std::int64_t value = 1;
};
struct TruncateChange {
    ObjectId relation = 0;
};
// The labels of an enum changed: what orders by them has to be sorted again.
struct ReorderEnumChange {
    ObjectId type = 0;
};
using Change =
    std::variant<CreateTableChange, DropTableChange, AlterTableChange, RenameTableChange, RenameColumnChange,
                 CreateIndexChange, DropIndexChange, VerifyChange, FillChange, CreateSequenceChange,
                 DropSequenceChange, RestartSequenceChange, TruncateChange, ReorderEnumChange>;

// ---- what a definition may ask ----

struct OutputColumn {
    std::string name;
    Type type;
};

// How definitions see queries and expressions; sql/resolve/ is behind it.
class Typing {
public:
    virtual ~Typing() = default;
    virtual Result<std::vector<OutputColumn>> columns_of(Catalog const&, Select const&) const = 0;
    // The expression over `relation`'s columns, coerced to `type` where one is given.
    virtual Result<Type> check_expression(Catalog const&, CatalogRelation const* relation, Expression const&,
                                          std::optional<Type> type) const = 0;
    // What their names are, with the columns that they read.
    virtual Result<Binding> bind(Catalog const&, Select const&) const = 0;
    virtual Result<Binding> bind(Catalog const&, CatalogRelation const* relation,
                                 Expression const&) const = 0;
    // Of a statement of this function's body.
    virtual Result<Binding> bind(Catalog const&, Select const&, CatalogFunction const&) const = 0;
};

struct DefineContext {
    ObjectId role = 0;  // who defines, and owns what is made
    std::vector<std::string> search_path = {"public"};
    Typing const* typing = nullptr;
};

struct Definition {
    Catalog catalog;
    std::vector<Change> changes;
    std::vector<std::string> notices;  // relation "x" already exists, skipping
    std::string command;               // "CREATE TABLE", as PostgreSQL tags the statement
};

// Whether define() is for this statement; the others are queries, data changes and session commands.
bool is_definition(Statement const& statement);

// REQUIRES: is_definition(statement). The catalog's version is one higher in the result. Move the catalog in
// where it is large and kept elsewhere; it is lost on an error.
Result<Definition> define(Catalog catalog, Statement const& statement, DefineContext const& context);

// The catalog of a new database: schemas public and pg_catalog, the role postgres that owns them.
Catalog initial_catalog();

}  // namespace backstay::sql
