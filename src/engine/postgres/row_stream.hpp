#pragma once

// A RowStream over a cursor: each piece is a FETCH, so that the server makes no more rows than are sent.

#include "engine/postgres/pool.hpp"
#include "engine/postgres/request.hpp"

namespace backstay::engine::postgres {

// REQUIRES: the lease is exclusive. `token` is held as long as the stream.
std::unique_ptr<RowStream> open_stream(Pool::Lease lease, Call call, std::shared_ptr<Plan const> plan,
                                       std::shared_ptr<sql::Schema const> schema, Options const& options,
                                       std::shared_ptr<void const> token);

}  // namespace backstay::engine::postgres
