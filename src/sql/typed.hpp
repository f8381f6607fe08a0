#pragma once

// The typed tree: a statement whose every name is looked up and whose every expression has its PostgreSQL
// type. sql/resolve/ makes it from the tree as written and the catalog; sql/secure/ puts policies into it;
// sql/lower/ turns it into SQLite's SQL. It corresponds to PostgreSQL's Query after parse analysis
// (https://www.postgresql.org/docs/15/querytree.html): each query level has a range table, a Variable names a
// column of an entry of it, `levels_up` levels out. Casts are all explicit here; operators and functions are
// resolved to one builtin (sql/builtin/) or one function of the catalog.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/box.hpp"
#include "sql/ast.hpp"
#include "sql/builtin/builtin.hpp"
#include "sql/catalog.hpp"
#include "sql/type.hpp"

namespace backstay::sql::typed {
struct Expression;
struct Query;
struct JoinTree;
}  // namespace backstay::sql::typed

namespace backstay {  // trees.cpp has them
template <>
struct Boxed<sql::typed::Expression> : Elsewhere<sql::typed::Expression> {};
template <>
struct Boxed<sql::typed::Query> : Elsewhere<sql::typed::Query> {};
template <>
struct Boxed<sql::typed::JoinTree> : Elsewhere<sql::typed::JoinTree> {};
}  // namespace backstay

