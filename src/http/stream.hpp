#pragma once

// A Stream is a connected socket, plain or under TLS, that is never waited for: read and write do what can
// be done at once and say what to wait for otherwise.

#include <openssl/ssl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <span>
#include <string_view>

namespace backstay::http {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

enum class Progress : std::uint8_t { some, wait_to_read, wait_to_write, ended };

struct Moved {
    Progress progress = Progress::ended;
    std::size_t bytes = 0;
};

class Stream {
public:
    // REQUIRES: the socket is non-blocking. Without a context, plain.
    Stream(Socket socket, SSL_CTX* tls);

    Moved handshake();
    Moved read(std::span<char> into);
    Moved write(std::string_view bytes);

    // Says that nothing more will be sent.
    void finish();

    bool is_tls() const { return tls_ != nullptr; }
    bool is_plain() const { return tls_ == nullptr; }

    // Whether the peer has closed its side, whatever it sent before that is still unread.
    bool peer_closed() const;
    Socket& socket() { return socket_; }

private:
    Moved tls_result(int result);

    Socket socket_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

}  // namespace backstay::http
