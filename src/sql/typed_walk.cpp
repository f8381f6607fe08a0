#include "sql/typed_walk.hpp"

#include "base/box.hpp"

namespace backstay::sql::typed {
namespace {

struct Walk {
    Visitor const& visitor;

    void all(Expressions& list, int depth) {
        for (auto& e : list) walk(e, visitor, depth);
    }
    void maybe(std::optional<Expression>& e, int depth) {
        if (e) walk(*e, visitor, depth);
    }
    void maybe(std::optional<ExpressionBox>& e, int depth) {
        if (e) walk(**e, visitor, depth);
    }
    void keys(std::vector<SortKey>& list, int depth) {
        for (auto& key : list) walk(key.expression, visitor, depth);
    }
    void aggregate(AggregateCall& a, int depth) {
        all(a.args, depth);
        keys(a.order_by, depth);
        maybe(a.filter, depth);
        if (!a.over) return;
        all(a.over->partition_by, depth);
        keys(a.over->order_by, depth);
    }
    void branches(Case& c, int depth) {
        for (auto& branch : c.branches) {
            walk(branch.when, visitor, depth);
            walk(branch.then, visitor, depth);
        }
        maybe(c.otherwise, depth);
    }
    void two(ExpressionBox& left, ExpressionBox& right, int depth) {
        walk(*left, visitor, depth);
        walk(*right, visitor, depth);
    }
    void subscript(Subscript& s, int depth) {
        walk(*s.array, visitor, depth);
        for (auto& [lower, index] : s.bounds) {
            maybe(lower, depth);
            maybe(index, depth);
        }
    }

    void children(Expression& e, int depth) {
        std::visit(Overloaded{[](Constant&) {},
                              [](Parameter&) {},
                              [](SettingValue&) {},
                              [](Variable&) {},
                              [](DefaultOf&) {},
                              [&](BuiltinCall& n) { all(n.args, depth); },
                              [&](OperatorCall& n) { all(n.args, depth); },
                              [&](CastCall& n) { walk(*n.arg, visitor, depth); },
                              [&](FunctionCall& n) { all(n.args, depth); },
                              [&](Quantified& n) { two(n.left, n.array, depth); },
                              [&](Logic& n) { all(n.args, depth); },
                              [&](IsNull& n) { walk(*n.arg, visitor, depth); },
                              [&](IsTruth& n) { walk(*n.arg, visitor, depth); },
                              [&](IsDistinct& n) { two(n.left, n.right, depth); },
                              [&](InList& n) {
                                  walk(*n.arg, visitor, depth);
                                  all(n.list, depth);
                              },
                              [&](Case& n) { branches(n, depth); },
                              [&](Coalesce& n) { all(n.args, depth); },
                              [&](GreatestLeast& n) { all(n.args, depth); },
                              [&](NullIf& n) { two(n.left, n.right, depth); },
                              [&](AggregateCall& n) { aggregate(n, depth); },
                              [&](ArrayConstructor& n) { all(n.elements, depth); },
                              [&](RowConstructor& n) { all(n.elements, depth); },
                              [&](RowComparison& n) {
                                  all(n.left, depth);
                                  all(n.right, depth);
                              },
                              [&](Subscript& n) { subscript(n, depth); },
                              [&](FieldAccess& n) { walk(*n.row, visitor, depth); },
                              [&](Subquery& n) {
                                  all(n.test, depth);
                                  walk(*n.query, visitor, depth + 1);
                              },
                              [&](SequenceCall& n) { all(n.args, depth); }},
                   e.node);
    }

    void entry(Entry& e, int depth) {
        if (auto* s = std::get_if<SubqueryEntry>(&e.source)) walk(*s->query, visitor, depth + 1);
        if (auto* f = std::get_if<FunctionEntry>(&e.source)) all(f->calls, depth);
        if (auto* v = std::get_if<ValuesEntry>(&e.source))
            for (auto& row : v->rows) all(row, depth);
    }
    void join(JoinTree& tree, int depth) {
        auto* node = std::get_if<JoinNode>(&tree.node);
        if (node == nullptr) return;
        join(*node->left, depth);
        join(*node->right, depth);
        maybe(node->on, depth);
    }
    void conflict(ConflictRule& rule, int depth) {
        maybe(rule.key_where, depth);
        for (auto& a : rule.assignments) walk(a.value, visitor, depth);
        maybe(rule.where, depth);
    }
    void change(Query& q, int depth) {
        if (q.source) walk(**q.source, visitor, depth + 1);
        for (auto& a : q.assignments) walk(a.value, visitor, depth);
        if (q.on_conflict) conflict(*q.on_conflict, depth);
        for (auto& check : q.checks) walk(check.condition, visitor, depth);
        for (auto& check : q.conflict_checks) walk(check.condition, visitor, depth);
    }
    void query(Query& q, int depth) {
        for (auto& table : q.common_tables) walk(*table.query, visitor, depth + 1);
        for (auto& e : q.entries) entry(e, depth);
        for (auto& tree : q.from) join(tree, depth);
        for (auto& target : q.targets) walk(target.expression, visitor, depth);
        maybe(q.where, depth);
        for (auto& set : q.grouping_sets) all(set, depth);
        maybe(q.having, depth);
        all(q.distinct_on, depth);
        keys(q.order_by, depth);
        maybe(q.limit, depth);
        maybe(q.offset, depth);
        if (q.set_operation) {
            walk(*q.set_operation->left, visitor, depth + 1);
            walk(*q.set_operation->right, visitor, depth + 1);
        }
        for (auto& row : q.values) all(row, depth);
        change(q, depth);
    }
};

Visitor raising(int by, int outside) {
    return {.expression =
                [by, outside](Expression& e, int depth) {
                    if (auto* v = std::get_if<Variable>(&e.node);
                        v != nullptr && v->levels_up >= depth + outside)
                        v->levels_up += by;
                    if (auto* a = std::get_if<AggregateCall>(&e.node);
                        a != nullptr && a->levels_up >= depth + outside && a->levels_up > 0)
                        a->levels_up += by;
                    return true;
                },
            .query =
                [by, outside](Query& q, int depth) {
                    for (auto& entry : q.entries)
                        if (auto* c = std::get_if<CommonTableEntry>(&entry.source);
                            c != nullptr && c->levels_up >= depth + outside)
                            c->levels_up += by;
                    return true;
                }};
}

}  // namespace

void walk(Expression& expression, Visitor const& visitor, int depth) {
    if (visitor.expression && !visitor.expression(expression, depth)) return;
    Walk{visitor}.children(expression, depth);
}

void walk(Query& query, Visitor const& visitor, int depth) {
    if (visitor.query && !visitor.query(query, depth)) return;
    Walk{visitor}.query(query, depth);
}

void raise_levels(Expression& expression, int by) {
    if (by != 0) walk(expression, raising(by, 0));
}

void raise_levels(Query& query, int by) {
    if (by != 0) walk(query, raising(by, 1));
}

}  // namespace backstay::sql::typed
