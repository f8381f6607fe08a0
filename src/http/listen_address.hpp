#pragma once

// Where a server listens: "127.0.0.1:8000", "[::1]:8000", "localhost:8000", ":8000" (every interface).

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace backstay::http {

struct ListenAddress {
    std::string host;  // an address, without brackets
    std::uint16_t port = 0;
};

// F0000 when the text is of another form.
Result<ListenAddress> parse_listen(std::string const& text);

bool is_loopback(ListenAddress const& address);

// An error when something else listens there, or the machine has no such address. The server itself would
// share a port with another process of the same user, and each would get some of the connections.
Result<void> check_free(ListenAddress const& address);

// "http://127.0.0.1:8000": what a client on this machine writes.
std::string local_url(ListenAddress const& address, bool tls);

}  // namespace backstay::http
