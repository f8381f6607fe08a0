#pragma once

// The nodes of expressions that have a file of their own: comparisons with several values (comparison.cpp),
// CASE, LIKE and what is taken out of rows and arrays (indirection.cpp).

#include <utility>

#include "sql/resolve/types.hpp"

namespace backstay::sql::resolving {

Result<typed::Expression> quantified(State& state, QuantifiedOperation const& q);
Result<typed::Expression> in_list(State& state, InList const& in);
Result<typed::Expression> between(State& state, Between const& b);
Result<typed::Expression> pattern(State& state, PatternMatch const& p);
Result<typed::Expression> searched_case(State& state, Case const& c);
Result<typed::Expression> indirection(State& state, Indirection const& i);

// All of them, coerced to their common type.
Result<std::pair<typed::Expressions, Type>> alike(State& state, Expressions const& list,
                                                  std::string_view what);

}  // namespace backstay::sql::resolving
