#pragma once

// What the files of sql/resolve/ share. One level of a query is a Scope; the State holds the levels from the
// outermost to the one being resolved. Expressions: expression.cpp and what it calls. Queries: select.cpp.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/resolve/resolve.hpp"

namespace backstay::sql::resolving {

// ---- scopes ----

struct VisibleColumn {  // what a bare name means: a column of an entry, or what USING merged
    std::string name;
    typed::Expression value;
};
struct Name {            // what a ColumnRef may be qualified by, and where its columns are
    std::string schema;  // of a table without an alias
    std::string name;
    int entry = 0;  // -1: a join with an alias, and `columns` are its
    std::vector<VisibleColumn> columns = {};
    bool qualified_only = false;  // `excluded`: its columns are not found by their bare names
    bool lateral_only = false;    // cannot be named here, for want of LATERAL: 42P01
};
struct CommonName {  // a WITH entry that may be named in FROM
    std::string name;
    int index = 0;  // in the query of this scope
    std::vector<typed::EntryColumn> columns;
};
// The clause an expression stands in, as messages name it: "WHERE", "JOIN conditions", "GROUP BY",
// "RETURNING", "CHECK constraints", ...; aggregates and window functions are allowed in some.
struct Clause {
    std::string_view name = "SELECT";
    bool aggregates = false;
    bool windows = false;
    bool sets = false;  // set-returning functions
    bool subqueries = true;
};
struct Scope {
    typed::Query query = {};  // as far as it is made; a nested read's `around` levels are copied in
    std::vector<Name> names = {};
    std::vector<VisibleColumn> visible = {};  // by bare names, in the order of *
    std::vector<CommonName> common = {};
    std::vector<Window> const* windows = nullptr;  // the WINDOW clause, as written
    Clause clause = {};
    bool has_aggregates = false;
    bool in_aggregate = false;  // 42803 aggregate function calls cannot be nested
};

struct State {
    ResolveContext const& with;
    std::vector<Scope*> scopes = {};  // the innermost last
    std::vector<Type> parameters = {};
    CatalogRelation const* relation = nullptr;  // resolve_expression()'s table
    std::optional<Type> domain_value = {};      // what VALUE is
    int depth = 0;                              // of nested queries and views; bounded: 54001
    ObjectId as_role = 0;                       // of the relations named: within a view, its owner
    Binding* binding = nullptr;  // null within a view and a parameter's default, whose text is another

