#pragma once

// The embedded database behind engine.hpp's Database: sqlite:PATH.
//
// Its connections: one reader for each event loop (SqliteEngine), the writer's (Writer), those of the slow
// lane, and one for each Session. They share the sequences and the snapshot of the catalog, which a Session
// publishes when a transaction with definitions in it has been committed.

#include <memory>
#include <string>

#include "engine/engine.hpp"

namespace backstay::engine::sqlite {

struct Options {
    std::string path;
    std::size_t write_queue = 1000;
    std::size_t slow_lanes = 2;
    std::size_t slow_queue = 100;
    // Steps of SQLite's machine that a read may take on its event loop before it goes to the slow lane.
    std::int64_t inline_budget = 200'000;
    std::chrono::milliseconds statement_timeout{8000};
};

Result<std::unique_ptr<Database>> open_database(Options options);

}  // namespace backstay::engine::sqlite
