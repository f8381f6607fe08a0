#include "auth/signature.hpp"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <optional>

#include "auth/openssl.hpp"

namespace backstay::auth {
namespace {

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* room_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// JWS gives r and s side by side (RFC 7518 section 3.4), OpenSSL wants them in DER.
std::optional<std::string> to_der(std::string_view raw, std::size_t half) {
    if (raw.size() != 2 * half) return std::nullopt;
    EcSignature const signature(ECDSA_SIG_new());
    auto* const r = BN_bin2bn(bytes_of(raw), static_cast<int>(half), nullptr);
    auto* const s = BN_bin2bn(bytes_of(raw.substr(half)), static_cast<int>(half), nullptr);
    if (ECDSA_SIG_set0(signature.get(), r, s) == 0) return std::nullopt;
    unsigned char* der = nullptr;
    auto const size = i2d_ECDSA_SIG(signature.get(), &der);
    if (size <= 0) return std::nullopt;
    std::string text(reinterpret_cast<char const*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

std::optional<std::string> from_der(std::string_view der, std::size_t half) {
    auto const* at = bytes_of(der);
    EcSignature const signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (!signature) return std::nullopt;
    std::string raw(2 * half, '\0');
    auto const width = static_cast<int>(half);
    if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), room_of(raw), width) != width ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), room_of(raw) + half, width) != width)
        return std::nullopt;
    return raw;
}

bool choose_padding(Algorithm const& algorithm, EVP_PKEY_CTX* options) {
    return algorithm.family != Family::rsa_pss ||
           (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) > 0);
}

std::optional<std::string> sign_as_openssl_does(Algorithm const& algorithm, EVP_PKEY* key,
                                                std::string_view input) {
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;  // owned by `context`
    std::string const digest(algorithm.digest);
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), &options, digest.empty() ? nullptr : digest.c_str(), nullptr,
                              nullptr, key, nullptr) <= 0 ||
        !choose_padding(algorithm, options) ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes_of(input), input.size()) <= 0)
        return std::nullopt;
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), room_of(signature), &size, bytes_of(input), input.size()) <= 0)
        return std::nullopt;
    signature.resize(size);
    return signature;
}

}  // namespace

bool verify_signature(Algorithm const& algorithm, evp_pkey_st* key, std::string_view input,
                      std::string_view signature) {
    std::string der;
    if (algorithm.family == Family::ecdsa) {
        auto converted = to_der(signature, algorithm.half);
        if (!converted) return false;
        der = std::move(*converted);
        signature = der;
    }
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;  // owned by `context`
    std::string const digest(algorithm.digest);
    bool const good =
        EVP_DigestVerifyInit_ex(context.get(), &options, digest.empty() ? nullptr : digest.c_str(), nullptr,
                                nullptr, key, nullptr) > 0 &&
        choose_padding(algorithm, options) &&
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(input),
                         input.size()) == 1;
    ERR_clear_error();
    return good;
}

Result<std::string> make_signature(Algorithm const& algorithm, evp_pkey_st* key, std::string_view input) {
    auto signature = sign_as_openssl_does(algorithm, key, input);
    if (signature && algorithm.family == Family::ecdsa) signature = from_der(*signature, algorithm.half);
    ERR_clear_error();
    if (!signature) return internal_error("no signature could be made by " + std::string(algorithm.name));
    return *std::move(signature);
}

}  // namespace backstay::auth
