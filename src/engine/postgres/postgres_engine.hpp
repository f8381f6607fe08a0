#pragma once

// The Engine of one thread on PostgreSQL. A call is one batch, and so one round trip:
//
//     select set_config('role', $1, true), set_config('request.jwt.claims', ...), ...
//     select pre_request()                            where there is one
//     the exchange, its count
//     select current_setting('response.status', true), ...
//
// It is a transaction of its own by standing between two Syncs. A call that has to be judged before it is
// committed says begin, has the connection to itself, and ends with a second round trip.

#include <atomic>
#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/postgres/options.hpp"

namespace backstay::engine::postgres {

using SchemaCell = std::atomic<std::shared_ptr<sql::Schema const>>;

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, std::string url, Options options,
                                    std::shared_ptr<SchemaCell const> schema);

}  // namespace backstay::engine::postgres
