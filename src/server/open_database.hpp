#pragma once

// Opens the database that a URL names:
//
//     sqlite:data/backstay.db          the embedded engine, in that file (made when it is not there)
//     postgres://user@host:5432/shop   PostgreSQL 14 or later (also postgresql://, and libpq's key=value
//     form)

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "engine/engine.hpp"
#include "server/options.hpp"

namespace backstay::server {

// 22023 when the URL is of neither kind.
Result<std::unique_ptr<engine::Session>> open_session(std::string const& url);
// `on_notice`: what PostgreSQL's channel says, such as "reload config".
using OnNotice = std::function<void(std::string_view payload)>;
Result<std::unique_ptr<engine::Database>> open_database(DatabaseOptions const& options,
                                                        OnNotice on_notice = {});
bool is_postgres_url(std::string const& url);

}  // namespace backstay::server
