#pragma once

// The half of the tree (sql/ast.hpp, which to include) that reads and changes rows: expressions, queries,
// INSERT, UPDATE, DELETE.
//
//     select id from task where done = $1
//
//     Select{.targets = {Target{column("id")}},
//            .from = {RelationRef{.name = {"", "task"}}},
//            .where = Operation{"=", column("done"), Parameter{1}}}
//
// The nodes follow PostgreSQL's grammar (https://www.postgresql.org/docs/15/sql-commands.html). `location` is
// a byte offset into the text that was read, -1 where there was none; it does not take part in ==.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/box.hpp"

namespace backstay::sql {
struct Expression;
struct Select;
struct Statement;
struct FromItem;
}  // namespace backstay::sql

namespace backstay {  // trees.cpp has them
template <>
struct Boxed<sql::Expression> : Elsewhere<sql::Expression> {};
template <>
struct Boxed<sql::Select> : Elsewhere<sql::Select> {};
template <>
struct Boxed<sql::Statement> : Elsewhere<sql::Statement> {};
template <>
struct Boxed<sql::FromItem> : Elsewhere<sql::FromItem> {};
}  // namespace backstay

namespace backstay::sql {

struct Location {
    int offset = -1;
    bool operator==(Location const&) const { return true; }
};

// An optional schema and a name: app.task, task.
struct QualifiedName {
    std::string schema;
    std::string name;
    bool operator==(QualifiedName const&) const = default;
    auto operator<=>(QualifiedName const&) const = default;
};

struct TypeName {
    QualifiedName name;          // as the grammar gives it: pg_catalog.int4, mood, public.mood
    std::vector<int> modifiers;  // varchar(4): {4}; interval fields: the mask, then the precision
    int array_dimensions = 0;
    bool setof = false;
    bool percent_type = false;  // task.id%type: name holds the relation and the column
    Location location = {};
    bool operator==(TypeName const&) const = default;
};

using ExpressionBox = Box<Expression>;
using SelectBox = Box<Select>;
using Expressions = std::vector<Expression>;

// ---- expressions ----

enum class LiteralKind : std::uint8_t { null, boolean, integer, decimal, string, bit_string };
struct Literal {
    LiteralKind kind = LiteralKind::null;
    std::string text;  // true|false, digits, or the string's value without quotes; empty for null
    Location location = {};
    bool operator==(Literal const&) const = default;
};
struct Parameter {  // $1 is number 1
    int number = 0;
    Location location = {};
    bool operator==(Parameter const&) const = default;
};
struct ColumnRef {  // a, t.a, s.t.a; with star: *, t.*
    std::vector<std::string> names;
    bool star = false;
    Location location = {};
    bool operator==(ColumnRef const&) const = default;
};
struct Subscript {  // [index], or [lower:index] when slice
    std::optional<ExpressionBox> lower;
    std::optional<ExpressionBox> index;
    bool slice = false;
    bool operator==(Subscript const&) const = default;
};
struct FieldAccess {  // (row).name, (row).* when the name is empty
    std::string name;
    bool operator==(FieldAccess const&) const = default;
};
struct Indirection {
    ExpressionBox base;
    std::vector<std::variant<FieldAccess, Subscript>> steps;
    bool operator==(Indirection const&) const = default;
};
struct Operation {  // a + b; left is absent for prefix operators
    std::string op;
    std::optional<ExpressionBox> left;
    ExpressionBox right;
    std::string op_schema;  // operator(schema.op)
    Location location = {};
    bool operator==(Operation const&) const = default;
};
enum class Quantifier : std::uint8_t { any, all };
struct QuantifiedOperation {  // left op any|all (array)
    ExpressionBox left;
    std::string op;
    Quantifier quantifier = Quantifier::any;
    ExpressionBox array;
    Location location = {};
    bool operator==(QuantifiedOperation const&) const = default;
};
enum class LogicKind : std::uint8_t { and_, or_, not_ };
struct Logic {
    LogicKind kind = LogicKind::and_;
    Expressions args;  // one for not_, two or more otherwise
    bool operator==(Logic const&) const = default;
};
struct IsNull {
    ExpressionBox arg;
    bool negated = false;
    bool operator==(IsNull const&) const = default;
};
enum class TruthTest : std::uint8_t {
    is_true,
    is_not_true,
    is_false,
    is_not_false,
    is_unknown,
    is_not_unknown
};
struct IsTruth {
    ExpressionBox arg;
    TruthTest test = TruthTest::is_true;
    bool operator==(IsTruth const&) const = default;
};
struct IsDistinct {
    ExpressionBox left;
    ExpressionBox right;
    bool negated = false;  // is not distinct from
    Location location = {};
    bool operator==(IsDistinct const&) const = default;
};
struct InList {
    ExpressionBox arg;
    Expressions list;
    bool negated = false;
    Location location = {};
    bool operator==(InList const&) const = default;
};
struct Between {
    ExpressionBox arg;
    ExpressionBox low;
    ExpressionBox high;
    bool negated = false;
    bool symmetric = false;
    Location location = {};
    bool operator==(Between const&) const = default;
};
enum class PatternKind : std::uint8_t { like, ilike, similar };
struct PatternMatch {
    PatternKind kind = PatternKind::like;
    ExpressionBox arg;
    ExpressionBox pattern;
    std::optional<ExpressionBox> escape;
    bool negated = false;
    Location location = {};
    bool operator==(PatternMatch const&) const = default;
};
struct Cast {
    ExpressionBox arg;
    TypeName type;
    Location location = {};
    bool operator==(Cast const&) const = default;
};
struct CaseBranch;
struct Case {
    std::optional<ExpressionBox> arg;
    std::vector<CaseBranch> branches;
    std::optional<ExpressionBox> otherwise;
    bool operator==(Case const&) const = default;
};
struct Coalesce {
    Expressions args;
    bool operator==(Coalesce const&) const = default;
};
enum class Extreme : std::uint8_t { greatest, least };
struct GreatestLeast {
    Extreme kind = Extreme::greatest;
    Expressions args;
    bool operator==(GreatestLeast const&) const = default;
};
struct NullIf {
    ExpressionBox left;
    ExpressionBox right;
    Location location = {};
    bool operator==(NullIf const&) const = default;
};
enum class SortDirection : std::uint8_t { ascending, descending };
enum class NullsOrder : std::uint8_t {
    by_default,
    first,
    last
};  // default: last ascending, first descending
struct SortKey;
using OrderBy = std::vector<SortKey>;
enum class FrameMode : std::uint8_t { range, rows, groups };
enum class FrameBound : std::uint8_t {
    unbounded_preceding,
    preceding,
    current_row,
    following,
    unbounded_following
};
enum class FrameExclusion : std::uint8_t { none, current_row, group, ties };
struct Frame {
    FrameMode mode = FrameMode::range;
    FrameBound start = FrameBound::unbounded_preceding;
    FrameBound end = FrameBound::current_row;
    std::optional<ExpressionBox> start_offset;
    std::optional<ExpressionBox> end_offset;
    FrameExclusion exclusion = FrameExclusion::none;
    bool operator==(Frame const&) const = default;
};
struct Window {              // over (...) and window w as (...)
    std::string name;        // what it is called in a WINDOW clause; over w: only `references`
    std::string references;  // the window it copies
    Expressions partition_by;
    OrderBy order_by;
    std::optional<Frame> frame;
    bool operator==(Window const&) const = default;
};
struct Argument;
struct Call {
    QualifiedName name;
    std::vector<Argument> args;
    bool star = false;  // count(*)
    bool distinct = false;
    bool variadic = false;  // the last argument is the array
    OrderBy order_by;
    bool within_group = false;  // order_by is WITHIN GROUP (...)
    std::optional<ExpressionBox> filter;
    std::optional<Window> over;
    Location location = {};
    bool operator==(Call const&) const = default;
};
enum class SqlValue : std::uint8_t {  // functions that are key words
    current_date,
    current_time,
    current_timestamp,
    localtime,
    localtimestamp,
    current_role,
    current_user,
    session_user,
    user,
    current_catalog,
    current_schema
};
struct SqlValueFunction {
    SqlValue value = SqlValue::current_timestamp;
    int precision = -1;
    Location location = {};
    bool operator==(SqlValueFunction const&) const = default;
};
struct ArrayConstructor {  // array[...]
    Expressions elements;
    Location location = {};
    bool operator==(ArrayConstructor const&) const = default;
};
struct RowConstructor {
    Expressions elements;
    Location location = {};
    bool operator==(RowConstructor const&) const = default;
};
enum class SubqueryKind : std::uint8_t { scalar, exists, array, any, all };
struct Subquery {
    SubqueryKind kind = SubqueryKind::scalar;
    SelectBox select;
    std::optional<ExpressionBox> test;  // any, all: the left side (a RowConstructor for several columns)
    std::string op;                     // any, all: the operator; `in (select)` is any with "="
    Location location = {};
    bool operator==(Subquery const&) const = default;
};
struct Collate {
    ExpressionBox arg;
    QualifiedName collation;
    Location location = {};
    bool operator==(Collate const&) const = default;
};
struct DefaultValue {  // the word DEFAULT in VALUES and SET
    Location location = {};
    bool operator==(DefaultValue const&) const = default;
};
struct Grouping {  // grouping(a, b)
    Expressions args;
    bool operator==(Grouping const&) const = default;
};

struct Expression {
    using Node = Alternatives<Literal, Parameter, ColumnRef, Indirection, Operation, QuantifiedOperation,
                              Logic, IsNull, IsTruth, IsDistinct, InList, Between, PatternMatch, Cast, Case,
                              Coalesce, GreatestLeast, NullIf, Call, SqlValueFunction, ArrayConstructor,
                              RowConstructor, Subquery, Collate, DefaultValue, Grouping>;
    Node node;

