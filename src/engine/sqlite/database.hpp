#pragma once

// The embedded database behind engine.hpp's Database: sqlite:PATH.
//
// Its connections: one reader for each event loop (SqliteEngine), the writer's (Writer), those of the slow
// lane, and one for each Session. They share the sequences and the snapshot of the catalog, which a Session
// publishes when a transaction with definitions in it has been committed.

#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/sqlite/options.hpp"

namespace backstay::engine::sqlite {

Result<std::unique_ptr<Database>> open_database(Options options);

}  // namespace backstay::engine::sqlite
