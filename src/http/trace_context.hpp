#pragma once

// Which request this is: X-Request-Id, and W3C Trace Context (https://www.w3.org/TR/trace-context/):
//
//     traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
//                  version  trace-id (32 hex)            parent-id (16 hex)  flags

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace backstay::http {

// 1 to 128 letters, digits or any of -_.:/+=@~ : fit to be logged and sent back as it is.
bool is_request_id(std::string_view text);

struct TraceParent {
    std::string_view trace_id;
    std::string_view parent_id;
};

// Nothing if it is malformed or all zeros.
std::optional<TraceParent> parse_traceparent(std::string_view text);

// Ids of our own: 16 hex digits that are not met twice; one maker per thread.
class RequestIds {
public:
    explicit RequestIds(std::uint64_t seed) : state_(seed) {}
    void next(std::string& into);

private:
    std::uint64_t state_;
};

}  // namespace backstay::http
