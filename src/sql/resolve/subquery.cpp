// (select ...), exists (...), array(...), x in (select ...), x > all (select ...)

#include "base/box.hpp"
#include "sql/resolve/select.hpp"
#include "sql/resolve/types.hpp"

namespace backstay::sql::resolving {
namespace {

std::vector<typed::Target const*> shown_targets(typed::Query const& q) {
    std::vector<typed::Target const*> targets;
    for (auto const& target : q.targets)
        if (!target.junk) targets.push_back(&target);
    return targets;
}

Result<typed::Expression> test_rows(State& state, Subquery const& s, typed::Query inner) {
    typed::Subquery result{.kind = s.kind, .query = typed::QueryBox(std::move(inner))};
    TRY(auto left, expression(state, **s.test));
    typed::Expressions tests;
    if (auto* const row = std::get_if<typed::RowConstructor>(&left.node)) {
        tests = std::move(row->elements);
    } else {
        tests.push_back(std::move(left));
    }
    auto const targets = shown_targets(*result.query);
    if (targets.size() != tests.size())
        return failure("42601", targets.size() > tests.size() ? "subquery has too many columns"
                                                              : "subquery has too few columns");
    for (std::size_t i = 0; i < tests.size(); ++i) {
        typed::Expression const column{.node = typed::Constant{.null = true, .text = {}},
                                       .type = targets[i]->expression.type};
        TRY(auto pair, compare(state, s.op, std::move(tests[i]), column));
        if (auto const wanted = unmodified(pair.right.type); wanted != unmodified(column.type))
            if (auto coerced = coerce_output(state, *result.query, i, wanted, CastContext::implicit);
                !coerced)
                return std::unexpected(std::move(coerced).error());
        result.test.push_back(std::move(pair.left));
        result.operators.push_back(pair.op);
    }
    return typed::Expression{.node = std::move(result), .type = {BaseType::boolean}};
}

}  // namespace

Result<typed::Expression> subquery(State& state, Subquery const& s) {
    if (!state.scopes.empty() && !state.scope().clause.subqueries)
        return failure("0A000", "cannot use subquery in " + std::string(state.scope().clause.name));
    TRY(auto inner, query(state, *s.select));
    if (s.test) return test_rows(state, s, std::move(inner));
    Type type{BaseType::boolean};
    if (s.kind != SubqueryKind::exists) {
        auto const targets = shown_targets(inner);
        if (targets.size() != 1) return failure("42601", "subquery must return only one column");
        type = targets.front()->expression.type;
        if (s.kind == SubqueryKind::array) type = array_of(unmodified(type));
    }
    return typed::Expression{
        .node = typed::Subquery{.kind = s.kind, .query = typed::QueryBox(std::move(inner))}, .type = type};
}

}  // namespace backstay::sql::resolving
