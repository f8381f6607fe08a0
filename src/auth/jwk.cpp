#include "auth/jwk.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "auth/base64.hpp"
#include "auth/hmac.hpp"
#include "auth/openssl.hpp"
#include "auth/random.hpp"
#include "auth/signature.hpp"

namespace backstay::auth {
namespace {

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* room_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

constexpr std::size_t smallest_modulus = 256;  // bytes
constexpr std::size_t ed25519_size = 32;

struct Curve {
    std::string_view jwk_name;
    std::string_view group;  // OpenSSL's name of it
    std::string_view alg;
    std::size_t width;  // bytes of a coordinate
};
constexpr std::array curves{Curve{"P-256", "prime256v1", "ES256", 32},
                            Curve{"P-384", "secp384r1", "ES384", 48}};

Curve const* find_curve(std::string_view name) {
    for (auto const& curve : curves)
        if (name == curve.jwk_name || name == curve.group) return &curve;
    return nullptr;
}

// An RSA key's members and what OpenSSL calls them; the first two are public.
struct RsaPart {
    char const* member;
    char const* parameter;
};
constexpr std::array rsa_parts{
    RsaPart{"n", OSSL_PKEY_PARAM_RSA_N},          RsaPart{"e", OSSL_PKEY_PARAM_RSA_E},
    RsaPart{"d", OSSL_PKEY_PARAM_RSA_D},          RsaPart{"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
    RsaPart{"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    RsaPart{"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
    RsaPart{"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, RsaPart{"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
constexpr std::size_t public_parts = 2;

std::optional<std::string> bytes_member(JsonObject const& json, std::string_view name) {
    auto const text = json.text(name);
    return text ? decode_base64url(*text) : std::nullopt;
}

KeyPointer from_params(char const* type, OSSL_PARAM_BLD* builder, bool with_private_part) {
    Params const params(OSSL_PARAM_BLD_to_param(builder));
    KeyContext const context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    auto const selection = with_private_part ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) <= 0) {
        ERR_clear_error();
        return nullptr;
    }
    return KeyPointer(key);
}

KeyPointer rsa_key(JsonObject const& json) {
    bool const with_private_part = json.has("d");
    auto const count = with_private_part ? rsa_parts.size() : public_parts;
    std::array<BigNumber, rsa_parts.size()> numbers;
    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    for (std::size_t i = 0; i < count; ++i) {
        auto const bytes = bytes_member(json, rsa_parts.at(i).member);
        if (!bytes || bytes->empty() || (i == 0 && bytes->size() < smallest_modulus)) return nullptr;
        auto& number = numbers.at(i);
        number.reset(BN_bin2bn(bytes_of(*bytes), static_cast<int>(bytes->size()), nullptr));
        if (!number || !builder ||
            OSSL_PARAM_BLD_push_BN(builder.get(), rsa_parts.at(i).parameter, number.get()) == 0)
            return nullptr;
    }
    return from_params("RSA", builder.get(), with_private_part);
}

KeyPointer ec_key(JsonObject const& json, Curve const& curve) {
    auto const x = bytes_member(json, "x");
    auto const y = bytes_member(json, "y");
    if (!x || !y || x->size() != curve.width || y->size() != curve.width) return nullptr;
    auto const point = "\x04" + *x + *y;
    std::string const group(curve.group);
    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), 0) == 0 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) == 0)
        return nullptr;
    if (!json.has("d")) return from_params("EC", builder.get(), false);
    auto const d = bytes_member(json, "d");
    if (!d || d->size() != curve.width) return nullptr;
    BigNumber const number(BN_bin2bn(bytes_of(*d), static_cast<int>(d->size()), nullptr));
    if (!number || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 0)
        return nullptr;
    return from_params("EC", builder.get(), true);
}

std::string raw_ed25519(EVP_PKEY* key, decltype(EVP_PKEY_get_raw_public_key)* get) {
    std::string bytes(ed25519_size, '\0');
    auto size = bytes.size();
    return get(key, room_of(bytes), &size) > 0 ? bytes : std::string();
}

KeyPointer ed25519_key(JsonObject const& json) {
    auto const x = bytes_member(json, "x");
    if (!x || x->size() != ed25519_size) return nullptr;
    if (!json.has("d"))
        return KeyPointer(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*x), x->size()));
    auto const d = bytes_member(json, "d");
    if (!d || d->size() != ed25519_size) return nullptr;
    KeyPointer key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(*d), d->size()));
    // OpenSSL makes the public part anew from the private one.
    if (!key || raw_ed25519(key.get(), EVP_PKEY_get_raw_public_key) != *x) return nullptr;
    return key;
}

// A private part that does not belong to the public one would make signatures that nobody can verify.
bool holds_together(EVP_PKEY* key) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) return true;  // ed25519_key() has seen to it
    KeyContext const context(EVP_PKEY_CTX_new(key, nullptr));
    bool const good = context && EVP_PKEY_pairwise_check(context.get()) > 0;
    ERR_clear_error();
    return good;
}

