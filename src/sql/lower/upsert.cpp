// ON CONFLICT. backstay_conflict(rowid) remembers which rows the statement has met, for 21000 and for
// counting what was new; backstay_require() raises what a policy refuses of the row that is there.

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

Text conflict_target(State& state, CatalogRelation const& table, typed::ConflictRule const& rule) {
    auto columns = rule.key_columns;
    if (columns.empty())
        if (auto const key = std::ranges::find(table.keys, rule.key_name, &KeyConstraint::name);
            key != table.keys.end())
            columns = key->columns;
    if (columns.empty()) {
        if (rule.key_name.empty()) return std::string();
        return not_supported(Limitation::conflict_on_expression);
    }
    std::string list;
    for (auto const& column : columns) list += (list.empty() ? "" : ", ") + quoted(column);
    if (!rule.key_where) return "(" + list + ")";
    TRY(auto const where, expression(state, *rule.key_where));
    return "(" + list + ") where " + where;
}

Text set_list(State& state, CatalogRelation const& table, typed::ConflictRule const& rule) {
    std::string out;
    for (auto const& a : rule.assignments) {
        TRY(auto const value, expression(state, a.value));
        auto const& column = table.columns[static_cast<std::size_t>(a.column)];
        out += (out.empty() ? "" : ", ") + quoted(column.name) + " = " +
               written_value(state, table, column, value);
    }
    return out;
}

}  // namespace

std::string require(std::string const& condition, typed::RowCheck const& check) {
    std::string message;
    for (char const c : check.message) message += c == '\'' ? "''" : std::string(1, c);
    return "backstay_require(" + condition + ", '" + check.code + "', '" + message + "')";
}

Text on_conflict(State& state, typed::Query const& q) {
    if (!q.on_conflict) return std::string();
    auto const& rule = *q.on_conflict;
    TRY(auto const* table, target_relation(state, q));
    TRY(auto const target, conflict_target(state, *table, rule));
    // What an insert of the row would have to pass it has to pass where a row is there already, too: then DO
    // NOTHING is an update of no row.
    bool const checked = !q.checks.empty() && !table->columns.empty();
    std::string out = " on conflict" + target + (rule.update || checked ? " do update set " : " do nothing");
    if (!rule.update && !checked) return out;
    auto const first = table->columns.empty() ? std::string() : quoted(table->columns.front().name);
    TRY(auto const set, rule.update ? set_list(state, *table, rule) : Text(first + " = excluded." + first));
    out += set + " where ";
    auto& alias = state.scopes.back().aliases.front();
    auto const own = alias;
    // The proposed row has to pass what an insert of it would have to.
    alias = "excluded";
    std::string passed;
    for (auto const& check : q.checks) {
        auto const condition = expression(state, check.condition);
        if (!condition) return std::unexpected(condition.error());
        passed += require(*condition, check) + " and ";
    }
    alias = own;
    // Not "and false", which SQLite would take for all of it.
    if (!rule.update) return out + "not (" + passed + "true)";
    out += passed;
    for (auto const& check : q.conflict_checks) {
        TRY(auto const condition, expression(state, check.condition));
        out += require(condition, check) + " and ";
    }
    if (rule.where) {
        TRY(auto const where, expression(state, *rule.where));
        out += where + " and ";
    }
    return out + "backstay_conflict(" + own + ".rowid)";
}

}  // namespace backstay::sql::lowering
