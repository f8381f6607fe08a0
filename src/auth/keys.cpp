#include "auth/keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>

#include "auth/base64.hpp"
#include "auth/hmac.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using PublicKey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

enum class Family : std::uint8_t { hmac, rsa, rsa_pss, ecdsa, eddsa };

struct Algorithm {
    std::string_view name;
    Family family;
    std::string_view digest;  // as OpenSSL names it
    std::string_view curve;   // ecdsa: the JWK name
    std::size_t half = 0;     // ecdsa: bytes of r and of s
};

constexpr std::array algorithms{
    Algorithm{"HS256", Family::hmac, "SHA256", ""},
    Algorithm{"HS384", Family::hmac, "SHA384", ""},
    Algorithm{"HS512", Family::hmac, "SHA512", ""},
    Algorithm{"RS256", Family::rsa, "SHA256", ""},
    Algorithm{"RS384", Family::rsa, "SHA384", ""},
    Algorithm{"RS512", Family::rsa, "SHA512", ""},
    Algorithm{"PS256", Family::rsa_pss, "SHA256", ""},
    Algorithm{"PS384", Family::rsa_pss, "SHA384", ""},
    Algorithm{"PS512", Family::rsa_pss, "SHA512", ""},
    Algorithm{"ES256", Family::ecdsa, "SHA256", "P-256", 32},
    Algorithm{"ES384", Family::ecdsa, "SHA384", "P-384", 48},
    Algorithm{"EdDSA", Family::eddsa, "", "Ed25519"},
};

Algorithm const* find_algorithm(std::string_view name) {
    auto const* const found = std::ranges::find(algorithms, name, &Algorithm::name);
    return found == algorithms.end() ? nullptr : found;
}

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string member(simdjson::dom::object const& object, std::string_view name) {
    std::string_view text;
    return object[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

PublicKey from_params(char const* type, OSSL_PARAM_BLD* builder) {
    Params const params(OSSL_PARAM_BLD_to_param(builder));
    KeyContext const context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0) {
        ERR_clear_error();
        return nullptr;
    }
    return PublicKey(key);
}

PublicKey rsa_key(simdjson::dom::object const& jwk) {
    auto const modulus = decode_base64url(member(jwk, "n"));
    auto const exponent = decode_base64url(member(jwk, "e"));
    if (!modulus || !exponent || modulus->size() < 256 || exponent->empty()) return nullptr;
    BigNumber const n(BN_bin2bn(bytes_of(*modulus), static_cast<int>(modulus->size()), nullptr));
    BigNumber const e(BN_bin2bn(bytes_of(*exponent), static_cast<int>(exponent->size()), nullptr));
    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 0 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 0)
        return nullptr;
    return from_params("RSA", builder.get());
}

PublicKey ec_key(simdjson::dom::object const& jwk, std::string_view curve) {
    auto const half = curve == "P-256" ? 32U : 48U;
    auto const x = decode_base64url(member(jwk, "x"));
    auto const y = decode_base64url(member(jwk, "y"));
    if (!x || !y || x->size() != half || y->size() != half) return nullptr;
    auto const point = "\x04" + *x + *y;
    std::string const group(curve);
    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), 0) == 0 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) == 0)
        return nullptr;
    return from_params("EC", builder.get());
}

PublicKey ed25519_key(simdjson::dom::object const& jwk) {
    auto const x = decode_base64url(member(jwk, "x"));
    if (!x || x->size() != 32) return nullptr;
    return PublicKey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*x), x->size()));
}

// JWS gives r and s side by side (RFC 7518 section 3.4), OpenSSL wants them in DER.
std::optional<std::string> der_signature(std::string_view raw, std::size_t half) {
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

bool verify_public(Algorithm const& algorithm, EVP_PKEY* key, std::string_view input,
                   std::string_view signature) {
    std::string der;
    if (algorithm.family == Family::ecdsa) {
        auto converted = der_signature(signature, algorithm.half);
        if (!converted) return false;
        der = std::move(*converted);
        signature = der;
    }
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;  // owned by `context`
    std::string const digest(algorithm.digest);
    auto good = EVP_DigestVerifyInit_ex(context.get(), &options, digest.empty() ? nullptr : digest.c_str(),
                                        nullptr, nullptr, key, nullptr) > 0;
    if (good && algorithm.family == Family::rsa_pss)
        good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) > 0;
    good = good && EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(input),
                                    input.size()) == 1;
    ERR_clear_error();
    return good;
}

}  // namespace

// RFC 7518, 3.2: as long as the digest of HS256 at least.
static constexpr std::size_t shortest_secret = 32;

