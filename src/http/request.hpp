#pragma once

// A Request as it came over the wire (RFC 9110, RFC 9112), checked and with its body whole:
//
//     GET /rest/v1/task?id=eq.1 HTTP/1.1        method "GET", target "/rest/v1/task?id=eq.1",
//     Host: example.org                         path "/rest/v1/task", query "id=eq.1", header("host")
//
// Every view points into the connection's buffers and is valid until the handler has answered (for a
// streamed answer, until the stream has ended). Path and query are raw: percent signs are not decoded.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backstay::http {

class BodyFile;

using HeaderField = std::pair<std::string_view, std::string_view>;

struct Request {
    std::string_view method;
    std::string_view target;  // as sent
    std::string_view path;    // "/a/b", or "*" of `OPTIONS *`
    std::string_view query;   // without the question mark
    int version = 11;         // 10 or 11
    std::string_view host;    // without absolute-form's or the field's surroundings; may hold a port
    std::vector<HeaderField> headers;
    std::string_view body;                      // chunks joined, Content-Encoding undone
    std::shared_ptr<BodyFile const> file = {};  // has the body in place of `body` (Handler::largest_body)

    std::string remote_address;   // the socket's, or what a trusted proxy says of it
    std::string request_id;       // X-Request-Id if it was fit to use, else one of our own
    std::string_view trace_id;    // of traceparent (W3C Trace Context): 32 hex digits, or empty
    std::string_view parent_id;   // of traceparent: 16 hex digits, or empty
    bool tls = false;             // over TLS, here or at a trusted proxy
    std::int64_t started_us = 0;  // steady clock, microseconds

    // Becomes true when the peer has closed or the time is up; any thread may read it while the handler
    // runs. The handler's coroutine is cancelled as well (asio cancellation, terminal).
    std::atomic<bool> const* cancelled = nullptr;

    // The first field of that name, whatever the case; empty if there is none.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

}  // namespace backstay::http
