// UPDATE and DELETE: the table that is changed is entry 0, beside what FROM or USING names.

#include "sql/resolve/select.hpp"
#include "sql/resolve/write.hpp"

namespace backstay::sql::resolving {
namespace {

// FROM and USING cannot see the target, what comes after them can.
Result<void> beside_target(State& state, std::vector<FromItem> const& items) {
    auto& scope = state.scope();
    scope.names.front().lateral_only = true;
    TRY_VOID(from_clause(state, items));
    scope.names.front().lateral_only = false;
    return {};
}

Result<void> where_clause(State& state, std::optional<Expression> const& where) {
    if (!where) return {};
    state.scope().clause = {.name = "WHERE"};
    TRY(state.scope().query.where, condition(state, *where, "WHERE"));
    return {};
}

}  // namespace

Result<TargetTable> target_table(State& state, RelationRef const& ref) {
    auto const* relation = state.catalog().find_relation(ref.name, state.with.search_path);
    auto const shown = ref.name.schema.empty() ? ref.name.name : ref.name.schema + "." + ref.name.name;
    if (relation == nullptr) return failure("42P01", "relation \"" + shown + "\" does not exist");
    switch (relation->kind) {
        case CatalogRelationKind::table:
        case CatalogRelationKind::view: break;
        case CatalogRelationKind::materialized_view:
            return failure("42809", "cannot change materialized view \"" + relation->name.name + "\"");
        case CatalogRelationKind::sequence:
            return failure("42809", "cannot change sequence \"" + relation->name.name + "\"");
        case CatalogRelationKind::composite:
            return failure("42809", "cannot open relation \"" + relation->name.name + "\"")
                .detail("This operation is not supported for composite types.");
    }
    auto entry = relation_entry(state, *relation);
    if (ref.alias) entry.alias = ref.alias->name;
    auto name = entry.alias;
    add_entry(state, std::move(entry), ref.alias ? "" : relation->name.schema, std::move(name));
    return TargetTable{relation};
}

Result<void> returning(State& state, std::vector<Target> const& list) {
    state.scope().clause = {.name = "RETURNING"};
    TRY_VOID(targets(state, list));
    return settle_output(state, state.scope().query);
}

Result<typed::Query> update(State& state, Update const& statement) {
    Scope scope;
    scope.query.command = typed::Command::update;
    Entered const entered(state, scope);
    if (statement.with) TRY_VOID(with_clause(state, *statement.with));
    TRY(auto const target, target_table(state, statement.table));
    TRY_VOID(beside_target(state, statement.from));
    scope.clause = {.name = "UPDATE"};
    TRY(scope.query.assignments, assignments(state, *target.relation, statement.assignments));
    TRY_VOID(where_clause(state, statement.where));
    TRY_VOID(returning(state, statement.returning));
    TRY_VOID(write_through_view(state, scope.query));
    return std::move(scope.query);
}

Result<typed::Query> remove(State& state, Delete const& statement) {
    Scope scope;
    scope.query.command = typed::Command::delete_;
    Entered const entered(state, scope);
    if (statement.with) TRY_VOID(with_clause(state, *statement.with));
    TRY_VOID(target_table(state, statement.table));
    TRY_VOID(beside_target(state, statement.using_items));
    TRY_VOID(where_clause(state, statement.where));
    TRY_VOID(returning(state, statement.returning));
    TRY_VOID(write_through_view(state, scope.query));
    return std::move(scope.query);
}

}  // namespace backstay::sql::resolving
