#include "http/stream.hpp"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace backstay::http {

Stream::Stream(Socket socket, SSL_CTX* tls) : socket_(std::move(socket)) {
    if (tls == nullptr) return;
    tls_.reset(SSL_new(tls));
    SSL_set_fd(tls_.get(), socket_.native_handle());
    SSL_set_accept_state(tls_.get());
}

Moved Stream::tls_result(int result) {
    if (result > 0) return {Progress::some, static_cast<std::size_t>(result)};
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ: return {Progress::wait_to_read};
        case SSL_ERROR_WANT_WRITE: return {Progress::wait_to_write};
        default: return {Progress::ended};
    }
}

Moved Stream::handshake() {
    ERR_clear_error();
    return tls_result(SSL_do_handshake(tls_.get()));
}

Moved Stream::read(std::span<char> into) {
    if (tls_) {
        ERR_clear_error();
        return tls_result(SSL_read(tls_.get(), into.data(), static_cast<int>(into.size())));
    }
    auto const count = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
    if (count > 0) return {Progress::some, static_cast<std::size_t>(count)};
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return {Progress::wait_to_read};
    return {Progress::ended};
}

Moved Stream::write(std::string_view bytes) {
    if (tls_) {
        constexpr std::size_t at_most = 1 << 30;
        ERR_clear_error();
        return tls_result(
            SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), at_most))));
    }
    auto const count =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) return {Progress::some, static_cast<std::size_t>(count)};
    if (errno == EAGAIN || errno == EINTR) return {Progress::wait_to_write};
    return {Progress::ended};
}

void Stream::finish() {
    if (tls_ && SSL_is_init_finished(tls_.get()) != 0) {
        ERR_clear_error();
        SSL_shutdown(tls_.get());
    }
    ::shutdown(socket_.native_handle(), SHUT_WR);
}

bool Stream::peer_closed() const {
    tcp_info info{};
    socklen_t size = sizeof info;
    auto const fd = const_cast<Socket&>(socket_).native_handle();  // NOLINT: asio's getter is not const
    if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return true;
    return info.tcpi_state != TCP_ESTABLISHED;
}

}  // namespace backstay::http
