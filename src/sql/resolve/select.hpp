#pragma once

// What the files that resolve the clauses of a query share.

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

// query(), but literals that nothing gave a type keep none: a UNION or an INSERT around gives it.
Result<typed::Query> open_query(State& state, Select const& select);
// The parts of a query other than WITH, into the innermost scope.
Result<void> set_operation(State& state, Select const& select);
Result<void> values(State& state, Select const& select);
Result<void> group_by(State& state, Select const& select);
// 42803 for a column that is neither grouped nor within an aggregate.
Result<void> require_grouped(State& state);
Result<void> limit(State& state, Select const& select);
Result<void> distinct(State& state, Select const& select);
// What stands in ORDER BY or DISTINCT ON: a number of an output column, its name, or an expression.
Result<typed::Expression> ordering(State& state, Expression const& e, std::string_view clause);
// Column `index` of the output as a value of `type`, through set operations and VALUES.
Result<void> coerce_output(State& state, typed::Query& query, std::size_t index, Type type,
                           CastContext context);
Result<void> settle_output(State& state, typed::Query& query);
// The select list, or what RETURNING lists.
Result<void> targets(State& state, std::vector<Target> const& list);

// Set-returning functions in the select list become entries of FROM (set_returning.cpp).
Result<void> expand_sets(State& state, typed::Query& query);
// The columns of what a set-returning call gives (table_function.cpp).
Result<std::vector<typed::EntryColumn>> set_columns(State& state, typed::Expression const& call);
// Those of a record that a call gives, where they are declared; else none.
std::vector<typed::EntryColumn> call_columns(State& state, typed::Expression const& call);

}  // namespace backstay::sql::resolving
