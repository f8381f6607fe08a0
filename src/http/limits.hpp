#pragma once

// What a peer may send and how long it may take; the defaults are for the open Internet.

#include <chrono>
#include <cstddef>

namespace backstay::http {

struct Limits {
    std::size_t target = 8UL * 1024;          // 414
    std::size_t head = 32UL * 1024;           // request line and fields together: 431
    std::size_t fields = 100;                 // 431
    std::size_t body = 10UL * 1024 * 1024;    // 413; also what a compressed body may become
    std::size_t file = 1024UL * 1024 * 1024;  // 413; of a body that a handler takes as a file
    std::size_t expansion = 100;              // how many times larger a compressed body may become: 413
};

struct Timeouts {
    std::chrono::milliseconds head{10'000};        // from the first byte to the end of the fields: 408
    std::chrono::milliseconds body{30'000};        // without a byte of the body: 408
    std::chrono::milliseconds keep_alive{60'000};  // between requests: closed
    std::chrono::milliseconds write{30'000};       // without a byte taken by the peer: closed
    std::chrono::milliseconds request{60'000};     // the handler: cancelled, 503
    std::chrono::milliseconds file{600'000};       // the handler of a body that came as a file
    std::chrono::milliseconds sweep{250};          // how exact the others are
};

}  // namespace backstay::http
