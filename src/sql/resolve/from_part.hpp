#pragma once

// A part of FROM that is resolved: how it joins, and what it makes visible. While a part is being resolved,
// the innermost scope's names are those that it may see (LATERAL): of the parts to its left.

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

struct Part {
    typed::JoinTree tree;
    std::vector<Name> names;
    std::vector<VisibleColumn> visible;
};

Result<Part> from_part(State& state, FromItem const& item);
Result<Part> join_part(State& state, Join const& join);
Result<int> table_function(State& state, TableFunction const& function);
// The columns renamed by an alias's list: 42P10 when it has more than there are.
Result<void> rename_columns(typed::Entry& entry, Alias const& alias);
// 42712 when two of them are called the same.
Result<void> require_distinct(std::vector<Name> const& left, std::vector<Name> const& right);
// The entry of a view: its query, and its columns by the catalog's names.
Result<typed::Entry> view_entry(State& state, CatalogRelation const& view);
// The query of a view, as its owner's, before anything of the statement is known.
Result<typed::Query> view_query(State& state, CatalogRelation const& view, Select const& select);

}  // namespace backstay::sql::resolving