namespace backstay::sql::typed {

using ExpressionBox = Box<Expression>;
using QueryBox = Box<Query>;
using Expressions = std::vector<Expression>;

// ---- expressions ----

// A value known now, in the input form of its type; literals of type unknown were coerced and checked by
// resolve (their input function ran), so lower may print them as stored values.
struct Constant {
    bool null = false;
    std::string text;
    bool operator==(Constant const&) const = default;
};
struct Parameter {  // $number; its text is given at run time and put through the input function of the type
    int number = 0;
    bool operator==(Parameter const&) const = default;
};
// A value of the session that is fixed while a statement runs: what policies read.
struct SettingValue {  // current_setting(name, missing_ok) with a constant name
    std::string name;
    bool missing_ok = true;
    bool operator==(SettingValue const&) const = default;
};
struct Variable {  // column `column` (from 0) of range table entry `entry` of the query `levels_up` out
    int levels_up = 0;
    int entry = 0;
    int column = 0;    // -1: the whole row
    std::string name;  // for messages and output names
    bool operator==(Variable const&) const = default;
};
struct BuiltinCall {  // a function, operator or cast of sql/builtin/; args are coerced to its parameters
    Builtin const* function = nullptr;
    Expressions args;
    bool operator==(BuiltinCall const&) const = default;
};
struct OperatorCall {
    BuiltinOperator const* op = nullptr;
    Expressions args;  // one or two
    bool operator==(OperatorCall const&) const = default;
};
struct CastCall {  // to the type of the expression; modifier included
    ExpressionBox arg;
    // Null: relabels, goes through the text form (from or to a string), or applies the modifier only.
    BuiltinCast const* cast = nullptr;
    bool explicit_cast = true;                  // varchar(n): cut silently when explicit, 22001 when assigned
    std::optional<ExpressionBox> element = {};  // of an array: what becomes of each element, which is $1
    bool operator==(CastCall const&) const = default;
};
struct FunctionCall {  // a LANGUAGE sql function of the catalog
    ObjectId function = 0;
    Expressions args;
    bool operator==(FunctionCall const&) const = default;
};
struct Quantified {  // left op any|all (array)
    ExpressionBox left;
    BuiltinOperator const* op = nullptr;
    Quantifier quantifier = Quantifier::any;
    ExpressionBox array;
    bool operator==(Quantified const&) const = default;
};
struct Logic {
    LogicKind kind = LogicKind::and_;
    Expressions args;
    bool operator==(Logic const&) const = default;
};
struct IsNull {
    ExpressionBox arg;
    bool negated = false;
    bool operator==(IsNull const&) const = default;
};
struct IsTruth {
    ExpressionBox arg;
    TruthTest test = TruthTest::is_true;
    bool operator==(IsTruth const&) const = default;
};
struct IsDistinct {
    ExpressionBox left, right;
    BuiltinOperator const* equality = nullptr;
    bool negated = false;
    bool operator==(IsDistinct const&) const = default;
};
struct InList {
    ExpressionBox arg;
    BuiltinOperator const* equality = nullptr;
    Expressions list;
    bool negated = false;
    bool operator==(InList const&) const = default;
};
struct CaseBranch;
struct Case {  // `case x when` is resolved to searched form
    std::vector<CaseBranch> branches;
    std::optional<ExpressionBox> otherwise;
    bool operator==(Case const&) const = default;
};
struct Coalesce {
    Expressions args;
    bool operator==(Coalesce const&) const = default;
};
struct GreatestLeast {
    Extreme kind = Extreme::greatest;
    BuiltinOperator const* comparison = nullptr;  // < or >
    Expressions args;
    bool operator==(GreatestLeast const&) const = default;
};
struct NullIf {
    ExpressionBox left, right;
    BuiltinOperator const* equality = nullptr;
    bool operator==(NullIf const&) const = default;
};
struct SortKey;
struct Window {
    Expressions partition_by;
    std::vector<SortKey> order_by;
    std::optional<Frame> frame;  // offsets are constants or parameters, resolved to integers where needed
    bool operator==(Window const&) const = default;
};
struct AggregateCall {
    Builtin const* function = nullptr;
    Expressions args;
    bool star = false;
    bool distinct = false;
    std::vector<SortKey> order_by;
    bool within_group = false;
    std::optional<ExpressionBox> filter;
    std::optional<Window> over;  // also for window functions proper
    int levels_up = 0;
    bool operator==(AggregateCall const&) const = default;
};
struct ArrayConstructor {
    Expressions elements;
    bool operator==(ArrayConstructor const&) const = default;
};
struct RowConstructor {
    Expressions elements;
    std::vector<std::string> names;  // f1, f2, ... or the columns'
    bool operator==(RowConstructor const&) const = default;
};
struct RowComparison {  // (a, b) < (c, d)
    std::string op;
    Expressions left, right;
    std::vector<BuiltinOperator const*> operators;  // one a column
    bool operator==(RowComparison const&) const = default;
};
struct Subscript {
    ExpressionBox array;
    std::vector<std::pair<std::optional<ExpressionBox>, std::optional<ExpressionBox>>>
        bounds;  // lower, index
    bool slice = false;
    bool operator==(Subscript const&) const = default;
};
struct FieldAccess {
    ExpressionBox row;
    std::string field;
    int index = 0;
    bool operator==(FieldAccess const&) const = default;
};
struct Subquery {
    SubqueryKind kind = SubqueryKind::scalar;
    QueryBox query;
    Expressions test;  // any, all: the left side, one a column
    std::vector<BuiltinOperator const*> operators;
    bool operator==(Subquery const&) const = default;
};
struct DefaultOf {  // DEFAULT in VALUES or SET, of this column of the target; removed by lower
    int column = 0;
    bool operator==(DefaultOf const&) const = default;
};
struct SequenceCall {  // nextval, currval, lastval, setval of a known sequence
    std::string function;
    ObjectId sequence = 0;
    Expressions args;
    bool operator==(SequenceCall const&) const = default;
};

struct Expression {
    using Node =
        Alternatives<Constant, Parameter, SettingValue, Variable, BuiltinCall, OperatorCall, CastCall,
                     FunctionCall, Quantified, Logic, IsNull, IsTruth, IsDistinct, InList, Case, Coalesce,
                     GreatestLeast, NullIf, AggregateCall, ArrayConstructor, RowConstructor, RowComparison,
                     Subscript, FieldAccess, Subquery, DefaultOf, SequenceCall>;
    Node node;
    Type type;
    std::string collation = {};  // an explicit COLLATE; "" is the type's own

