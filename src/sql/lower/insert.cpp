// INSERT names every column that is not generated: what the statement does not give is its default, worked
// out here and not by SQLite, whose defaults are constants.

#include <algorithm>

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

Text default_of(State& state, CatalogRelation const& table, CatalogColumn const& column) {
    if (!state.options.default_value) return std::string("null");
    TRY(auto const value, state.options.default_value(table, column));
    if (!value) return std::string("null");
    return expression(state, *value);
}

struct Target {
    CatalogRelation const& table;
    std::vector<std::size_t> columns;  // of the table, that are written
    std::vector<int> source;           // for each: the column of the source, or -1
};

Target target_columns(CatalogRelation const& table, typed::Query const& q) {
    Target target{table, {}, {}};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        auto const& column = table.columns[i];
        if (column.generated) continue;
        target.columns.push_back(i);
        auto const given = std::ranges::find(q.insert_columns, static_cast<int>(i));
        bool const overridden =
            q.overriding == Overriding::user_value && column.identity != IdentityKind::none;
        target.source.push_back(given == q.insert_columns.end() || overridden
                                    ? -1
                                    : static_cast<int>(given - q.insert_columns.begin()));
    }
    return target;
}

Text values_row(State& state, Target const& target, typed::Expressions const& row) {
    std::string out;
    for (std::size_t i = 0; i < target.columns.size(); ++i) {
        auto const& column = target.table.columns[target.columns[i]];
        auto const from = target.source[i];
        bool const given =
            from >= 0 && static_cast<std::size_t>(from) < row.size() &&
            !std::holds_alternative<typed::DefaultOf>(row[static_cast<std::size_t>(from)].node);
        TRY(auto const text, given ? expression(state, row[static_cast<std::size_t>(from)])
                                   : default_of(state, target.table, column));
        out += (out.empty() ? "(" : ", ") + written_value(state, target.table, column, text);
    }
    return out + ")";
}

bool plain_values(typed::Query const& source) {
    return !source.values.empty() && source.order_by.empty() && !source.limit && !source.offset &&
           source.common_tables.empty();
}

Text values_source(State& state, Target const& target, typed::Query const& source) {
    Entered const entered(state, source);
    std::string out = "values ";
    for (auto const& row : source.values) {
        TRY(auto const text, values_row(state, target, row));
        out += (out.size() > 7 ? ", " : "") + text;
    }
    return out;
}

Text select_source(State& state, Target const& target, typed::Query const& source) {
    TRY(auto const text, select(state, source));
    auto const alias = state.new_alias();
    std::string list;
    for (std::size_t i = 0; i < target.columns.size(); ++i) {
        auto const& column = target.table.columns[target.columns[i]];
        auto value = alias + ".c" + std::to_string(target.source[i] + 1);
        if (target.source[i] < 0) {
            TRY(value, default_of(state, target.table, column));
        }
        list += (list.empty() ? "" : ", ") + written_value(state, target.table, column, std::move(value)) +
                " as c" + std::to_string(i + 1);
    }
    // Without a WHERE, SQLite would take ON CONFLICT for a join's ON.
    return "select " + list + " from (" + text + ") as " + alias + " where true";
}

}  // namespace

std::string written_value(State& state, CatalogRelation const& table, CatalogColumn const& column,
                          std::string value) {
    bool const numbered = column.name == table.rowid_column;
    bool const given = value.starts_with("backstay_nextval(") && value.find(')') + 1 == value.size();
    if (!numbered || given || state.probing) return value;
    return "coalesce(" + value + ", backstay_not_null(" +
           text_literal(table.storage_name() + "." + column.name) + "))";
}

Result<CatalogRelation const*> target_relation(State& state, typed::Query const& q) {
    auto const* entry =
        q.entries.empty() ? nullptr : std::get_if<typed::RelationEntry>(&q.entries.front().source);
    auto const* table = entry == nullptr ? nullptr : state.catalog().relation(entry->relation);
    if (table == nullptr) return internal_error("a change of something that is no table");
    return table;
}

Text insert_source(State& state, typed::Query const& q, CatalogRelation const& table) {
    auto const target = target_columns(table, q);
    if (!q.source) {
        TRY(auto const row, values_row(state, target, {}));
        return "values " + row;
    }
    return plain_values(**q.source) ? values_source(state, target, **q.source)
                                    : select_source(state, target, **q.source);
}

Text insert(State& state, typed::Query const& q) {
    Entered const entered(state, q);
    TRY(auto const* table, target_relation(state, q));
    TRY(auto const with, with_clause(state, q));
    std::string columns;
    for (auto const& column : table->columns)
        if (!column.generated) columns += (columns.empty() ? "" : ", ") + quoted(column.name);
    TRY(auto const source, insert_source(state, q, *table));
    TRY(auto const conflict, on_conflict(state, q));
    TRY(auto const result, returning(state, q));
    return with + "insert into " + quoted(table->storage_name()) +
           (columns.empty() ? "" : "(" + columns + ")") + " " +
           (columns.empty() ? "default values" : source) + conflict + result;
}

}  // namespace backstay::sql::lowering
