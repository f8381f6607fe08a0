#pragma once

// A Transaction on a connection that it has to itself, between a begin and its end.

#include <functional>

#include "engine/postgres/pool.hpp"
#include "engine/postgres/request.hpp"

namespace backstay::engine::postgres {

using PlanOf = std::function<std::shared_ptr<Plan const>(sql::Exchange const&)>;

// REQUIRES: the lease is exclusive. A connection whose state is not known afterwards is closed.
Task<void> run_transaction(Pool::Lease lease, Work work, Isolation isolation,
                           std::shared_ptr<sql::Schema const> schema, PlanOf plan_of, Options const& options);

}  // namespace backstay::engine::postgres
