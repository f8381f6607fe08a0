#pragma once

// The server's side of TLS 1.2 and 1.3 from PEM files, HTTP/1.1 by ALPN.

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/result.hpp"

namespace backstay::http {

using TlsContext = std::shared_ptr<SSL_CTX>;

Result<TlsContext> make_tls_context(std::string const& certificate_file, std::string const& key_file);

}  // namespace backstay::http