    bool operator==(Expression const&) const = default;
};
struct CaseBranch {
    Expression when, then;
    bool operator==(CaseBranch const&) const = default;
};
struct SortKey {
    Expression expression;
    SortDirection direction = SortDirection::ascending;
    bool nulls_first = false;  // PostgreSQL's default is filled in
    bool operator==(SortKey const&) const = default;
};

// ---- the range table ----

struct EntryColumn {
    std::string name;
    Type type;
    bool hidden = false;  // merged away by USING, or dropped
    bool operator==(EntryColumn const&) const = default;
};
struct RelationEntry {  // a table; views are replaced by SubqueryEntry, with as_role their owner
    ObjectId relation = 0;
    bool operator==(RelationEntry const&) const = default;
};
struct SubqueryEntry {
    QueryBox query;
    bool lateral = false;
    ObjectId view = 0;  // whose expansion it is: its own grants count too
    bool operator==(SubqueryEntry const&) const = default;
};
struct FunctionEntry {  // a set-returning function in FROM
    Expressions calls;  // BuiltinCall or FunctionCall
    bool ordinality = false;
    bool lateral = false;
    bool operator==(FunctionEntry const&) const = default;
};
struct ValuesEntry {
    std::vector<Expressions> rows;
    bool operator==(ValuesEntry const&) const = default;
};
struct CommonTableEntry {  // a reference to a WITH entry: `index` in the query `levels_up` out
    int levels_up = 0;
    int index = 0;
    bool operator==(CommonTableEntry const&) const = default;
};
struct WrittenEntry {  // the rows that an Exchange's write returned
    bool operator==(WrittenEntry const&) const = default;
};
struct Entry {
    using Source = Alternatives<RelationEntry, SubqueryEntry, FunctionEntry, ValuesEntry, CommonTableEntry,
                                WrittenEntry>;
    Source source;
    std::string alias;
    std::vector<EntryColumn> columns;
    // Whose grants and policies apply to a RelationEntry: 0 is the caller; the owner's inside an owner's view
    // or a definer's function.
    ObjectId as_role = 0;
    bool operator==(Entry const&) const = default;
};

// The FROM clause: entries joined.
struct EntryRef {
    int entry = 0;
    bool operator==(EntryRef const&) const = default;
};
struct JoinNode {
    JoinKind kind = JoinKind::inner;
    Box<JoinTree> left, right;
    std::optional<Expression> on;
    bool operator==(JoinNode const&) const = default;
};
struct JoinTree {
    using Node = Alternatives<EntryRef, JoinNode>;
    Node node;
    bool operator==(JoinTree const&) const = default;
};

// ---- queries ----

struct Target {
    Expression expression;
    std::string name;
    bool junk = false;  // needed for ordering only
    bool operator==(Target const&) const = default;
};
struct CommonTable {
    std::string name;
    QueryBox query;
    bool recursive = false;
    Materialized materialized = Materialized::by_default;
    std::vector<EntryColumn> columns;
    bool operator==(CommonTable const&) const = default;
};
struct SetOperation {
    SetOperator op = SetOperator::union_;
    bool all = false;
    QueryBox left, right;
    bool operator==(SetOperation const&) const = default;
};
enum class Command : std::uint8_t { select, insert, update, delete_ };

struct Assignment {  // target column (of entry 0) := value
    int column = 0;
    Expression value;
    bool operator==(Assignment const&) const = default;
};
struct ConflictRule {
    std::vector<std::string> key_columns;  // or key_index, of the arbiter
    std::string key_name;                  // the constraint's or index's name; empty: any conflict
    std::optional<Expression> key_where;
    bool update = false;
    std::vector<Assignment> assignments;  // entry 0 is the target, entry 1 is `excluded`
    std::optional<Expression> where;
    bool operator==(ConflictRule const&) const = default;
};
// A view that was written, or read, through: the statement is on its table, and its grants count too.
struct ThroughView {
    ObjectId view = 0;
    ObjectId as_role = 0;
    std::vector<int> read, written;  // its columns
    bool operator==(ThroughView const&) const = default;
};
// What a row that was written must satisfy: WITH CHECK of policies, or of a view with check option. False or
// null undoes the statement with 42501 (44000 for views) and this message.
struct RowCheck {
    Expression condition;  // over entry 0, the new row
    std::string code;
    std::string message;
    bool operator==(RowCheck const&) const = default;
};

struct Query {
    Command command = Command::select;
    std::vector<CommonTable> common_tables;
    std::vector<Entry> entries;
    std::vector<JoinTree> from;
    std::vector<Target> targets;  // select: the output; insert, update, delete: RETURNING
    std::optional<Expression> where;
    std::vector<Expressions> grouping_sets;  // one set for a plain GROUP BY
    bool grouped = false;                    // GROUP BY, HAVING or an aggregate is there
    std::optional<Expression> having;
    bool distinct = false;
    Expressions distinct_on;
    std::vector<SortKey> order_by;
    std::optional<Expression> limit, offset;
    bool with_ties = false;
    std::optional<SetOperation> set_operation;
    std::vector<Expressions> values;  // a VALUES query
    // insert, update, delete: entry 0 is the target
    std::vector<int> insert_columns;  // columns of the target that `source` gives, in order
    std::optional<QueryBox> source;   // insert; absent: default values
    Overriding overriding = Overriding::none;
    std::vector<Assignment> assignments;  // update
    std::optional<ConflictRule> on_conflict;
    std::vector<RowCheck> checks;  // put in by secure, and by updatable views
    std::vector<RowCheck>
        conflict_checks;             // on conflict update: over the old row (USING), before it is changed
    std::vector<ThroughView> views;  // that the target was reached through
    bool operator==(Query const&) const = default;
};

}  // namespace backstay::sql::typed
