#pragma once

// The functions that sql/lower/ writes into statements and that only the executor can answer:
//
//     backstay_nextval(id), backstay_currval(id), backstay_lastval(), backstay_setval(id, value [, called])
//     backstay_require(condition, code, message)      1, or the error
//     backstay_conflict(rowid), backstay_written(rowid)   21000 when ON CONFLICT meets a row twice
//     backstay_limit(n), backstay_offset(n)           2201W, 2201X when negative
//     backstay_row(names, types, values...)           the JSON object of a row
//     backstay_enum(text, type), backstay_domain(value, type)
//     backstay_ordered(function, keys, ...)           an aggregate whose rows are sorted
//     backstay_call(function, arguments...), backstay_call_rows(...)

#include "base/result.hpp"
#include "engine/sqlite/statement_state.hpp"
#include "engine/sqlite/stmt.hpp"

namespace backstay::engine::sqlite {

// REQUIRES: `state` outlives the connection.
Result<void> register_executor_functions(Connection const& db, StatementState& state);
Result<void> register_ordered_aggregate(Connection const& db, StatementState& state);

// The collation of an enum type, by the place of its labels.
Result<void> register_enum_collation(Connection const& db, sql::EnumType const& type);

}  // namespace backstay::engine::sqlite
