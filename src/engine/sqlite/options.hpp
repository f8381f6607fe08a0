#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace backstay::engine::sqlite {

struct Options {
    std::string path;
    std::size_t write_queue = 1000;
    std::size_t slow_lanes = 2;
    std::size_t slow_queue = 100;
    std::size_t streams = 16;  // large answers under way at once; each has a connection
    // Steps of SQLite's machine that a read may take on its event loop before it goes to the slow lane.
    std::int64_t inline_budget = 30'000;  // about a millisecond
    std::chrono::milliseconds statement_timeout{8000};
};

}  // namespace backstay::engine::sqlite
