#include "sql/resolve/resolve.hpp"

#include <ranges>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "sql/resolve/resolver.hpp"
#include "sql/resolve/types.hpp"

namespace backstay::sql {
namespace resolving {

std::vector<Scope> scopes_around(ResolveContext const& with) {
    std::vector<Scope> scopes;
    for (auto const* around : std::views::reverse(with.around)) {
        Scope scope;
        scope.query = *around;
        for (std::size_t i = 0; i < around->entries.size(); ++i) {
            auto const& entry = around->entries[i];
            auto const index = static_cast<int>(i);
            scope.names.push_back({.schema = "", .name = entry.alias, .entry = index});
            for (std::size_t c = 0; c < entry.columns.size(); ++c) {
                auto const& column = entry.columns[c];
                if (column.hidden) continue;
                typed::Variable variable{0, index, static_cast<int>(c), column.name};
                scope.visible.push_back({column.name, {.node = std::move(variable), .type = column.type}});
            }
        }
        for (std::size_t i = 0; i < around->common_tables.size(); ++i) {
            auto const& table = around->common_tables[i];
            scope.common.push_back({table.name, static_cast<int>(i), table.columns});
        }
        scopes.push_back(std::move(scope));
    }
    return scopes;
}

namespace {

// As PL/pgSQL assigns: by an assignment's cast, or by the text form where there is none.
Result<void> coerce_variables(State& state, typed::Query& query) {
    auto const& results = state.with.results;
    std::size_t place = 0;
    for (auto& target : query.targets) {
        if (target.junk || place >= results.size()) continue;
        auto const wanted = results[place++];
        auto& e = target.expression;
        if (unmodified(e.type) == unmodified(wanted) && wanted.modifier < 0) continue;
        if (wanted.base == BaseType::record || wanted.base == BaseType::unknown) continue;
        if (query.set_operation || !query.values.empty())
            return not_supported(Limitation::union_into_variable);
        if (!can_coerce(state, e.type, wanted, CastContext::assignment)) {
            TRY(e, coerce(state, std::move(e), {.base = BaseType::text}, CastContext::explicit_));
            TRY(e, coerce(state, std::move(e), wanted, CastContext::explicit_));
        } else {
            TRY(e, coerce(state, std::move(e), wanted, CastContext::assignment));
        }
    }
    return {};
}

// A function of rows may end with one value that is its row: the fields of it are the columns.
bool is_one_row(State const& state, typed::Query const& query) {
    auto const& result = state.with.function->result;
    if (result.base != BaseType::composite || result.array || query.targets.size() != 1) return false;
    auto const& type = query.targets.front().expression.type;
    bool const row =
        type.base == BaseType::record || (type.base == BaseType::composite && type.user == result.user);
    return row && !type.array && !query.set_operation && query.values.empty();
}

Result<void> spread_row(State& state, typed::Query& query) {
    auto const result = state.with.function->result;
    TRY(auto row,
        coerce(state, std::move(query.targets.front().expression), result, CastContext::assignment));
    query.targets.clear();
    auto const& columns = state.catalog().relation(result.user)->columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        query.targets.push_back(
            {{.node = typed::FieldAccess{typed::ExpressionBox(row), columns[i].name, static_cast<int>(i)},
              .type = columns[i].type},
             columns[i].name});
    return {};
}

Failure mismatch(State const& state, std::string detail) {
    return failure("42P13", "return type mismatch in function declared to return " +
                                state.shown(state.with.function->result))
        .detail(std::move(detail));
}

// The columns of a function's last statement become what it returns.
Result<void> coerce_results(State& state, typed::Query& query) {
    auto const& results = state.with.results;
    if (results.empty()) return {};
    if (state.with.into_variables) return coerce_variables(state, query);
    auto const shown = std::ranges::count_if(query.targets, [](auto const& t) { return !t.junk; });
    if (is_one_row(state, query)) return spread_row(state, query);
    if (static_cast<std::size_t>(shown) != results.size())
        return mismatch(
            state,
            "Final statement returns " +
                std::string(static_cast<std::size_t>(shown) < results.size() ? "too few" : "too many") +
                " columns.");
    std::size_t place = 0;
    for (auto& target : query.targets) {
        if (target.junk) continue;
        auto const wanted = results[place++];
        auto& e = target.expression;
        if (unmodified(e.type) == unmodified(wanted) && wanted.modifier < 0) continue;
        if (!can_coerce(state, e.type, wanted, CastContext::assignment))
            return mismatch(state, results.size() == 1 ? "Actual return type is " + state.shown(e.type) + "."
                                                       : "Final statement returns " + state.shown(e.type) +
                                                             " instead of " + state.shown(wanted) +
                                                             " at column " + std::to_string(place) + ".");
        if (query.set_operation || !query.values.empty()) return not_supported(Limitation::result_of_union);
        TRY(e, coerce(state, std::move(e), wanted, CastContext::assignment));
    }
    return {};
}

}  // namespace
}  // namespace resolving

Result<typed::Query> resolve(ResolveContext const& with, Statement const& statement) {
    using namespace resolving;
    State state{.with = with, .binding = with.binding};
    if (with.parameters != nullptr) state.parameters = *with.parameters;
    auto around = scopes_around(with);
    for (auto& scope : around) state.scopes.push_back(&scope);
    TRY(auto resolved, std::visit(Overloaded{[&](Select const& s) { return query(state, s); },
                                             [&](Insert const& i) { return insert(state, i); },
                                             [&](Update const& u) { return update(state, u); },
                                             [&](Delete const& d) { return remove(state, d); },
                                             [](auto const&) -> Result<typed::Query> {
                                                 return internal_error("a definition has no typed tree");
                                             }},
                                  statement.node));
    TRY_VOID(coerce_results(state, resolved));
    if (with.parameters != nullptr) *with.parameters = state.parameters;
    note_reads(state, resolved);
    return resolved;
}

}  // namespace backstay::sql
