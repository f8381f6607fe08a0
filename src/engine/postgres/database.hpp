#pragma once

// A PostgreSQL database (14 or later) as an engine::Database: its schema is read once at the start and again
// whenever someone says NOTIFY pgrst, 'reload schema', by a thread of its own.

#include <functional>
#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/postgres/options.hpp"

namespace backstay::engine::postgres {

// What the database says on the channel: "reload schema" (already done when this is called), "reload config".
using OnNotice = std::function<void(std::string_view payload)>;

Result<std::unique_ptr<Database>> open_database(std::string url, Options options, OnNotice on_notice = {});

}  // namespace backstay::engine::postgres
