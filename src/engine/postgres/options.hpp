#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace backstay::engine::postgres {

struct Options {
    std::size_t connections = 5;  // of each thread, at most
    std::size_t in_flight = 16;   // requests in one connection's pipeline
    std::size_t queue = 1000;     // requests waiting for a connection; more are answered PGRST003 at once
    std::chrono::milliseconds acquisition_timeout{10'000};
    std::chrono::milliseconds statement_timeout{0};  // 0: the role's own
    bool prepared_statements = true;                 // off for poolers that share sessions
    std::string channel = "pgrst";  // NOTIFY on it reloads the schema; empty: not listened to
};

}  // namespace backstay::engine::postgres
