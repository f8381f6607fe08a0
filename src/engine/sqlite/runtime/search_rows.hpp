#pragma once

// How an index of texts (ddl/text_index.hpp) is written and asked.
//
//     backstay_search_terms(vector)                    the text that the index holds of it
//     backstay_search_rows('index', 'table', query)    rows (c1) that may match; all where the query asks for
//                                                      nothing that rows have

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_search_rows(Connection const& db, StatementState& state);

}  // namespace backstay::engine::sqlite
