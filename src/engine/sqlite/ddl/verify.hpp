#pragma once

// Whether the rows that are there hold what ALTER TABLE is about to require of them.

#include "engine/sqlite/ddl/apply.hpp"

namespace backstay::engine::sqlite {

// 23502 column "rank" of relation "team" contains null values
// 23514 check constraint "motto_short" of relation "team" is violated by some row
// 23503 insert or update on table "child" violates foreign key constraint "child_parent_id_fkey"
Result<void> verify(DdlTarget& target, sql::Catalog const& catalog, sql::VerifyChange const& change,
                    ExpressionText const& text);

}  // namespace backstay::engine::sqlite
