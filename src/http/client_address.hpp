#pragma once

// Who the client is when proxies stand in between: the last hop of X-Forwarded-For (or of Forwarded, RFC
// 7239) that is not itself a trusted proxy. What an untrusted peer says of itself is not believed.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/request.hpp"

namespace backstay::http {

// "10.0.0.0/8", "::1", "2001:db8::/32". IPv4 is held as IPv6 (::ffff:a.b.c.d).
class Network {
public:
    static Result<Network> parse(std::string_view text);
    bool contains(std::string_view address) const;

private:
    std::array<std::uint8_t, 16> address_{};
    int bits_ = 128;
};

bool is_trusted(std::vector<Network> const& trusted, std::string_view address);

// REQUIRES: the peer is trusted.
std::string client_address(Request const& request, std::string_view peer,
                           std::vector<Network> const& trusted);

// Whether the client came to the proxy over TLS. REQUIRES: the peer is trusted.
bool client_used_tls(Request const& request);

}  // namespace backstay::http
