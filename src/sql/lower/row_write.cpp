// Changes done row by row: what an INSERT proposes, and the row that a proposed one conflicts with.

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"
#include "sql/secure/secure.hpp"

namespace backstay::sql {
namespace {

using namespace lowering;
using Text = Result<std::string>;

// (select ?1 as "id", ...): the proposed row under the table's names, generated columns too.
Text proposed_row(State& state, CatalogRelation const& table, int first) {
    std::string list, all;
    for (auto const& column : table.columns) {
        all += all.empty() ? "" : ", ";
        if (column.generated) {
            TRY(auto const value, state.options.default_value(table, column));
            if (!value) return internal_error("a generated column without an expression");
            TRY(auto const text, lower_definition(*value, table, state.options));
            all += text + " as " + quoted(column.name);
            continue;
        }
        all += quoted(column.name);
        list += (list.empty() ? "" : ", ") + state.slot(ParameterSlot{first++, column.type}) + " as " +
                quoted(column.name);
    }
    return "(select " + all + " from (select " + list + ")) as excluded";
}

// The same row of the unique key as SQLite's index has it.
Text same_key(State& state, CatalogRelation const& table, typed::ConflictRule const& rule) {
    auto columns = rule.key_columns;
    if (columns.empty())
        if (auto const key = std::ranges::find(table.keys, rule.key_name, &KeyConstraint::name);
            key != table.keys.end())
            columns = key->columns;
    if (columns.empty()) return not_supported(Limitation::conflict_on_expression);
    auto const name = state.scopes.back().aliases.front();
    std::string out;
    for (auto const& column : columns)
        out += (out.empty() ? "" : " and ") + name + "." + quoted(column) + " = excluded." + quoted(column);
    if (!rule.key_where) return out;
    TRY(auto const where, expression(state, *rule.key_where));
    return out + " and " + where;
}

}  // namespace

Result<LoweredStatement> lower_proposed(typed::Query const& query, LowerOptions const& options) {
    State state{.options = options, .probing = true};
    Entered const entered(state, query);
    TRY(auto const* table, target_relation(state, query));
    TRY(auto const with, with_clause(state, query));
    TRY(auto const source, insert_source(state, query, *table));
    LoweredStatement out{.sql = with + source, .slots = std::move(state.slots)};
    for (auto const& column : table->columns)
        if (!column.generated) out.columns.push_back({column.name, column.type});
    return out;
}

Result<LoweredStatement> lower_checks(typed::Query const& query, int first, LowerOptions const& options) {
    State state{.options = options};
    Entered const entered(state, query);
    TRY(auto const* table, target_relation(state, query));
    state.scopes.back().aliases.front() = "excluded";
    std::string list;
    for (auto const& check : query.checks) {
        TRY(auto const condition, expression(state, check.condition));
        list += (list.empty() ? "" : ", ") + require(condition, check);
    }
    TRY(auto const proposed, proposed_row(state, *table, first));
    TRY(auto const with, with_clause(state, query));
    return LoweredStatement{.sql = with + "select " + list + " from " + proposed,
                            .slots = std::move(state.slots)};
}

Result<LoweredStatement> lower_conflicting(typed::Query const& query, int first,
                                           LowerOptions const& options) {
    State state{.options = options};
    Entered const entered(state, query);
    TRY(auto const* table, target_relation(state, query));
    auto const& rule = *query.on_conflict;
    auto& alias = state.scopes.back().aliases.front();
    auto const own = alias;
    std::string list = own + ".rowid";
    for (auto const& column : table->columns) list += ", " + own + "." + quoted(column.name);
    for (auto const& a : rule.assignments) {
        TRY(auto const value, expression(state, a.value));
        list += ", " + value;
    }
    // What an insert of the proposed row would have to pass.
    alias = "excluded";
    for (auto const& check : query.checks) {
        auto const condition = expression(state, check.condition);
        if (!condition) return std::unexpected(condition.error());
        list += ", " + require(*condition, check);
    }
    alias = own;
    // The row as it becomes is asked after its triggers.
    for (auto const& check : query.conflict_checks) {
        if (!is_of_old_row(check)) continue;
        TRY(auto const condition, expression(state, check.condition));
        list += ", " + require(condition, check);
    }
    TRY(auto const excluded, proposed_row(state, *table, first));
    TRY(auto where, same_key(state, *table, rule));
    if (rule.where) {
        TRY(auto const condition, expression(state, *rule.where));
        where += " and " + condition;
    }
    TRY(auto const with, with_clause(state, query));
    return LoweredStatement{.sql = with + "select " + list + " from " + quoted(table->storage_name()) + ", " +
                                   excluded + " where " + where,
                            .slots = std::move(state.slots)};
}

}  // namespace backstay::sql
