#pragma once

// What the files that resolve INSERT, UPDATE and DELETE share.

#include <string>

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

// The table or view that is written: entry 0 of the innermost scope. A view stands there under its own id
// until write_through_view().
struct TargetTable {
    CatalogRelation const* relation = nullptr;
};
Result<TargetTable> target_table(State& state, RelationRef const& ref);
// 42703 column "x" of relation "t" does not exist.
Result<int> target_column(CatalogRelation const& relation, std::string const& name);

// The value as column `column` takes it, 42804 otherwise; DEFAULT is DefaultOf.
Result<typed::Expression> assigned(State& state, CatalogRelation const& relation, int column,
                                   Expression const& value);
Result<typed::Expression> assigned(State& state, CatalogRelation const& relation, int column,
                                   typed::Expression value);
Result<std::vector<typed::Assignment>> assignments(State& state, CatalogRelation const& relation,
                                                   std::vector<Assignment> const& list);

Result<typed::ConflictRule> conflict_rule(State& state, CatalogRelation const& relation,
                                          OnConflict const& conflict);
Result<void> returning(State& state, std::vector<Target> const& list);
// A statement on a view becomes one on its table, as long as it is a simple view: 55000 otherwise.
Result<void> write_through_view(State& state, typed::Query& query);

}  // namespace backstay::sql::resolving
