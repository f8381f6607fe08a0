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
    int affected_column = -1;           // after them, the same in every row: how many rows were written,
    int inserted_column = -1;           // and how many of them are new
    std::string count_text = {};        // empty: no count
    bool strip_nulls = false;
    bool writes_alone = false;  // no read: the rows, if any, say per row whether it is new
};

BuiltQuery build_query(sql::Exchange const& exchange, sql::Schema const& schema);

}  // namespace backstay::engine::postgres
