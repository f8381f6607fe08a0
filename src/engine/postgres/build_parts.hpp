#pragma once

// What the builders of rows and of aggregated bodies share.

#include <string>
#include <vector>

#include "sql/exchange.hpp"

namespace backstay::engine::postgres {

// One key of an object, and the expression its value comes from.
struct Value {
    std::string key;
    sql::Expression expression;
    bool json = false;  // the expression is of type json
};

// The values of a tree's keys, over `select`, to which the laterals they need are joined.
std::vector<Value> take_values(sql::ReadTree const& tree, sql::Select& select);
// The tree as a select with a target per key.
sql::Select keyed_select(sql::ReadTree const& tree);

sql::QualifiedName const* written_table(sql::Exchange const& exchange);
// count(*) of the written rows.
sql::Expression count_of_written(sql::Exchange const& exchange);
// Puts the write before the select, as what it may read.
void add_with(sql::Select& select, sql::Exchange const& exchange, sql::Statement write);

sql::Expression function(std::string name, sql::Expression argument);
sql::TypeName type_named(std::string name);
sql::DerivedTable derived(sql::Select select, std::string const& alias, bool lateral);
// PostgreSQL's text form of each row without its brackets.
sql::Expression row_text(std::string const& row);

inline constexpr auto rows_name = "pgrst_rows";

// ---- bodies that are one aggregate of all rows (build_aggregate.cpp) ----

// body, number of rows: for geojson and handled.
sql::Select aggregated_select(sql::Exchange const& exchange);
// The statement as PostgREST runs it, for EXPLAIN: total, rows, location, body, headers, status.
sql::Select explained_select(sql::Exchange const& exchange);

}  // namespace backstay::engine::postgres