struct KeySet::Key {
    std::string kid;
    std::string alg;   // the one algorithm it is for; empty: every one of its kind
    std::string kind;  // a JWK's kty
    std::string curve;
    std::string secret;  // oct
    PublicKey public_key;

    bool serves(Algorithm const& algorithm) const {
        if (!alg.empty() && alg != algorithm.name) return false;
        switch (algorithm.family) {
            case Family::hmac: return kind == "oct";
            case Family::rsa:
            case Family::rsa_pss: return kind == "RSA";
            case Family::ecdsa: return kind == "EC" && curve == algorithm.curve;
            case Family::eddsa: return kind == "OKP";
        }
        return false;
    }

    bool verify(Algorithm const& algorithm, std::string_view input, std::string_view signature) const {
        if (algorithm.family == Family::hmac)
            return equal_in_constant_time(hmac(algorithm.digest, secret, input), signature);
        return verify_public(algorithm, public_key.get(), input, signature);
    }

    // A key of a kind or with values that we cannot use is none.
    static std::shared_ptr<Key const> from_jwk(simdjson::dom::object const& jwk) {
        Key key;
        key.kid = member(jwk, "kid");
        key.alg = member(jwk, "alg");
        key.kind = member(jwk, "kty");
        key.curve = member(jwk, "crv");
        if (auto const use = member(jwk, "use"); !use.empty() && use != "sig") return nullptr;
        if (key.kind == "oct") {
            key.secret = decode_base64url(member(jwk, "k")).value_or("");
            if (key.secret.size() < shortest_secret) return nullptr;
            return std::make_shared<Key const>(std::move(key));
        }
        if (key.kind == "RSA") key.public_key = rsa_key(jwk);
        if (key.kind == "EC" && (key.curve == "P-256" || key.curve == "P-384"))
            key.public_key = ec_key(jwk, key.curve);
        if (key.kind == "OKP" && key.curve == "Ed25519") key.public_key = ed25519_key(jwk);
        if (!key.public_key) return nullptr;
        return std::make_shared<Key const>(std::move(key));
    }
};

Result<KeySet::Key> KeySet::parse_secret(std::string_view secret, SecretEncoding encoding) {
    Key key;
    key.kind = "oct";
    key.secret = std::string(secret);
    if (encoding == SecretEncoding::base64) {
        auto decoded = decode_base64(trim(secret));
        if (!decoded) return failure("F0000", "the JWT secret is not base64");
        key.secret = *std::move(decoded);
    }
    if (key.secret.size() < shortest_secret)
        return failure("F0000", "The JWT secret must be at least 32 characters long.");
    return key;
}

Result<KeySet> KeySet::parse(std::string_view secret, SecretEncoding encoding) {
    KeySet set;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (!trim(secret).starts_with('{') || parser.parse(simdjson::padded_string(secret)).get(object) != 0) {
        TRY(auto key, parse_secret(secret, encoding));
        set.keys_.push_back(std::make_shared<Key const>(std::move(key)));
        return set;
    }
    auto const add = [&](simdjson::dom::object const& jwk) {
        if (auto key = Key::from_jwk(jwk)) set.keys_.push_back(std::move(key));
    };
    if (simdjson::dom::array list; object["keys"].get(list) == simdjson::SUCCESS) {
        for (auto const item : list)
            if (simdjson::dom::object jwk; item.get(jwk) == simdjson::SUCCESS) add(jwk);
    } else {
        add(object);
    }
    if (set.keys_.empty())
        return failure("F0000", "the JWT secret is JSON, but holds no key that can verify tokens")
            .hint(
                "Give a JWK or a JWK set with keys of kty RSA (2048 bits or more), EC (P-256, P-384), OKP "
                "(Ed25519) or oct (32 bytes or more).");
    return set;
}

bool KeySet::verify(std::string_view alg, std::string_view kid, std::string_view input,
                    std::string_view signature) const {
    auto const* const algorithm = find_algorithm(alg);
    if (algorithm == nullptr) return false;
    return std::ranges::any_of(keys_, [&](auto const& key) {
        if (!kid.empty() && !key->kid.empty() && kid != key->kid) return false;
        return key->serves(*algorithm) && key->verify(*algorithm, input, signature);
    });
}

std::string_view KeySet::signing_secret() const {
    auto const found = std::ranges::find(keys_, "oct", [](auto const& key) { return key->kind; });
    return found == keys_.end() ? std::string_view() : std::string_view((*found)->secret);
}

bool is_supported_algorithm(std::string_view alg) { return find_algorithm(alg) != nullptr; }

}  // namespace backstay::auth
