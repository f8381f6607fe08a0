#include "auth/client_secret.hpp"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "auth/base64.hpp"
#include "base/json_object.hpp"

namespace backstay::auth {
namespace {

template <auto free>
struct Free {
    void operator()(auto* pointer) const { free(pointer); }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

constexpr int half = 32;  // bytes of each number of a signature

KeyPointer read_key(std::string const& pem) {
    std::unique_ptr<BIO, Free<BIO_free_all>> const bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return KeyPointer(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

// OpenSSL's DER as the two numbers that a JWS has (RFC 7518 section 3.4).
std::string as_numbers(std::string const& der) {
    auto const* bytes = reinterpret_cast<unsigned char const*>(der.data());
    std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> const pair(
        d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
    std::string numbers(2 * half, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(numbers.data());
    if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, half) != half ||
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + half, half) != half)
        return {};
    return numbers;
}

std::string sign_es256(EVP_PKEY& key, std::string const& input) {
    std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>> const context(EVP_MD_CTX_new());
    auto const* const text = reinterpret_cast<unsigned char const*>(input.data());
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, &key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, text, input.size()) != 1)
        return {};
    std::string der(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &size, text,
                       input.size()) != 1)
        return {};
    der.resize(size);
    return as_numbers(der);
}

}  // namespace

Result<std::string> sign_client_secret(SecretKey const& key, std::string const& client_id,
                                       std::string const& audience, Time now) {
    constexpr std::int64_t life = 300;
    JsonObject header, claims;
    header.set_text("alg", "ES256").set_text("kid", key.key_id).set_text("typ", "JWT");
    claims.set_text("iss", key.team_id).set_integer("iat", unix_seconds(now));
    claims.set_integer("exp", unix_seconds(now) + life).set_text("aud", audience).set_text("sub", client_id);
    auto const input = encode_base64url(header.to_string()) + "." + encode_base64url(claims.to_string());
    auto const secret = read_key(key.pem);
    auto const signature =
        secret && EVP_PKEY_get_bits(secret.get()) == 8 * half ? sign_es256(*secret, input) : std::string();
    if (signature.empty()) return failure("22023", "the provider's secret is no private key of P-256");
    return input + "." + encode_base64url(signature);
}

}  // namespace backstay::auth
