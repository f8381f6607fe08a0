#pragma once

// What an index of texts in the file holds of a tsvector, and what it is asked for by a tsquery:
//
//     index_terms('e-mail':1 'fat':2)                "e_mail fat"
//     narrowed('fat' & ( 'rat':* | 'e-mail' ))       ("fat" AND ("rat" * OR "e_mail"))
//     narrowed('fat' <-> !'rat')                     "fat"
//     narrowed(!'rat')                               nothing: every row may match
//
// The index is FTS5's, with its tokenizer `ascii`, to which every other character of ASCII is written as _.
// So different lexemes may be one term, and what the index finds is more than what matches: the rows it gives
// are put to @@ again, which decides. What it does not give does not match.
//
// https://www.sqlite.org/fts5.html#full_text_query_syntax

#include <optional>
#include <string>

#include "engine/sqlite/search/query.hpp"

namespace backstay::engine::sqlite::search {

std::string index_terms(Vector const& vector);

// In the syntax of FTS5; empty where no row matches.
std::optional<std::string> narrowed(Query const& query);

}  // namespace backstay::engine::sqlite::search
