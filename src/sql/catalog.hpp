#pragma once

// The Catalog is what PostgreSQL keeps in pg_catalog, for the embedded engine: every object with its owner,
// grants and definition, as plain data. One immutable snapshot per version is shared by all threads; DDL
// makes a changed copy (engine/sqlite/ddl/), stores it in the same transaction, and publishes it at commit.
// sql/resolve/ looks names up in it, sql/secure/ takes grants and policies from it.
//
// Definitions are kept as PostgreSQL text (`*_text`), from which the engine was given them, with the tree
// read from it beside them.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.hpp"
#include "sql/type.hpp"

namespace backstay::sql {

// ---- who may do what ----

enum class Right : std::uint16_t {
    select = 1,
    insert = 2,
    update = 4,
    delete_ = 8,
    truncate = 16,
    references = 32,
    trigger = 64,
    usage = 128,
    create = 256,
    execute = 512,
};

struct GrantEntry {
    ObjectId grantee = 0;  // a role; 0: PUBLIC
    std::uint16_t rights = 0;
    std::uint16_t grantable = 0;  // of them with grant option
    std::string column = {};      // a column's own grant; empty: the whole object's
    bool operator==(GrantEntry const&) const = default;
};

struct Role {
    ObjectId id = 0;
    std::string name;
    bool superuser = false;
    bool bypass_rls = false;
    bool login = false;
    bool inherit = true;
    std::vector<ObjectId> member_of = {};
    std::map<std::string, std::string> settings = {};
};

// ---- relations ----

struct CatalogColumn {
    std::string name;
    Type type;
    bool not_null = false;
    std::optional<Expression> default_value = {};  // or the expression of a generated column
    std::string default_text = {};
    bool generated = false;
    IdentityKind identity = IdentityKind::none;
    ObjectId sequence = 0;  // that nextval() of an identity or serial column takes from
    std::string collation = {};
    std::string comment = {};
};

enum class KeyKind : std::uint8_t { primary, unique };

struct KeyConstraint {  // PRIMARY KEY, UNIQUE
    std::string name;
    KeyKind kind = KeyKind::unique;
    std::vector<std::string> columns;
    bool nulls_not_distinct = false;
    bool deferrable = false, initially_deferred = false;
    std::string comment = {};
};
struct CheckConstraint {
    std::string name;
    Expression expression;
    std::string text;
    bool validated = true;
    std::string comment = {};
};
struct ForeignKeyConstraint {
    std::string name;
    std::vector<std::string> columns;
    ObjectId referenced = 0;
    std::vector<std::string> referenced_columns;
    KeyAction on_update = KeyAction::no_action;
    KeyAction on_delete = KeyAction::no_action;
    KeyMatch match = KeyMatch::simple;
    bool deferrable = false, initially_deferred = false;
    bool validated = true;
    std::string comment = {};
};
struct CatalogIndex {
    ObjectId id = 0;
    std::string name;
    std::string method = "btree";
    bool unique = false;
    bool nulls_not_distinct = false;
    std::vector<IndexElement> elements;
    std::vector<std::string> include = {};
    std::optional<Expression> where = {};
    std::string comment = {};
};
struct Policy {
    std::string name;
    bool permissive = true;
    PolicyCommand command = PolicyCommand::all;
    std::vector<ObjectId> roles = {};  // empty: PUBLIC
    std::optional<Expression> using_expression = {};
    std::optional<Expression> with_check = {};
    std::string using_text = {}, check_text = {};
    std::string comment = {};
};
struct CatalogTrigger {
    std::string name;
    CreateTrigger definition;
    ObjectId function = 0;
    bool enabled = true;
};

enum class CatalogRelationKind : std::uint8_t { table, view, materialized_view, sequence, composite };

struct CatalogRelation {
    ObjectId id = 0;
    QualifiedName name;
    CatalogRelationKind kind = CatalogRelationKind::table;
    ObjectId owner = 0;
    std::vector<CatalogColumn> columns = {};
    std::vector<KeyConstraint> keys = {};
    std::vector<CheckConstraint> checks = {};
    std::vector<ForeignKeyConstraint> foreign_keys = {};
    std::vector<CatalogIndex> indexes = {};  // those of constraints left out
    bool row_security = false;
    bool force_row_security = false;
    std::vector<Policy> policies = {};
    std::vector<CatalogTrigger> triggers = {};
    std::vector<GrantEntry> grants = {};
    std::string comment = {};
    // views
    std::shared_ptr<Select const> view_query = {};
    std::string view_text = {};
    bool security_invoker = false;
    CheckOption check_option = CheckOption::none;
    // sequences
    SequenceOptions sequence = {};
    // The column that is the table's row id in the SQLite file: a primary key of one integer column, as it
    // was when the table was made. Such a column cannot be given NULL (SQLite would number the row itself).
    std::string rowid_column = {};
    // What the table is called in the SQLite file: "task" for public.task, "app.task" otherwise.
    std::string storage_name() const;
    CatalogColumn const* find_column(std::string_view column) const;
    KeyConstraint const* primary_key() const;
};

// ---- types and functions ----

struct EnumType {
    ObjectId id = 0;
    QualifiedName name;
    ObjectId owner = 0;
    std::vector<std::string> labels;  // in order
    std::string comment = {};
};
struct DomainType {
    ObjectId id = 0;
    QualifiedName name;
    ObjectId owner = 0;
    Type base;
    bool not_null = false;
    std::optional<Expression> default_value = {};
    std::vector<CheckConstraint> checks = {};  // over VALUE
    std::string comment = {};
};

struct CatalogParameter {
    std::string name;
    Type type;
    ParameterMode mode = ParameterMode::in;
    std::optional<Expression> default_value = {};
};
struct CatalogFunction {
    ObjectId id = 0;
    QualifiedName name;
    ObjectId owner = 0;
    std::vector<CatalogParameter> parameters = {};
    Type result = {};
    bool returns_set = false;
    bool procedure = false;
    Volatility volatility = Volatility::volatile_;
    bool strict = false;
    bool security_definer = false;
    std::vector<Option> settings = {};
    std::string language = "sql";
    std::string body_text = {};
    std::vector<Statement> body = {};  // read from body_text
    std::int64_t rows = 0;
    std::vector<GrantEntry> grants = {};
    std::string comment = {};
};
struct SchemaEntry {
    ObjectId id = 0;
    std::string name;
    ObjectId owner = 0;
    std::vector<GrantEntry> grants = {};
    std::string comment = {};
};
struct DefaultPrivilege {  // ALTER DEFAULT PRIVILEGES
    ObjectId role = 0;
    std::string schema = {};
    ObjectKind object = ObjectKind::table;
    GrantEntry entry = {};
};

struct Catalog {
    std::uint64_t version = 0;
    ObjectId next_id = 1000;
    ObjectId owner_role = 0;  // the role that migrations run as: postgres
    std::map<std::string, SchemaEntry> schemas;
    std::map<ObjectId, CatalogRelation> relations;
    std::map<ObjectId, EnumType> enums;
    std::map<ObjectId, DomainType> domains;
    std::map<ObjectId, CatalogFunction> functions;
    std::map<ObjectId, Role> roles;
    std::vector<DefaultPrivilege> default_privileges;
    std::map<std::string, std::string> extensions;

    // By qualified name (an empty schema: along `path`); null when there is none.
    CatalogRelation const* find_relation(QualifiedName const& name,
                                         std::vector<std::string> const& path) const;
    EnumType const* find_enum(QualifiedName const& name, std::vector<std::string> const& path) const;
    DomainType const* find_domain(QualifiedName const& name, std::vector<std::string> const& path) const;
    std::vector<CatalogFunction const*> find_functions(QualifiedName const& name,
                                                       std::vector<std::string> const& path) const;
    CatalogRelation const* relation(ObjectId id) const;
    Role const* find_role(std::string_view name) const;
    // Whether `role` is `group` or a member of it, however indirectly.
    bool is_member(ObjectId role, ObjectId group) const;
    // "integer", "mood", "app.mood[]" as format_type() prints it under `path`.
    std::string type_name(Type type, std::vector<std::string> const& path) const;
};

}  // namespace backstay::sql
