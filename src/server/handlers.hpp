#pragma once

// The APIs as handlers of one event loop, each on an engine of its own there. Where the engine cannot be
// opened the handler answers every request with that error. What they are given outlives them.

#include <memory>

#include "api/auth/service.hpp"
#include "api/console/service.hpp"
#include "http/handler.hpp"
#include "server/live_settings.hpp"

namespace backstay::server {

std::unique_ptr<http::Handler> rest_handler(LiveSettings const& live, engine::Database& database,
                                            boost::asio::io_context& io);

std::unique_ptr<http::Handler> users_handler(LiveSettings const& live, api::auth::Shared& shared,
                                             observe::Observer& observer, engine::Database& database,
                                             boost::asio::io_context& io);

// No other site's pages may read the console, so no edge stands around it.
std::unique_ptr<http::Handler> console_handler(api::console::Options options, api::console::Shared& shared,
                                               observe::Observer& observer, engine::Database& database,
                                               boost::asio::io_context& io);

}  // namespace backstay::server
