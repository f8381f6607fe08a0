#include "sql/walk.hpp"

namespace backstay::sql {
namespace {

using VisitExpression = std::function<void(Expression&)>;
using VisitRelation = std::function<void(RelationRef&)>;

template <class Visit, class Node>
void call(Visit const& visit, Node& node) {
    if (visit) visit(node);
}

// Walks a tree; each kind of node passes on what it holds.
class Walker {
public:
    explicit Walker(TreeVisitor const& visitor) : visitor_(visitor) {}

    void walk(Expression& e) {
        call(visitor_.expression, e);
        std::visit([this](auto& node) { inside(node); }, e.node);
    }

    void walk(Select& s) {
        if (s.with)
            for (auto& table : s.with->tables) walk(*table.statement);
        walk_all(s.distinct_on);
        walk(s.targets);
        for (auto& item : s.from) walk(item);
        walk_optional(s.where);
        for (auto& group : s.group_by) walk(group);
        walk_optional(s.having);
        for (auto& window : s.windows) walk(window);
        for (auto& row : s.values) walk_all(row);
        if (s.set_operation) {
            walk(*s.set_operation->left);
            walk(*s.set_operation->right);
        }
        walk_keys(s.order_by);
        walk_optional(s.limit);
        walk_optional(s.offset);
    }

private:
    void walk(std::vector<Target>& targets) {
        call(visitor_.targets, targets);
        for (auto& target : targets) walk(target.expression);
    }
    void walk_all(Expressions& list) {
        for (auto& e : list) walk(e);
    }
    void walk_optional(std::optional<Expression>& e) {
        if (e) walk(*e);
    }
    void walk_optional(std::optional<ExpressionBox>& e) {
        if (e) walk(**e);
    }
    void walk_keys(OrderBy& keys) {
        for (auto& key : keys) walk(key.expression);
    }
    void walk(Window& window) {
        walk_all(window.partition_by);
        walk_keys(window.order_by);
        if (!window.frame) return;
        walk_optional(window.frame->start_offset);
        walk_optional(window.frame->end_offset);
    }
    void walk(GroupItem& group) {
        walk_all(group.expressions);
        for (auto& set : group.sets) walk(set);
    }
    void walk(FromItem& item) {
        std::visit([this](auto& node) { inside(node); }, item.node);
    }
    void walk(Statement& statement) {
        std::visit([this](auto& node) { within(node); }, statement.node);
    }

    void within(Select& s) { walk(s); }
    void within(Insert& s) {
        if (s.source) walk(**s.source);
        if (s.on_conflict) {
            for (auto& assignment : s.on_conflict->assignments) walk(assignment.value);
            walk_optional(s.on_conflict->where);
        }
        walk(s.returning);
    }
    void within(Update& s) {
        for (auto& assignment : s.assignments) walk(assignment.value);
        for (auto& item : s.from) walk(item);
        walk_optional(s.where);
        walk(s.returning);
    }
    void within(Delete& s) {
        for (auto& item : s.using_items) walk(item);
        walk_optional(s.where);
        walk(s.returning);
    }
    template <class Other>
    void within(Other&) {}

    void inside(RelationRef& n) {
        call(visitor_.relation, n);
        walk_all(n.sample_args);
    }
    void inside(DerivedTable& n) { walk(*n.select); }
    void inside(TableFunction& n) { walk_all(n.calls); }
    void inside(Join& n) {
        call(visitor_.join, n);
        walk(*n.left);
        walk(*n.right);
        walk_optional(n.on);
    }

    void inside(Literal&) {}
    void inside(Parameter&) {}
    void inside(ColumnRef&) {}
    void inside(SqlValueFunction&) {}
    void inside(DefaultValue&) {}
    void inside(Indirection& n) {
        walk(*n.base);
        for (auto& step : n.steps)
            if (auto* subscript = std::get_if<Subscript>(&step)) {
                walk_optional(subscript->lower);
                walk_optional(subscript->index);
            }
    }
    void inside(Operation& n) {
        walk_optional(n.left);
        walk(*n.right);
    }
    void inside(QuantifiedOperation& n) {
        walk(*n.left);
        walk(*n.array);
    }
    void inside(Logic& n) { walk_all(n.args); }
    void inside(IsNull& n) { walk(*n.arg); }
    void inside(IsTruth& n) { walk(*n.arg); }
    void inside(IsDistinct& n) {
        walk(*n.left);
        walk(*n.right);
    }
    void inside(InList& n) {
        walk(*n.arg);
        walk_all(n.list);
    }
    void inside(Between& n) {
        walk(*n.arg);
        walk(*n.low);
        walk(*n.high);
    }
    void inside(PatternMatch& n) {
        walk(*n.arg);
        walk(*n.pattern);
        walk_optional(n.escape);
    }
    void inside(Cast& n) { walk(*n.arg); }
    void inside(Case& n) {
        walk_optional(n.arg);
        for (auto& branch : n.branches) {
            walk(branch.when);
            walk(branch.then);
        }
        walk_optional(n.otherwise);
    }
    void inside(Coalesce& n) { walk_all(n.args); }
    void inside(GreatestLeast& n) { walk_all(n.args); }
    void inside(NullIf& n) {
        walk(*n.left);
        walk(*n.right);
    }
    void inside(Call& n) {
        for (auto& arg : n.args) walk(arg.value);
        walk_keys(n.order_by);
        walk_optional(n.filter);
        if (n.over) walk(*n.over);
    }
    void inside(ArrayConstructor& n) { walk_all(n.elements); }
    void inside(RowConstructor& n) { walk_all(n.elements); }
    void inside(Subquery& n) {
        walk_optional(n.test);
        walk(*n.select);
    }
    void inside(Collate& n) { walk(*n.arg); }
    void inside(Grouping& n) { walk_all(n.args); }

    TreeVisitor const& visitor_;
};

}  // namespace

void walk_tree(Expression& expression, TreeVisitor const& visitor) { Walker(visitor).walk(expression); }
void walk_tree(Select& select, TreeVisitor const& visitor) { Walker(visitor).walk(select); }

void for_each_expression(Expression& expression, VisitExpression const& visit) {
    walk_tree(expression, {.expression = visit});
}

void for_each_expression(Select& select, VisitExpression const& visit) {
    walk_tree(select, {.expression = visit});
}

void for_each_relation(Select& select, VisitRelation const& visit) { walk_tree(select, {.relation = visit}); }

void for_each_relation(Expression& expression, VisitRelation const& visit) {
    walk_tree(expression, {.relation = visit});
}

void for_each_column(Expression const& expression, std::function<void(ColumnRef const&)> const& visit) {
    auto copy = expression;
    VisitExpression const on_expression = [&](Expression& e) {
        if (auto const* ref = std::get_if<ColumnRef>(&e.node)) visit(*ref);
    };
    for_each_expression(copy, on_expression);
}

}  // namespace backstay::sql
