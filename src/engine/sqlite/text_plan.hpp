#pragma once

// Searches that an index of texts (ddl/text_index.hpp) helps with. A condition of a query
//
//     search @@ websearch_to_tsquery('english', $1)
//
// gets another beside it, where the column or expression before @@ has an index, and what stands after it
// does not change from row to row:
//
//     page.rowid = any (select c1 from backstay_search_rows('^:page_search', 'page',
//     websearch_to_tsquery(...)))
//
// It says no more than which rows may match: the condition itself stays, and decides.

#include "engine/sqlite/analyze.hpp"

namespace backstay::engine::sqlite {

void use_text_indexes(Analysis const& with, sql::typed::Query& query);

}  // namespace backstay::engine::sqlite
