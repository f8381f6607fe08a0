#pragma once

// Which table a simple view stands for.

#include <vector>

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

struct BaseTable {
    CatalogRelation const* relation = nullptr;
    std::vector<int> columns;  // of the table, for each of the view's; -1: an expression
};

// A table is its own. 55000 for a view that is not simple.
Result<BaseTable> base_table(State& state, CatalogRelation const& relation);

}  // namespace backstay::sql::resolving
