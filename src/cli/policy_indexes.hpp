#pragma once

// Which tables a policy's condition searches by columns that no index begins with.
//
//     using (owner = auth.uid())                                           task (owner)
//     using (exists (select from member m
//                    where m.list = task.list and m.person = auth.uid()))  member (list) or (person)
//
// Of several columns that are compared together one with an index is enough; where OR stands between
// comparisons, each side is searched for itself.

#include <set>
#include <string>
#include <vector>

#include "sql/catalog.hpp"

namespace backstay::cli {

struct MissingIndex {
    sql::ObjectId table = 0;
    std::set<std::string> columns;  // any of them would do
    auto operator<=>(MissingIndex const&) const = default;
};

// Of a condition of a policy of `relation`.
std::set<MissingIndex> missing_indexes(sql::Catalog const& catalog, sql::CatalogRelation const& relation,
                                       sql::Expression const& condition);

// Whether the columns, in any order, are the first ones of a key or an index.
bool has_index(sql::CatalogRelation const& relation, std::vector<std::string> const& columns);

}  // namespace backstay::cli
