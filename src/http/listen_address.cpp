#include "http/listen_address.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <charconv>

namespace backstay::http {

namespace asio = boost::asio;

Result<ListenAddress> parse_listen(std::string const& text) {
    auto const colon = text.rfind(':');
    auto const malformed = [&] { return failure("F0000", "\"" + text + "\" is not of the form host:port"); };
    if (colon == std::string::npos) return malformed();
    ListenAddress address{.host = text.substr(0, colon), .port = 0};
    auto const* end = text.data() + text.size();
    auto const parsed = std::from_chars(text.data() + colon + 1, end, address.port);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return malformed();
    auto& host = address.host;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host.empty() || host == "*") host = "0.0.0.0";
    if (host == "localhost") host = "127.0.0.1";
    return address;
}

bool is_loopback(ListenAddress const& address) {
    boost::system::error_code error;
    auto const parsed = asio::ip::make_address(address.host, error);
    return !error && parsed.is_loopback();
}

Result<void> check_free(ListenAddress const& address) {
    boost::system::error_code error;
    auto const parsed = asio::ip::make_address(address.host, error);
    if (error) return failure("F0000", "\"" + address.host + "\" is not an address to listen on");
    asio::io_context io;
    asio::ip::tcp::endpoint const endpoint(parsed, address.port);
    asio::ip::tcp::acceptor acceptor(io);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(1, error);
    if (!error) return {};
    auto refused = failure("F0000", "cannot listen on " + address.host + ":" + std::to_string(address.port) +
                                        ": " + error.message());
    if (error != asio::error::address_in_use) return refused;
    return std::move(refused).hint("Stop what listens there, or choose another port with --listen.");
}

std::string local_url(ListenAddress const& address, bool tls) {
    auto host = address.host;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.contains(':')) host = "[" + host + "]";
    return (tls ? "https://" : "http://") + host + ":" + std::to_string(address.port);
}

}  // namespace backstay::http
