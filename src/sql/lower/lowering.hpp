#pragma once

// What the rules of sql/lower/ share: the scopes that variables are looked up in, and the slots given out.
// Each rule is one function that returns SQLite's text of one node.

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lower/lower.hpp"

namespace backstay::sql::lowering {

// One query level: its range table, and what each entry is called in the text.
struct Scope {
    typed::Query const* query = nullptr;
    std::vector<std::string> aliases;  // quoted where needed; "" for bare column names
    std::vector<std::string> common_tables;
    bool returning = false;  // entries other than 0 cannot be named
};

struct State {
    LowerOptions const& options;
    std::deque<Scope> scopes = {};  // so that a rule may hold on to its scope while others come and go
    std::vector<Slot> slots = {};
    std::vector<typed::Variable> outer = {};
    std::vector<std::string> arguments = {};       // of the function being inlined, for its Parameter nodes
    std::vector<std::string> written_tables = {};  // that hold the rows of data-modifying WITH entries
    bool arguments_outside = false;                // some of them are columns of the statement around it
    int aliases = 0;
    int inlined = 0;  // functions within functions
    bool definition = false;
    bool probing = false;                        // rows are shown as they would have been written
    bool collate_targets = false;                // the select list is compared: DISTINCT, UNION
    typed::Expressions const* absent = nullptr;  // of other grouping sets: NULL in this one

