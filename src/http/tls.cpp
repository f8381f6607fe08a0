#include "http/tls.hpp"

#include <openssl/err.h>

#include <array>
#include <string_view>

namespace backstay::http {

namespace {

Failure refused(std::string_view what, std::string const& file) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return failure("F0000", std::string(what) + " \"" + file + "\": " + text.data());
}

int choose_protocol(SSL*, unsigned char const** out, unsigned char* out_size, unsigned char const* offered,
                    unsigned int offered_size, void*) {
    static constexpr std::string_view ours = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    auto const* list = reinterpret_cast<unsigned char const*>(ours.data());
    if (SSL_select_next_proto(&chosen, out_size, list, ours.size(), offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<TlsContext> make_tls_context(std::string const& certificate_file, std::string const& key_file) {
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) return internal_error("OpenSSL has no TLS");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_security_level(context.get(), 2);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
        return refused("cannot use the certificate", certificate_file);
    }
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
        return refused("cannot use the key", key_file);
    }
    if (SSL_CTX_check_private_key(context.get()) != 1) {
        return refused("the key does not belong to the certificate", key_file);
    }
    return context;
}

}  // namespace backstay::http
