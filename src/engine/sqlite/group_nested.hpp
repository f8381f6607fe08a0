#pragma once

// Nested reads beside aggregates. A cursor within a cursor needs a row around it, and a group has none: what
// is nested becomes a value that rows are grouped by, as PostgREST groups them.
//
//     select sum(n), <client: select name ...> from project
//     select sum(n), (select row_to_json(r)::jsonb from (select name ...) r) from project group by 2

#include "sql/exchange.hpp"

namespace backstay::engine::sqlite {

// The tree as it is, unless it has both.
sql::ReadTree group_nested(sql::ReadTree tree);

}  // namespace backstay::engine::sqlite
