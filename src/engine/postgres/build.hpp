#pragma once

// An Exchange as PostgreSQL's SQL: outer rows come as rows, with a column for each key of the answer; nested
// reads come as one JSON column each, of a lateral subquery.
//
//     GET /task?select=id,due,project(name)
//
//     select task.id, to_json(task.due), row_to_json(project_1.*)
//     from task left join lateral (select p.name as name from project p where ...) as project_1 on true
//
// A write stands in a WITH entry that the read reads from.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "sql/exchange.hpp"
#include "sql/schema.hpp"

namespace backstay::engine::postgres {

struct OutputColumn {
    std::string key;
    bool direct = false;  // an integer, boolean, text or uuid as it is; otherwise the column is JSON already
};

struct BuiltQuery {
    std::string text;
    std::vector<OutputColumn> columns;  // the first columns of the result
    int present_column = -1;            // of writes: null in the one row that stands for none
    int affected_column = -1;           // after them, the same in every row: how many rows were written,
    int total_column = -1;              // of counted calls: how many rows there are without limit
    int rows_column = -1;               // of an aggregated body: how many rows are in it
    std::string count_text = {};        // empty: no count
    std::string planned_text = {};      // empty: no estimate
    bool strip_nulls = false;
    bool counts_inserted = false;  // the setting pgrst.inserted says how many rows are new
    bool writes_alone = false;     // no read: the rows, if any, say per row whether it is new
};

BuiltQuery build_query(sql::Exchange const& exchange, sql::Schema const& schema);

// The statement whose plan is shown: all of the answer as one aggregated row.
std::string explained_text(sql::Exchange const& exchange);

}  // namespace backstay::engine::postgres
