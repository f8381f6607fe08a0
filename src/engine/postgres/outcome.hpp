#pragma once

// What the results of a Request's batch say: the outcome of its call, and the body.

#include <optional>
#include <vector>

#include "engine/postgres/request.hpp"

namespace backstay::engine::postgres {

// Of the last result, where it failed.
std::optional<Error> error_in(std::vector<ResultHandle> const& results);

// REQUIRES: no error is in the results.
Outcome read_outcome(Call const& call, Plan const& plan, Places const& places,
                     std::vector<ResultHandle> const& results);

// Whether the call's conditions hold. A write without a read is judged by what it changed, a call by its
// rows.
void judge(Call const& call, Outcome& outcome);

void write_body(Call const& call, Plan const& plan, PGresult const* rows, Outcome& outcome,
                std::string& body);

}  // namespace backstay::engine::postgres