    template <AlternativeOf<Node> T>
    Expression(T value)
        : node(std::move(value)) {}  // NOLINT(google-explicit-constructor): a node is an expression

    bool operator==(Expression const&) const = default;
};
struct CaseBranch {
    Expression when;
    Expression then;
    bool operator==(CaseBranch const&) const = default;
};
struct SortKey {
    Expression expression;
    SortDirection direction = SortDirection::ascending;
    NullsOrder nulls = NullsOrder::by_default;
    bool operator==(SortKey const&) const = default;
};
struct Argument {
    std::string name;  // name => value; empty for positional
    Expression value;
    bool operator==(Argument const&) const = default;
};

// ---- queries ----

struct Target {
    Expression expression;
    std::string alias;
    bool operator==(Target const&) const = default;
};

using FromItemBox = Box<FromItem>;

struct Alias {
    std::string name;
    std::vector<std::string> columns;
    bool operator==(Alias const&) const = default;
};
struct RelationRef {
    QualifiedName name;
    std::optional<Alias> alias;
    bool only = false;
    std::string sample_method;  // tablesample; empty for none
    Expressions sample_args;
    Location location = {};
    bool operator==(RelationRef const&) const = default;
};
struct DerivedTable {  // [lateral] (select ...) as t
    SelectBox select;
    std::optional<Alias> alias;
    bool lateral = false;
    bool operator==(DerivedTable const&) const = default;
};
struct ColumnDefinition {  // of a function's result: as t(a int, b text)
    std::string name;
    TypeName type;
    bool operator==(ColumnDefinition const&) const = default;
};
struct TableFunction {  // [lateral] f(x) [with ordinality] as t(a, b); rows from (f(x), g(y))
    std::vector<Expression> calls;
    bool lateral = false;
    bool ordinality = false;
    std::optional<Alias> alias;
    std::vector<ColumnDefinition> column_definitions;
    bool operator==(TableFunction const&) const = default;
};
enum class JoinKind : std::uint8_t { inner, left, right, full, cross };
struct Join {
    JoinKind kind = JoinKind::inner;
    FromItemBox left;
    FromItemBox right;
    bool natural = false;
    std::vector<std::string> using_columns;
    std::optional<ExpressionBox> on;
    std::optional<Alias> alias;
    bool operator==(Join const&) const = default;
};
struct FromItem {
    using Node = Alternatives<RelationRef, DerivedTable, TableFunction, Join>;
    Node node;
    template <AlternativeOf<Node> T>
    FromItem(T value) : node(std::move(value)) {}  // NOLINT(google-explicit-constructor)
    bool operator==(FromItem const&) const = default;
};

enum class Materialized : std::uint8_t { by_default, always, never };
struct CommonTable {  // name(columns) as [not] materialized (statement)
    std::string name;
    std::vector<std::string> columns;
    Materialized materialized = Materialized::by_default;
    Box<Statement> statement;
    bool operator==(CommonTable const&) const = default;
};
struct With {
    bool recursive = false;
    std::vector<CommonTable> tables;
    bool operator==(With const&) const = default;
};

enum class GroupingKind : std::uint8_t { expression, empty, rollup, cube, sets };
struct GroupItem {
    GroupingKind kind = GroupingKind::expression;
    Expressions expressions;      // one for `expression`; rollup, cube: each may be a RowConstructor
    std::vector<GroupItem> sets;  // `sets`
    bool operator==(GroupItem const&) const = default;
};

enum class SetOperator : std::uint8_t { union_, intersect, except };
struct SetOperation {
    SetOperator op = SetOperator::union_;
    bool all = false;
    SelectBox left;
    SelectBox right;
    bool operator==(SetOperation const&) const = default;
};
enum class LockStrength : std::uint8_t { none, key_share, share, no_key_update, update };
enum class LockWait : std::uint8_t { wait, no_wait, skip_locked };

struct Select {
    std::optional<With> with;
    bool distinct = false;
    Expressions distinct_on;
    std::vector<Target> targets;
    std::vector<FromItem> from;
    std::optional<Expression> where;
    std::vector<GroupItem> group_by;
    bool group_distinct = false;
    std::optional<Expression> having;
    std::vector<Window> windows;
    std::vector<Expressions> values;            // VALUES (...), (...): then nothing above is set
    std::optional<SetOperation> set_operation;  // then nothing above but `with` is set
    OrderBy order_by;
    std::optional<Expression> limit;
    std::optional<Expression> offset;
    bool with_ties = false;
    LockStrength lock = LockStrength::none;
    LockWait lock_wait = LockWait::wait;
    std::vector<QualifiedName> lock_of;
    bool operator==(Select const&) const = default;
};

// ---- data changes ----

struct Assignment {  // set column = value; (a, b) = (row): several columns with one value
    std::vector<std::string> columns;
    Expression value;
    Location location = {};
    bool operator==(Assignment const&) const = default;
};
struct ConflictTarget {  // (a, lower(b)) where p; or on constraint name
    Expressions elements;
    std::optional<Expression> where;
    std::string constraint;
    bool operator==(ConflictTarget const&) const = default;
};
struct OnConflict {
    std::optional<ConflictTarget> target;
    bool update = false;  // false: do nothing
    std::vector<Assignment> assignments;
    std::optional<Expression> where;
    Location location = {};
    bool operator==(OnConflict const&) const = default;
};
enum class Overriding : std::uint8_t { none, user_value, system_value };
struct TargetColumn {
    std::string name;
    Location location = {};
    bool operator==(TargetColumn const&) const = default;
};
struct Insert {
    std::optional<With> with;
    RelationRef table;
    std::vector<TargetColumn> columns;
    Overriding overriding = Overriding::none;
    std::optional<SelectBox> source;  // absent: default values
    std::optional<OnConflict> on_conflict;
    std::vector<Target> returning;
    bool operator==(Insert const&) const = default;
};
struct Update {
    std::optional<With> with;
    RelationRef table;
    std::vector<Assignment> assignments;
    std::vector<FromItem> from;
    std::optional<Expression> where;
    std::vector<Target> returning;
    bool operator==(Update const&) const = default;
};
struct Delete {
    std::optional<With> with;
    RelationRef table;
    std::vector<FromItem> using_items;
    std::optional<Expression> where;
    std::vector<Target> returning;
    bool operator==(Delete const&) const = default;
};

// ---- shorthands for those who build trees ----

Expression column(std::string name);
Expression column(std::string table, std::string name);
Expression text_literal(std::string text);
Expression integer_literal(std::int64_t value);
Expression null_literal();
Expression boolean_literal(bool value);
Expression operation(std::string op, Expression left, Expression right);
Expression call(QualifiedName name, Expressions args);
Expression cast(Expression arg, TypeName type);
// All of them: nothing for none, the one itself for one, an and_ otherwise.
std::optional<Expression> all_of(Expressions conditions);
Expression any_of(Expressions conditions);
Expression negate(Expression condition);

}  // namespace backstay::sql
