#include "auth/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace backstay::auth {

std::string hmac(std::string_view digest, std::string_view key, std::string_view input) {
    auto const* const algorithm = digest == "SHA1"     ? EVP_sha1()
                                  : digest == "SHA256" ? EVP_sha256()
                                  : digest == "SHA384" ? EVP_sha384()
                                                       : EVP_sha512();
    std::string sum(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    HMAC(algorithm, key.data(), static_cast<int>(key.size()),
         reinterpret_cast<unsigned char const*>(input.data()), input.size(),
         reinterpret_cast<unsigned char*>(sum.data()), &size);
    sum.resize(size);
    return sum;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace backstay::auth
