// After a constraint was violated, SQLite says which but not by what row. A probe gives the rows as the
// statement would have written them: all columns of the table in order, and before them the row's rowid as it
// stands (NULL for an insert).

#include "sql/lower/lowering.hpp"

namespace backstay::sql {
namespace {

using namespace lowering;
using Text = Result<std::string>;

// The rows under the columns' own names, generated columns left out.
Text inserted_rows(State& state, typed::Query const& q, CatalogRelation const& table) {
    TRY(auto const source, insert_source(state, q, table));
    bool const values = source.starts_with("values ");
    std::string list = "null as \"\"";
    int number = 0;
    for (auto const& column : table.columns) {
        if (column.generated) continue;
        ++number;
        list += ", " + (values ? "column" + std::to_string(number) : "c" + std::to_string(number)) + " as " +
                quoted(column.name);
    }
    return "select " + list + " from (" + source + ")";
}

Text updated_rows(State& state, typed::Query const& q, CatalogRelation const& table) {
    auto const name = quoted(table.storage_name());
    std::string list = name + ".rowid as \"\"";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        auto const& column = table.columns[i];
        if (column.generated) continue;
        auto value = name + "." + quoted(column.name);
        for (auto const& a : q.assignments) {
            if (static_cast<std::size_t>(a.column) != i) continue;
            if (std::holds_alternative<typed::DefaultOf>(a.value.node)) {
                value = "null";
                continue;
            }
            TRY(value, expression(state, a.value));
        }
        list += ", " + value + " as " + quoted(column.name);
    }
    TRY(auto const from, from_clause(state, q));
    std::string where;
    if (q.where) {
        TRY(auto const condition, expression(state, *q.where));
        where = " where " + condition;
    }
    return "select " + list + " from " + name + (from.empty() ? "" : " join" + from.substr(5)) + where;
}

// All columns of the rows, those that are generated included.
Text whole_rows(State& state, typed::Query const& query, CatalogRelation const& table) {
    auto const& options = state.options;
    TRY(auto const rows, query.command == typed::Command::insert ? inserted_rows(state, query, table)
                                                                 : updated_rows(state, query, table));
    std::string sql = "select \"\"";
    for (auto const& column : table.columns) {
        sql += ", ";
        if (!column.generated || !options.default_value) {
            sql += quoted(column.name);
            continue;
        }
        TRY(auto const generated, options.default_value(table, column));
        if (!generated) return internal_error("a generated column without an expression");
        TRY(auto const text, lower_definition(*generated, table, options));
        sql += text + " as " + quoted(column.name);
    }
    return sql + " from (" + rows + ")";
}

}  // namespace

Result<LoweredStatement> lower_probe(typed::Query const& query, LowerOptions const& options) {
    State state{.options = options, .probing = true};
    Entered const entered(state, query);
    TRY(auto const* table, target_relation(state, query));
    TRY(auto sql, whole_rows(state, query, *table));
    LoweredStatement out{.sql = std::move(sql), .slots = std::move(state.slots)};
    for (auto const& column : table->columns) out.columns.push_back({column.name, column.type});
    return out;
}

Result<LoweredStatement> lower_failed_check(typed::Query const& query, typed::RowCheck const& check,
                                            LowerOptions const& options) {
    State state{.options = options, .probing = true};
    Entered const entered(state, query);
    TRY(auto const* table, target_relation(state, query));
    TRY(auto const rows, whole_rows(state, query, *table));
    TRY(auto const condition, expression(state, check.condition));
    return LoweredStatement{.sql = "select 1 from (" + rows + ") as " + state.scopes.back().aliases.front() +
                                   " where not coalesce(" + condition + ", 0) limit 1",
                            .slots = std::move(state.slots)};
}

}  // namespace backstay::sql