std::string number_of(EVP_PKEY* key, char const* parameter, std::size_t width = 0) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, parameter, &raw) <= 0) return {};
    BigNumber const number(raw);
    auto const size = std::max(width, static_cast<std::size_t>(BN_num_bytes(raw)));
    std::string bytes(size, '\0');
    BN_bn2binpad(raw, room_of(bytes), static_cast<int>(size));
    return bytes;
}

std::string text_of(EVP_PKEY* key, char const* parameter) {
    std::string text(64, '\0');
    std::size_t size = 0;
    if (EVP_PKEY_get_utf8_string_param(key, parameter, text.data(), text.size(), &size) <= 0) return {};
    text.resize(size);
    return text;
}

// What a key without an algorithm of its own signs with.
std::string_view usual_alg(JsonObject const& json) {
    auto const kty = json.text("kty").value_or("");
    if (kty == "oct") return "HS256";
    if (kty == "RSA") return "RS256";
    if (kty == "EC") return json.text("crv") == "P-384" ? "ES384" : "ES256";
    return "EdDSA";
}

KeyPointer generate_key(std::string_view alg) {
    constexpr std::size_t rsa_bits = 2048;
    auto const* const algorithm = find_algorithm(alg);
    if (algorithm == nullptr) return nullptr;
    switch (algorithm->family) {
        case Family::rsa:
        case Family::rsa_pss: return KeyPointer(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", rsa_bits));
        case Family::ecdsa: {
            std::string const curve(algorithm->curve);
            return KeyPointer(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve.c_str()));
        }
        case Family::eddsa: return KeyPointer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
        case Family::hmac: break;
    }
    return nullptr;
}

}  // namespace

std::optional<Jwk> Jwk::parse(JsonObject const& json) {
    Jwk jwk;
    jwk.kid_ = json.text("kid").value_or("");
    jwk.alg_ = json.text("alg").value_or("");
    jwk.kty_ = json.text("kty").value_or("");
    jwk.crv_ = json.text("crv").value_or("");
    if (json.text("use").value_or("sig") != "sig") return std::nullopt;
    jwk.is_private_ = json.has("d");
    if (jwk.kty_ == "oct") {
        jwk.secret_ = bytes_member(json, "k").value_or("");
        jwk.is_private_ = true;
        if (jwk.secret_.size() < shortest_secret) return std::nullopt;
        return jwk;
    }
    KeyPointer key;
    auto const* const curve = find_curve(jwk.crv_);
    if (jwk.kty_ == "RSA") key = rsa_key(json);
    if (jwk.kty_ == "EC" && curve != nullptr) key = ec_key(json, *curve);
    if (jwk.kty_ == "OKP" && jwk.crv_ == "Ed25519") key = ed25519_key(json);
    if (!key || (jwk.is_private_ && !holds_together(key.get()))) return std::nullopt;
    jwk.key_ = std::move(key);
    return jwk;
}

Result<void> Jwk::take(std::shared_ptr<evp_pkey_st> key) {
    key_ = std::move(key);
    switch (EVP_PKEY_get_base_id(key_.get())) {
        case EVP_PKEY_RSA:
            kty_ = "RSA";
            alg_ = "RS256";
            if (number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N).size() < smallest_modulus)
                return failure("22023", "the RSA key has fewer than 2048 bits");
            break;
        case EVP_PKEY_EC: {
            auto const* const curve = find_curve(text_of(key_.get(), OSSL_PKEY_PARAM_GROUP_NAME));
            if (curve == nullptr) return failure("22023", "the key's curve is none of P-256 and P-384");
            kty_ = "EC";
            alg_ = curve->alg;
            crv_ = curve->jwk_name;
            break;
        }
        case EVP_PKEY_ED25519:
            kty_ = "OKP";
            alg_ = "EdDSA";
            crv_ = "Ed25519";
            break;
        default: return failure("22023", "the key is none of RSA, EC and Ed25519");
    }
    kid_ = thumbprint();
    return {};
}

Result<Jwk> Jwk::complete(JsonObject json) {
    if (!json.has("alg")) json.set_text("alg", usual_alg(json));
    auto jwk = parse(json);
    auto const* const algorithm = jwk ? find_algorithm(jwk->alg_) : nullptr;
    if (algorithm == nullptr || !jwk->serves(*algorithm))
        return failure("22023", "the key \"" + json.text("kid").value_or("") + "\" cannot be used")
            .hint("RSA of 2048 bits or more, EC on P-256 or P-384, Ed25519, or oct of 32 bytes or more.");
    if (jwk->kid_.empty()) jwk->kid_ = jwk->is_symmetric() ? new_uuid() : jwk->thumbprint();
    return *std::move(jwk);
}

