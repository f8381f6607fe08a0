#pragma once

// Visits the expressions and the queries of a typed tree: to find what it reads, or to put something else in
// their place. `depth` is how many query levels below the start something stands, so that a Variable there
// means a level of the start itself when its levels_up equals depth.

#include <functional>

#include "sql/typed.hpp"

namespace backstay::sql::typed {

struct Visitor {
    // Outermost first; false: what is within it is not visited.
    std::function<bool(Expression&, int depth)> expression = {};
    // Before what is within it; false: it is not entered.
    std::function<bool(Query&, int depth)> query = {};
};

void walk(Expression& expression, Visitor const& visitor, int depth = 0);
void walk(Query& query, Visitor const& visitor, int depth = 0);

// The expression as it reads `by` levels further in: what it names around itself is so much further out.
void raise_levels(Expression& expression, int by);
void raise_levels(Query& query, int by);

}  // namespace backstay::sql::typed
