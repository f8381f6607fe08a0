#pragma once

// Visits every expression of a tree: to find the columns and functions it names, or to rename them.
//
//     for_each_expression(check, [&](Expression& e) { ... });

#include <functional>

#include "sql/ast.hpp"

namespace backstay::sql {

// Calls `visit` on the expression and on all within it, outermost first, through subqueries too.
void for_each_expression(Expression& expression, std::function<void(Expression&)> const& visit);
void for_each_expression(Select& select, std::function<void(Expression&)> const& visit);

// Every relation that is named in FROM, through subqueries and common tables.
void for_each_relation(Select& select, std::function<void(RelationRef&)> const& visit);
void for_each_relation(Expression& expression, std::function<void(RelationRef&)> const& visit);

// Each kind of node that may be changed in place; what is not asked for is only passed through.
struct TreeVisitor {
    std::function<void(Expression&)> expression = {};
    std::function<void(RelationRef&)> relation = {};
    std::function<void(std::vector<Target>&)> targets = {};  // a select list, or RETURNING
    std::function<void(Join&)> join = {};
};
void walk_tree(Expression& expression, TreeVisitor const& visitor);
void walk_tree(Select& select, TreeVisitor const& visitor);

// The column references of an expression.
void for_each_column(Expression const& expression, std::function<void(ColumnRef const&)> const& visit);

}  // namespace backstay::sql