    Catalog const& catalog() const { return options.catalog; }
    std::string new_alias() { return "_" + std::to_string(++aliases); }
    std::string slot(Slot slot);
};

// ---- expressions ----
Result<std::string> expression(State& state, typed::Expression const& e);
Result<std::string> expressions(State& state, typed::Expressions const& list);  // joined by ", "
// With the collation of its type said, so that it compares as PostgreSQL would.
Result<std::string> comparable(State& state, typed::Expression const& e);
std::string with_collation(State& state, std::string text, typed::Expression const& e);

Result<std::string> variable(State& state, typed::Variable const& v, Type type);
Result<std::string> builtin_call(State& state, typed::BuiltinCall const& call, Type type);
Result<std::string> operator_call(State& state, typed::OperatorCall const& call);
// left op right, with the operator's own way of being called.
std::string operate(State& state, BuiltinOperator const& op, std::string const& left,
                    std::string const& right);
// What the expression, or a cast of it, asks of the caller's claims; nothing when it is anything else
// (claim.cpp).
std::optional<ClaimSlot> claim(State const& state, typed::Expression const& e);
std::optional<ClaimSlot> claim(State const& state, typed::CastCall const& call, Type type);
// The text in text::jsonb ->> 'key'; null when `call` is none such.
typed::Expression const* text_with_field(typed::OperatorCall const& call);
std::string claim_value(State& state, ClaimSlot claim);
Result<std::string> cast_call(State& state, typed::CastCall const& call, Type type);
Result<std::string> function_call(State& state, typed::FunctionCall const& call);
struct FunctionBody {
    std::optional<std::string> text;     // the SELECT, without parentheses; nothing: it has to be called
    std::vector<std::string> arguments;  // as they were printed
    std::string wrapped = {};            // " from (select ... as c1, ...) as _n" where they are computed once
};
Result<FunctionBody> inline_body(State& state, typed::FunctionCall const& call);
std::string argument_list(std::vector<std::string> const& arguments);  // each after a comma
std::string some_null(std::vector<std::string> const& arguments);      // a is null or b is null
Result<std::string> quantified(State& state, typed::Quantified const& q);
Result<std::string> subquery(State& state, typed::Subquery const& s);
Result<std::string> row_comparison(State& state, typed::RowComparison const& c);
Result<std::string> row(State& state, typed::RowConstructor const& r);
Result<std::string> whole_row(State& state, typed::Variable const& v);
Result<std::string> field(State& state, typed::FieldAccess const& f, Type type);
Result<std::string> array(State& state, typed::ArrayConstructor const& a, Type type);
Result<std::string> subscript(State& state, typed::Subscript const& s, Type type);
Result<std::string> aggregate(State& state, typed::AggregateCall const& a);
Result<std::string> greatest_least(State& state, typed::GreatestLeast const& g);
Result<std::string> sequence_call(State& state, typed::SequenceCall const& s);
// The type of a value as functions that take any type are told it.
std::string type_argument(State& state, Type type);
std::string type_arguments(State& state, typed::Expressions const& args);  // quoted, joined by ','
// The arguments of a builtin as printed, and after them what types they have where it takes any.
std::string with_types(State& state, Builtin const& function, typed::Expressions const& args,
                       std::string list);
// What a function that returns rows of no declared columns is told of them: their names, their types. Those
// of a named row type, or those given.
std::string row_description(State& state, Type type, std::vector<typed::EntryColumn> columns);

// ---- clauses ----
Result<std::string> order_by(State& state, std::vector<typed::SortKey> const& keys);
Result<std::string> window(State& state, typed::Window const& w);
Result<std::string> limit(State& state, typed::Query const& q);
Result<std::string> group_by(State& state, typed::Query const& q);
Result<std::string> targets(State& state, typed::Query const& q);
Result<std::string> from_clause(State& state, typed::Query const& q);
Result<std::string> entry_source(State& state, typed::Query const& q, int index);
// A subquery that sees the entries beside it: SQLite has that for table functions only, so its rows travel as
// one value (engine/sqlite/runtime/packed_rows.cpp). Its columns are c1, c2, ... again.
std::string lateral(State& state, std::string const& select, std::size_t width);
std::string packed(State& state, std::string const& source, std::size_t width);  // the rows as one value
Result<std::string> table_function(State& state, typed::FunctionEntry const& f, typed::Entry const& entry);
Result<std::string> with_clause(State& state, typed::Query const& q);
Result<std::string> values_rows(State& state, std::vector<typed::Expressions> const& rows, std::size_t width);

// ---- what SQLite does not look for around a subquery (outside.cpp) ----
bool names_outside(State const& state, typed::Expression const& e);
// Whether a function's body orders, groups or limits by what it is given.
bool orders_by_parameters(typed::Query const& query);
// The query around the query that is to be ordered, where its order names what is around it; else nothing.
// 0A000 for a GROUP BY or LIMIT that does. REQUIRES: the query's scope is entered.
Result<std::optional<typed::Query>> ordered_within(State const& state, typed::Query const& q);

// ---- queries ----
Result<std::string> select(State& state, typed::Query const& q);  // any read, with its clauses
Result<std::string> select_core(State& state, typed::Query const& q);
Result<std::string> distinct_on(State& state, typed::Query const& q);
Result<std::string> grouping_sets(State& state, typed::Query const& q);
Result<std::string> insert(State& state, typed::Query const& q);
Result<std::string> update(State& state, typed::Query const& q);
Result<std::string> remove(State& state, typed::Query const& q);
Result<std::string> returning(State& state, typed::Query const& q);
Result<std::string> on_conflict(State& state, typed::Query const& q);
// What INSERT takes its rows from: every written column of the table, in order.
Result<std::string> insert_source(State& state, typed::Query const& q, CatalogRelation const& table);
// A value for a column; SQLite numbers a row whose INTEGER PRIMARY KEY is null, PostgreSQL refuses it.
std::string written_value(State& state, CatalogRelation const& table, CatalogColumn const& column,
                          std::string value);
// backstay_require(condition, code, message): true, or the error.
std::string require(std::string const& condition, typed::RowCheck const& check);

// The table that a write goes to, and its name in the text.
Result<CatalogRelation const*> target_relation(State& state, typed::Query const& q);
std::string quoted(std::string_view name);
std::string text_literal(std::string_view text);

// Enters a query's scope and leaves it again.
class Entered {
public:
    Entered(State& state, typed::Query const& query);
    ~Entered() { state_.scopes.pop_back(); }
    Entered(Entered const&) = delete;
    Entered& operator=(Entered const&) = delete;

private:
    State& state_;
};

}  // namespace backstay::sql::lowering