    Catalog const& catalog() const { return with.catalog; }
    Scope& scope() { return *scopes.back(); }
    // "integer", "mood": as messages print it.
    std::string shown(Type type) const;
};

// ---- expressions (expression.cpp; one file a group of nodes) ----

Result<typed::Expression> expression(State& state, Expression const& e);
// For WHERE, ON, HAVING, CHECK: coerced to boolean, 42804 argument of WHERE must be type boolean, not type
// text.
Result<typed::Expression> condition(State& state, Expression const& e, std::string_view what);
Result<typed::Expression> call(State& state, Call const& c);  // call.cpp: functions, aggregates, windows
Result<typed::Expression> operate(State& state, std::string const& op, std::optional<typed::Expression> left,
                                  typed::Expression right);           // operator.cpp
Result<typed::Expression> subquery(State& state, Subquery const& s);  // subquery.cpp
// The operator that compares values of these types, both sides coerced to it.
struct Comparison {
    BuiltinOperator const* op = nullptr;
    typed::Expression left, right;
};
Result<Comparison> compare(State& state, std::string const& op, typed::Expression left,
                           typed::Expression right);
// The = or < of one type, for sorting, DISTINCT, IN; 42883 could not identify an equality operator for type
// json.
Result<BuiltinOperator const*> operator_of(State& state, std::string_view op, Type type);

// A call that gives a set of values.
bool returns_set(State const& state, typed::Expression const& e);

// ---- types (coerce.cpp, choose.cpp) ----

// To the type, modifier included; 42846 cannot cast type x to y, or for assignments the caller's words.
Result<typed::Expression> coerce(State& state, typed::Expression e, Type type, CastContext context);
// Whether coerce() would do it.
bool can_coerce(State& state, Type from, Type to, CastContext context);
// The type that CASE, COALESCE, UNION, ARRAY, VALUES, ... give their arguments: 42804 UNION types integer and
// text cannot be matched.
Result<Type> common_type(State& state, std::vector<Type> const& types, std::string_view what);
// Literals and parameters that nothing gave a type are text.
Result<typed::Expression> settle(State& state, typed::Expression e);
Result<Type> find_type(State& state, TypeName const& name);
// The element with the least catalog distance under PostgreSQL's rules (chapter 10.2, 10.3).
struct Candidate {
    std::vector<Type> args;  // after variadic expansion and defaults
    int index = 0;           // the caller's
};
std::optional<std::size_t> choose(State& state, std::vector<Candidate> const& candidates,
                                  std::vector<Type> const& actual, bool is_operator, bool& ambiguous);
// Puts the actual types for polymorphic ones; 42804 when they do not agree. result: what the function gives.
Result<Type> unify(State& state, std::vector<Type>& declared, std::vector<Type> const& actual, Type result);

// ---- names (column.cpp) ----

// A column, a whole row, a field of a row, a parameter of the function by its name.
Result<typed::Expression> column(State& state, ColumnRef const& ref);
// *, t.*: all that is visible, in order.
Result<std::vector<typed::Target>> star(State& state, ColumnRef const& ref);
// The name an output column has without an alias: the column's, the function's, "?column?", ...
std::string output_name(Expression const& e);
// The type of a variable, and its expression, seen from the innermost scope.
typed::Expression variable(State& state, int levels_up, int entry, int column);

// ---- what the names were found to be (bind.cpp): noted where someone asked ----

void note_relation(State& state, RelationRef const& ref, CatalogRelation const& relation);
void note_function(State& state, Call const& call, CatalogFunction const& function);
void note_type(State& state, TypeName const& name, Type type);
// A column found by its bare name `levels` out, or by its table's.
void note_bare(State& state, ColumnRef const& ref, VisibleColumn const& column, std::size_t levels);
void note_qualified(State& state, ColumnRef const& ref, Name const& table, typed::Expression const& value);
void note_star(State& state, ColumnRef const& ref);
void note_natural(State& state, Join const& join, std::vector<std::string> const& columns);
// The columns of tables and views that the typed tree reads, without what views read themselves.
void note_reads(State& state, typed::Query const& query);
void note_reads(State& state, typed::Expression const& expression);

// ---- queries (select.cpp, from.cpp, group.cpp, with.cpp, set_operation.cpp, write.cpp, view.cpp) ----

Result<typed::Query> query(State& state, Select const& select);  // enters and leaves a scope
Result<void> from_clause(State& state, std::vector<FromItem> const& items);
Result<void> with_clause(State& state, With const& with);
Result<typed::Query> insert(State& state, Insert const& statement);
Result<typed::Query> update(State& state, Update const& statement);
Result<typed::Query> remove(State& state, Delete const& statement);
Result<std::vector<typed::SortKey>> order_by(State& state, OrderBy const& order, bool output_names);
Result<typed::Window> window(State& state, Window const& w);
// Adds an entry to the innermost scope; the name and the bare names it is visible by come with it.
Result<int> add_relation(State& state, RelationRef const& ref);
int add_entry(State& state, typed::Entry entry, std::string schema, std::string name);
// The levels around a nested read, as scopes, the outermost first.
std::vector<Scope> scopes_around(ResolveContext const& with);
typed::Entry relation_entry(State const& state, CatalogRelation const& relation);

class Entered {  // a scope, for as long as it is being resolved
public:
    Entered(State& state, Scope& scope) : state_(state) { state_.scopes.push_back(&scope); }
    ~Entered() { state_.scopes.pop_back(); }
    Entered(Entered const&) = delete;
    Entered& operator=(Entered const&) = delete;

private:
    State& state_;
};

}  // namespace backstay::sql::resolving
