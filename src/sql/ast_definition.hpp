#pragma once

// The half of the tree (sql/ast.hpp, which to include) that defines things: tables, types, functions,
// policies, roles and what is granted to them.

#include "sql/ast_query.hpp"

namespace backstay::sql {

struct Option {  // security_invoker = true; the value is as written, "" when there is none
    std::string name;
    std::string value;
    bool operator==(Option const&) const = default;
};

// ---- tables ----

enum class KeyAction : std::uint8_t { no_action, restrict, cascade, set_null, set_default };
enum class KeyMatch : std::uint8_t { simple, full };
enum class IdentityKind : std::uint8_t { none, by_default, always };
enum class ConstraintKind : std::uint8_t {
    not_null,
    null,
    default_value,
    identity,
    generated,
    check,
    primary_key,
    unique,
    exclude,
    foreign_key
};

struct SequenceOptions {
    std::optional<TypeName> type;
    std::optional<std::int64_t> start = {}, increment = {}, min_value = {}, max_value = {}, cache = {},
                                restart;
    bool restart_plain = false;  // RESTART without a value
    bool cycle = false;
    bool no_cycle = false, no_min_value = false, no_max_value = false;  // as ALTER SEQUENCE says them
    bool no_owner = false;                                              // OWNED BY NONE
    std::vector<std::string> owned_by;                                  // table and column
    bool operator==(SequenceOptions const&) const = default;
};

struct IndexElement {
    std::string column;  // or
    std::optional<Expression> expression;
    SortDirection direction = SortDirection::ascending;
    NullsOrder nulls = NullsOrder::by_default;
    std::string operator_class;
    std::optional<QualifiedName> collation;
    bool operator==(IndexElement const&) const = default;
};
struct Exclusion {  // of EXCLUDE (element WITH op)
    IndexElement element;
    QualifiedName op;
    bool operator==(Exclusion const&) const = default;
};

// A constraint of a column or of a table. A column's names no columns of its own.
struct Constraint {
    ConstraintKind kind = ConstraintKind::check;
    std::string name;
    std::optional<Expression> expression;  // check, default_value, generated
    std::vector<std::string> columns;      // primary_key, unique, foreign_key
    std::vector<std::string> include;
    bool nulls_not_distinct = false;
    std::string index;                           // USING INDEX
    std::vector<Exclusion> exclusions;           // exclude
    std::string index_method;                    // exclude
    std::optional<Expression> where;             // exclude
    IdentityKind identity = IdentityKind::none;  // identity
    SequenceOptions sequence;                    // identity
    QualifiedName references;                    // foreign_key
    std::vector<std::string> referenced_columns;
    KeyAction on_update = KeyAction::no_action;
    KeyAction on_delete = KeyAction::no_action;
    std::vector<std::string> on_delete_columns;  // SET NULL (a, b)
    KeyMatch match = KeyMatch::simple;
    bool deferrable = false;
    bool initially_deferred = false;
    bool not_valid = false;
    bool no_inherit = false;
    Location location = {};
    bool operator==(Constraint const&) const = default;
};

struct ColumnSpec {  // a column in CREATE TABLE and ADD COLUMN; serial types are kept by name
    std::string name;
    TypeName type;
    std::vector<Constraint> constraints;
    std::optional<QualifiedName> collation;
    Location location = {};
    bool operator==(ColumnSpec const&) const = default;
};
enum class Persistence : std::uint8_t { permanent, temporary, unlogged };
enum class OnCommit : std::uint8_t { by_default, preserve_rows, delete_rows, drop };
struct LikeClause {
    QualifiedName table;
    bool including_all = false, including_defaults = false, including_constraints = false,
         including_indexes = false, including_identity = false, including_generated = false,
         including_comments = false;
    bool operator==(LikeClause const&) const = default;
};
struct CreateTable {
    RelationRef table;
    Persistence persistence = Persistence::permanent;
    bool if_not_exists = false;
    std::vector<ColumnSpec> columns;
    std::vector<Constraint> constraints;
    std::vector<LikeClause> likes;
    std::optional<SelectBox> as_select;  // CREATE TABLE ... AS
    std::vector<std::string> as_columns;
    bool with_data = true;
    std::vector<Option> options;  // WITH (fillfactor = 70)
    OnCommit on_commit = OnCommit::by_default;
    std::string unsupported =
        {};  // "PARTITION BY", "INHERITS", ...: what it has that this tree does not hold
    bool operator==(CreateTable const&) const = default;
};

enum class AlterTableKind : std::uint8_t {
    add_column,
    drop_column,
    set_default,
    drop_default,
    set_not_null,
    drop_not_null,
    set_type,
    add_constraint,
    drop_constraint,
    validate_constraint,
    alter_constraint,
    add_identity,
    set_identity,
    drop_identity,
    drop_expression,
    enable_row_security,
    disable_row_security,
    force_row_security,
    no_force_row_security,
    owner_to,
    enable_trigger,
    disable_trigger,
    set_options,
    reset_options,
    replica_identity,
    set_statistics,
    set_storage,
    other
};
enum class DropBehaviour : std::uint8_t { restrict, cascade };
struct AlterTableAction {
    AlterTableKind kind = AlterTableKind::other;
    std::string name;                  // column, constraint, trigger, new owner
    bool if_exists = false;            // IF EXISTS, and ADD COLUMN IF NOT EXISTS
    std::optional<ColumnSpec> column;  // add_column
    std::optional<Constraint> constraint =
        {};                                  // add_constraint, alter_constraint, add_identity, set_identity
    std::optional<TypeName> type;            // set_type
    std::optional<Expression> expression;    // set_default; set_type ... using
    std::optional<QualifiedName> collation;  // set_type
    std::vector<Option> options;             // set_options, reset_options
    std::string value;  // set_storage, set_statistics; replica_identity: default, full, nothing, index
    DropBehaviour behaviour = DropBehaviour::restrict;
    std::string construct;  // other: the words of it
    Location location = {};
    bool operator==(AlterTableAction const&) const = default;
};
enum class ObjectKind : std::uint8_t {
    table,
    view,
    materialized_view,
    index,
    sequence,
    schema,
    type,
    domain,
    function,
    procedure,
    aggregate,
    policy,
    trigger,
    role,
    column,
    constraint,
    extension,
    collation,
    database,
    rule,
    cast,
    operator_,
    foreign_table,
    publication,
    subscription,
    event_trigger,
    domain_constraint,
    attribute,
    all_tables,
    all_sequences,
    all_functions,
    default_acl,
    other
};
struct AlterTable {
    RelationRef table;
    ObjectKind object = ObjectKind::table;  // table, view, sequence, index, type, ...
    bool if_exists = false;
    std::vector<AlterTableAction> actions;
    bool operator==(AlterTable const&) const = default;
};

struct CreateIndex {
    std::string name;  // empty: PostgreSQL chooses
    RelationRef table;
    std::string method;  // btree, gin, ...; empty: btree
    bool unique = false;
    bool concurrently = false;
    bool if_not_exists = false;
    bool nulls_not_distinct = false;
    std::vector<IndexElement> elements;
    std::vector<std::string> include;
    std::optional<Expression> where;
    std::vector<Option> options;
    bool operator==(CreateIndex const&) const = default;
};
enum class CheckOption : std::uint8_t { none, local, cascaded };
struct CreateView {
    RelationRef view;
    std::vector<std::string> columns;
    SelectBox select;
    bool or_replace = false;
    bool materialized = false;
    bool if_not_exists = false;
    bool with_data = true;
    bool temporary = false;
    std::vector<Option> options;
    CheckOption check = CheckOption::none;
    std::string text;  // the query as it was written
    bool operator==(CreateView const&) const = default;
};
struct RefreshView {
    QualifiedName view;
    bool concurrently = false;
    bool with_data = true;
    bool operator==(RefreshView const&) const = default;
};

// ---- types, schemas, sequences ----

struct CreateEnum {
    QualifiedName name;
    std::vector<std::string> labels;
    bool operator==(CreateEnum const&) const = default;
};
struct AlterEnum {  // ADD VALUE [before|after neighbour]; or RENAME VALUE old TO value
    QualifiedName name;
    std::string value;
    std::string neighbour;
    bool after = false;
    bool if_not_exists = false;
    std::string renamed_from;
    bool operator==(AlterEnum const&) const = default;
};
struct CreateComposite {
    QualifiedName name;
    std::vector<ColumnSpec> columns;
    bool operator==(CreateComposite const&) const = default;
};
struct CreateDomain {
    QualifiedName name;
    TypeName type;
    std::vector<Constraint> constraints;
    std::optional<QualifiedName> collation;
    bool operator==(CreateDomain const&) const = default;
};
enum class AlterDomainKind : std::uint8_t {
    set_default,
    set_not_null,
    drop_not_null,
    add_constraint,
    drop_constraint,
    validate_constraint
};
struct AlterDomain {
    QualifiedName domain;
    AlterDomainKind kind = AlterDomainKind::set_default;
    std::string name;
    std::optional<Expression> expression;
    std::optional<Constraint> constraint;
    bool if_exists = false;
    bool operator==(AlterDomain const&) const = default;
};
struct CreateSchema {
    std::string name;
    std::string owner;
    bool if_not_exists = false;
    std::vector<Box<Statement>> elements;
    bool operator==(CreateSchema const&) const = default;
};
struct CreateSequence {
    QualifiedName name;
    SequenceOptions options;
    bool if_not_exists = false;
    bool temporary = false;
    bool operator==(CreateSequence const&) const = default;
};
struct AlterSequence {
    QualifiedName name;
    SequenceOptions options;
    bool if_exists = false;
    bool operator==(AlterSequence const&) const = default;
};
struct CreateExtension {
    std::string name;
    std::string schema;
    bool if_not_exists = false;
    bool operator==(CreateExtension const&) const = default;
};

// ---- functions and triggers ----

enum class ParameterMode : std::uint8_t { in, out, inout, variadic, table };
struct FunctionParameter {
    std::string name;
    TypeName type;
    ParameterMode mode = ParameterMode::in;
    std::optional<Expression> default_value;
    bool operator==(FunctionParameter const&) const = default;
};
enum class Volatility : std::uint8_t { immutable, stable, volatile_ };
struct CreateFunction {
    QualifiedName name;
    std::vector<FunctionParameter> parameters;
    std::optional<TypeName> returns;
    bool or_replace = false;
    bool procedure = false;
    std::string language = "sql";
    std::string body;                        // AS '...'
    Location body_location = {};             // of the body's first byte in the text that was read
    std::vector<Box<Statement>> statements;  // BEGIN ATOMIC ...; or RETURN expression, as a Select
    Volatility volatility = Volatility::volatile_;
    bool strict = false;
    bool security_definer = false;
    bool leakproof = false;
    bool window = false;
    std::string parallel;  // safe, restricted, unsafe; empty: not said
    int rows = -1;
    int cost = -1;
    std::vector<Option> settings;  // SET name = value
    bool operator==(CreateFunction const&) const = default;
};
struct FunctionName {  // f(int, text); without arguments when `any_arguments`
    QualifiedName name;
    std::vector<TypeName> arguments;
    bool any_arguments = false;
    bool operator==(FunctionName const&) const = default;
};
struct AlterFunction {
    FunctionName function;
    bool procedure = false;
    std::optional<Volatility> volatility;
    std::optional<bool> strict, security_definer, leakproof;
    std::vector<Option> settings;     // SET name = value
    std::vector<std::string> resets;  // RESET name; "all"
    bool operator==(AlterFunction const&) const = default;
};
enum class TriggerTiming : std::uint8_t { before, after, instead_of };
struct CreateTrigger {
    std::string name;
    RelationRef table;
    TriggerTiming timing = TriggerTiming::after;
    bool on_insert = false, on_update = false, on_delete = false, on_truncate = false;
    std::vector<std::string> update_columns;
    bool for_each_row = false;
    bool or_replace = false;
    bool constraint = false;
    bool deferrable = false;
    bool initially_deferred = false;
    std::string old_table, new_table;  // REFERENCING OLD TABLE AS name
    std::optional<Expression> when;
    QualifiedName function;
    std::vector<std::string> arguments;
    bool operator==(CreateTrigger const&) const = default;
};

// ---- roles, grants, policies ----

struct CreateRole {
    std::string name;
    std::vector<Option> options;  // login, bypassrls, ... with "true" or "false"; password, in_role, ...
    bool operator==(CreateRole const&) const = default;
};
struct AlterRole {  // ALTER ROLE name option...; ALTER ROLE name SET setting = value
    std::string name;
    std::vector<Option> options;
    std::string setting;
    std::optional<std::string> value;  // absent: RESET
    std::string database;
    bool operator==(AlterRole const&) const = default;
};
struct Privilege {
    std::string name;  // select, insert, ...; empty: ALL
    std::vector<std::string> columns;
    bool operator==(Privilege const&) const = default;
};
struct Grant {
    bool revoke = false;
    bool grant_option = false;              // WITH GRANT OPTION, GRANT OPTION FOR
    std::vector<Privilege> privileges;      // empty: ALL
    ObjectKind object = ObjectKind::table;  // all_tables, ... for ALL TABLES IN SCHEMA
    std::vector<QualifiedName> names;       // tables, sequences, types; schemas and others by name alone
    std::vector<FunctionName> functions;
    std::vector<std::string> grantees;  // "public" for PUBLIC
    DropBehaviour behaviour = DropBehaviour::restrict;
    bool operator==(Grant const&) const = default;
};
struct GrantRole {
    bool revoke = false;
    bool admin_option = false;
    std::vector<std::string> roles;
    std::vector<std::string> grantees;
    bool operator==(GrantRole const&) const = default;
};
struct AlterDefaultPrivileges {
    std::vector<std::string> for_roles;
    std::vector<std::string> schemas;
    Grant grant;
    bool operator==(AlterDefaultPrivileges const&) const = default;
};
enum class PolicyCommand : std::uint8_t { all, select, insert, update, delete_ };
struct CreatePolicy {
    std::string name;
    RelationRef table;
    bool permissive = true;
    PolicyCommand command = PolicyCommand::all;
    std::vector<std::string> roles;  // "public" for PUBLIC
    std::optional<Expression> using_expression;
    std::optional<Expression> with_check;
    bool operator==(CreatePolicy const&) const = default;
};
struct AlterPolicy {
    std::string name;
    RelationRef table;
    std::vector<std::string> roles;
    std::optional<Expression> using_expression;
    std::optional<Expression> with_check;
    bool operator==(AlterPolicy const&) const = default;
};

// ---- any object ----

struct ObjectName {
    QualifiedName name;  // or the relation, for what belongs to one
    std::string part;    // column, constraint, policy, trigger
    std::optional<FunctionName> function;
    Location location = {};
    bool operator==(ObjectName const&) const = default;
};
struct Drop {
    ObjectKind object = ObjectKind::table;
    std::vector<ObjectName> names;
    bool if_exists = false;
    bool concurrently = false;
    DropBehaviour behaviour = DropBehaviour::restrict;
    bool operator==(Drop const&) const = default;
};
struct Rename {
    ObjectKind object = ObjectKind::table;
    ObjectName name;
    std::string new_name;
    bool if_exists = false;
    bool operator==(Rename const&) const = default;
};
struct SetSchema {  // ALTER ... SET SCHEMA
    ObjectKind object = ObjectKind::table;
    ObjectName name;
    std::string new_schema;
    bool operator==(SetSchema const&) const = default;
};
struct SetOwner {  // ALTER ... OWNER TO, of anything but tables
    ObjectKind object = ObjectKind::schema;
    ObjectName name;
    std::string owner;
    bool operator==(SetOwner const&) const = default;
};
struct Comment {
    ObjectKind object = ObjectKind::table;
    ObjectName name;
    std::optional<std::string> text;
    bool operator==(Comment const&) const = default;
};
struct Truncate {
    std::vector<RelationRef> tables;
    bool restart_identity = false;
    DropBehaviour behaviour = DropBehaviour::restrict;
    bool operator==(Truncate const&) const = default;
};

// ---- session ----

enum class TransactionKind : std::uint8_t { begin, commit, rollback, savepoint, release, rollback_to, set };
struct Transaction {
    TransactionKind kind = TransactionKind::begin;
    std::string savepoint;
    std::vector<Option> options;
    bool operator==(Transaction const&) const = default;
};
struct SetSetting {
    std::string name;
    std::optional<std::string> value;  // absent: RESET, or to DEFAULT
    bool local = false;
    bool operator==(SetSetting const&) const = default;
};
struct ShowSetting {
    std::string name;
    bool operator==(ShowSetting const&) const = default;
};
struct SetConstraints {
    std::vector<QualifiedName> names;  // empty: ALL
    bool deferred = false;
    bool operator==(SetConstraints const&) const = default;
};
struct CopyFromStdin {
    RelationRef table;
    std::vector<std::string> columns;
    std::vector<Option> options;
    std::string data;  // the lines that follow, to \.
    bool operator==(CopyFromStdin const&) const = default;
};
// What PostgreSQL takes and this tree has no form for: named, so that it can be refused by name.
struct Unsupported {
    std::string construct;  // "CREATE RULE", "DO", "LISTEN"
    Location location = {};
    bool operator==(Unsupported const&) const = default;
};

}  // namespace backstay::sql