Result<Jwk> Jwk::generate(std::string_view alg) {
    Jwk jwk;
    jwk.is_private_ = true;
    if (alg == "HS256") {
        jwk.kty_ = "oct";
        jwk.alg_ = alg;
        jwk.kid_ = new_uuid();  // a thumbprint would tell of the secret
        jwk.secret_ = random_bytes(shortest_secret);
        return jwk;
    }
    // A kid is written on command lines, where what begins with a dash is an option.
    do {
        auto key = generate_key(alg);
        ERR_clear_error();
        if (!key) return failure("22023", "no key can be made for \"" + std::string(alg) + "\"");
        TRY_VOID(jwk.take(std::move(key)));
    } while (jwk.kid_.starts_with('-'));
    jwk.alg_ = alg;
    return jwk;
}

Result<Jwk> Jwk::from_pem(std::string const& text) {
    using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;
    auto const no_password = [](char*, int, int, void*) { return -1; };
    Jwk jwk;
    Memory const memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    KeyPointer key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr));
    jwk.is_private_ = key != nullptr;
    if (!key) {
        Memory const again(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
        key.reset(PEM_read_bio_PUBKEY(again.get(), nullptr, no_password, nullptr));
    }
    ERR_clear_error();
    if (!key)
        return failure("22023", "the PEM text holds no key that can be read")
            .hint("An encrypted key is decrypted first: openssl pkey -in key.pem.");
    TRY_VOID(jwk.take(std::move(key)));
    return jwk;
}

Jwk Jwk::from_secret(std::string secret) {
    Jwk jwk;
    jwk.kty_ = "oct";
    jwk.secret_ = std::move(secret);
    jwk.is_private_ = true;
    return jwk;
}

bool Jwk::serves(Algorithm const& algorithm) const {
    if (!alg_.empty() && alg_ != algorithm.name) return false;
    switch (algorithm.family) {
        case Family::hmac: return kty_ == "oct";
        case Family::rsa:
        case Family::rsa_pss: return kty_ == "RSA";
        case Family::ecdsa: return kty_ == "EC" && crv_ == algorithm.curve;
        case Family::eddsa: return kty_ == "OKP";
    }
    return false;
}

bool Jwk::verify(Algorithm const& algorithm, std::string_view input, std::string_view signature) const {
    if (algorithm.family == Family::hmac)
        return equal_in_constant_time(hmac(algorithm.digest, secret_, input), signature);
    return verify_signature(algorithm, key_.get(), input, signature);
}

Result<std::string> Jwk::sign(std::string_view input) const {
    auto const* const algorithm = find_algorithm(alg_);
    if (algorithm == nullptr || !is_private_ || !serves(*algorithm))
        return internal_error("the key \"" + kid_ + "\" cannot sign");
    if (algorithm->family == Family::hmac) return hmac(algorithm->digest, secret_, input);
    return make_signature(*algorithm, key_.get(), input);
}

JsonObject Jwk::to_public_json() const {
    JsonObject json;
    json.set_text("kty", kty_).set_text("kid", kid_);
    if (!alg_.empty()) json.set_text("alg", alg_);
    json.set_text("use", "sig");
    auto const set = [&](std::string_view name, std::string const& bytes) {
        json.set_text(name, encode_base64url(bytes));
    };
    if (kty_ == "RSA") {
        for (std::size_t i = 0; i < public_parts; ++i)
            set(rsa_parts.at(i).member, number_of(key_.get(), rsa_parts.at(i).parameter));
    } else if (kty_ == "EC") {
        auto const width = find_curve(crv_)->width;
        json.set_text("crv", crv_);
        set("x", number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, width));
        set("y", number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, width));
    } else if (kty_ == "OKP") {
        json.set_text("crv", crv_);
        set("x", raw_ed25519(key_.get(), EVP_PKEY_get_raw_public_key));
    }
    return json;
}

JsonObject Jwk::to_private_json() const {
    auto json = to_public_json();
    if (!is_private_) return json;
    auto const set = [&](std::string_view name, std::string const& bytes) {
        json.set_text(name, encode_base64url(bytes));
    };
    if (kty_ == "oct") set("k", secret_);
    if (kty_ == "RSA")
        for (auto i = public_parts; i < rsa_parts.size(); ++i)
            set(rsa_parts.at(i).member, number_of(key_.get(), rsa_parts.at(i).parameter));
    if (kty_ == "EC") set("d", number_of(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, find_curve(crv_)->width));
    if (kty_ == "OKP") set("d", raw_ed25519(key_.get(), EVP_PKEY_get_raw_private_key));
    return json;
}

Jwk Jwk::without_private_part() const {
    auto jwk = parse(to_public_json());
    return jwk ? *std::move(jwk) : *this;
}

// RFC 7638: the members that make the key, in the order of their names, without white space.
std::string Jwk::thumbprint() const {
    auto const json = to_public_json();
    JsonObject needed;
    for (auto const* const name : {"crv", "e", "kty", "n", "x", "y"})
        if (auto const text = json.text(name)) needed.set_text(name, *text);
    return encode_base64url(digest("SHA256", needed.to_string()));
}

}  // namespace backstay::auth
