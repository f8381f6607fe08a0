#pragma once

// Which columns of which relations a view's columns are taken from, read from the text that pg_rewrite keeps
// of the view's query tree (pg_node_tree): a target entry tells the table and column it stands for, through
// joins, subqueries and WITH.
//
//     ({QUERY :commandType 1 ... :targetList ({TARGETENTRY :expr {VAR ...} :resno 1 :resname id
//       :ressortgroupref 0 :resorigtbl 16400 :resorigcol 1 :resjunk false} ...) ...})

#include <cstdint>
#include <string_view>
#include <vector>

namespace backstay::engine::postgres {

struct ColumnOrigin {
    int column = 0;  // of the view, from 1
    std::int64_t relation = 0;
    int relation_column = 0;
    bool operator==(ColumnOrigin const&) const = default;
};

std::vector<ColumnOrigin> read_column_origins(std::string_view node_tree);

}  // namespace backstay::engine::postgres
