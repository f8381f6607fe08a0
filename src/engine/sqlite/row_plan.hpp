#pragma once

// Which triggers a change meets, and the RowPlan of one that meets some before it is written.

#include <memory>

#include "engine/sqlite/analyze.hpp"
#include "engine/sqlite/plan.hpp"

namespace backstay::engine::sqlite {

// What a change is of: its table, or the view that its triggers stand for; null for a SELECT.
sql::CatalogRelation const* changed_relation(sql::Catalog const& catalog, sql::typed::Query const& query);

bool fires_on(sql::CreateTrigger const& trigger, sql::typed::Command command);

// Null where no row has to be given to a trigger before it is written. 0A000 for a data-modifying WITH on
// such a table.
Result<std::unique_ptr<RowPlan>> compile_rows(Analysis const& with, sql::typed::Query const& query);

// update t set every column = parameter where rowid = parameter, from first_row_parameter on.
sql::typed::Query row_update(sql::CatalogRelation const& table, sql::typed::Entry entry);

}  // namespace backstay::engine::sqlite
