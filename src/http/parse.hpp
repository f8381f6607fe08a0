#pragma once

// Reads the head of a request, strictly (RFC 9112, sections 2-6), as a pure function of its bytes:
//
//     request-line = method SP target SP "HTTP/" DIGIT "." DIGIT CRLF
//     head         = request-line *( name ":" OWS value OWS CRLF ) CRLF
//
// Whatever two readers could understand differently is refused, so that no proxy in front can be made to
// see other requests than we do: a bare CR or LF, a folded line, a blank before the colon, a length given
// twice, a length and a transfer coding together, a coding but `chunked`.

#include <cstdint>
#include <string_view>
#include <variant>

#include "http/limits.hpp"
#include "http/request.hpp"

namespace backstay::http {

struct NeedMore {};

struct Refusal {
    int status = 400;
    std::string_view reason;  // a literal, fit for the log and for the peer

    bool operator==(Refusal const&) const = default;
};

// How the body is framed and what else the connection must know.
struct Framing {
    std::uint64_t length = 0;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;
};

struct Head {
    std::size_t size = 0;  // bytes up to and with the empty line
    Framing framing;
};

// Fills `request` (method to headers; its vector is reused) with views into `bytes`. `scanned` carries over
// how far earlier calls with fewer of the same bytes have looked; 0 at first.
std::variant<NeedMore, Head, Refusal> parse_head(std::string_view bytes, Limits const& limits,
                                                 Request& request, std::size_t& scanned);

struct Parsed {
    std::size_t size = 0;  // bytes of the whole request
    Framing framing;
    std::string body;
};

// The whole request, body and all: what the connection does step by step, as one function for tests.
std::variant<NeedMore, Parsed, Refusal> parse_request(std::string_view bytes, Limits const& limits,
                                                      Request& request);

}  // namespace backstay::http
