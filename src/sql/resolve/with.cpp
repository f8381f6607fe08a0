// WITH: each entry is resolved before what follows it, and can be named from there on; a recursive one first
// by the columns of its left side, so that its right side can name it too.

#include <algorithm>

#include "sql/resolve/select.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::resolving {
namespace {

bool names_itself(CommonTable const& table) {
    auto const* select = std::get_if<Select>(&table.statement->node);
    if (select == nullptr || !select->set_operation) return false;
    auto copy = *select;
    bool found = false;
    for_each_relation(copy, [&](RelationRef& ref) {
        found = found || (ref.name.schema.empty() && ref.name.name == table.name);
    });
    return found;
}

Result<std::vector<typed::EntryColumn>> columns_of(CommonTable const& table, typed::Query const& query) {
    std::vector<typed::EntryColumn> columns;
    for (auto const& target : query.targets)
        if (!target.junk) columns.push_back({target.name, target.expression.type});
    if (table.columns.size() > columns.size())
        return failure("42P10", "WITH query \"" + table.name + "\" has " + std::to_string(columns.size()) +
                                    " columns available but " + std::to_string(table.columns.size()) +
                                    " columns specified");
    for (std::size_t i = 0; i < table.columns.size(); ++i) columns[i].name = table.columns[i];
    return columns;
}

Result<typed::Query> entry_query(State& state, CommonTable const& table) {
    auto const change = [&]() -> Result<void> {
        if (state.scopes.size() > 1 + state.with.around.size() || state.as_role != 0)
            return failure("0A000",
                           "WITH clause containing a data-modifying statement must be at the top level");
        return {};
    };
    return std::visit(Overloaded{[&](Select const& s) { return query(state, s); },
                                 [&](Insert const& i) -> Result<typed::Query> {
                                     TRY_VOID(change());
                                     return insert(state, i);
                                 },
                                 [&](Update const& u) -> Result<typed::Query> {
                                     TRY_VOID(change());
                                     return update(state, u);
                                 },
                                 [&](Delete const& d) -> Result<typed::Query> {
                                     TRY_VOID(change());
                                     return remove(state, d);
                                 },
                                 [](auto const&) -> Result<typed::Query> {
                                     return failure("42601", "syntax error in a WITH query");
                                 }},
                      table.statement->node);
}

// The columns of a recursive entry, which its left side decides.
Result<void> announce(State& state, CommonTable const& table, int index) {
    auto const& select = std::get<Select>(table.statement->node);
    auto left = *select.set_operation->left;
    if (select.with && !left.with) left.with = select.with;
    TRY(auto const first, query(state, left));
    TRY(auto columns, columns_of(table, first));
    state.scope().common.push_back({table.name, index, std::move(columns)});
    return {};
}

}  // namespace

Result<void> with_clause(State& state, With const& with) {
    for (auto const& table : with.tables) {
        auto& scope = state.scope();
        if (std::ranges::find(scope.common, table.name, &CommonName::name) != scope.common.end())
            return failure("42712", "WITH query name \"" + table.name + "\" specified more than once");
        auto const index = static_cast<int>(scope.query.common_tables.size());
        bool const recursive = with.recursive && names_itself(table);
        if (recursive) TRY_VOID(announce(state, table, index));
        TRY(auto resolved, entry_query(state, table));
        TRY(auto columns, columns_of(table, resolved));
        if (!recursive) scope.common.push_back({table.name, index, columns});
        scope.query.common_tables.push_back({.name = table.name,
                                             .query = std::move(resolved),
                                             .recursive = recursive,
                                             .materialized = table.materialized,
                                             .columns = std::move(columns)});
    }
    return {};
}

}  // namespace backstay::sql::resolving
