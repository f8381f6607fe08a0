// Expressions that stand alone: CHECKs, defaults, policies, index expressions.

#include "sql/resolve/types.hpp"

namespace backstay::sql {
namespace {

using namespace resolving;

Result<typed::Expression> assigned(State& state, typed::Expression value, std::optional<Type> type) {
    if (!type) return settle(state, std::move(value));
    if (value.type.base != BaseType::unknown &&
        !can_coerce(state, value.type, *type, CastContext::assignment))
        return failure("42804",
                       "expression is of type " + state.shown(value.type) + ", not " + state.shown(*type))
            .hint("You will need to rewrite or cast the expression.");
    return coerce(state, std::move(value), *type, CastContext::assignment);
}

}  // namespace

Result<typed::Expression> resolve_expression(ResolveContext const& with, CatalogRelation const* relation,
                                             Expression const& e, std::optional<Type> type) {
    State state{.with = with, .binding = with.binding};
    state.relation = relation;
    Scope scope;
    scope.clause = {.name = "this context"};
    Entered const entered(state, scope);
    if (relation != nullptr)
        add_entry(state, relation_entry(state, *relation), relation->name.schema, relation->name.name);
    TRY(auto value, expression(state, e));
    TRY(value, assigned(state, std::move(value), type));
    note_reads(state, value);
    return value;
}

Result<typed::Expression> resolve_domain_check(ResolveContext const& with, DomainType const& domain,
                                               Expression const& e) {
    State state{.with = with};
    state.domain_value = domain.base;
    Scope scope;
    scope.clause = {.name = "check constraints", .subqueries = false};
    Entered const entered(state, scope);
    return condition(state, e, "CHECK");
}

}  // namespace backstay::sql
