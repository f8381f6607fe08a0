#include "auth/password.hpp"

#include <crypt.h>
#include <sodium.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "auth/foreign_hash.hpp"
#include "auth/hmac.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory = 19UL * 1024 * 1024;

bool is_argon(std::string_view hash) {
    return hash.starts_with("$argon2id$v=19$") || hash.starts_with("$argon2i$v=19$");
}

bool is_bcrypt(std::string_view hash) {
    constexpr std::size_t length = 60;
    return hash.size() == length &&
           (hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$"));
}

bool matches_bcrypt(std::string const& hash, std::string_view password) {
    auto const data = std::make_unique<crypt_data>();
    std::string const text(password);
    auto const* const made = crypt_r(text.c_str(), hash.c_str(), data.get());
    auto const same = made != nullptr && equal_in_constant_time(made, hash);
    sodium_memzero(data.get(), sizeof(crypt_data));
    return same;
}

Match match(std::string const& hash, std::string_view password) {
    if (is_bcrypt(hash)) return matches_bcrypt(hash, password) ? Match::yes_but_weaker_than_ours : Match::no;
    if (is_foreign_hash(hash))
        return matches_foreign_hash(hash, password) ? Match::yes_but_weaker_than_ours : Match::no;
    if (!is_argon(hash) || sodium_init() < 0) return Match::no;
    if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) != 0) return Match::no;
    bool const ours =
        hash.starts_with("$argon2id$") && crypto_pwhash_str_needs_rehash(hash.c_str(), passes, memory) == 0;
    return ours ? Match::yes : Match::yes_but_weaker_than_ours;
}

std::string unpadded_base64(std::string_view bytes) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<unsigned char const*>(bytes.data()),
                      bytes.size(), variant);
    out.resize(out.find('\0'));
    return out;
}

}  // namespace

std::string composed(std::string_view password) {
    auto const is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::ranges::all_of(password, is_ascii) || !is_utf8(password)) return std::string(password);
    UErrorCode status = U_ZERO_ERROR;
    auto const* const nfkc = icu::Normalizer2::getNFKCInstance(status);
    if (U_FAILURE(status)) return std::string(password);
    auto const text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(password.data(), static_cast<std::int32_t>(password.size())));
    auto const made = nfkc->normalize(text, status);
    std::string out;
    if (U_FAILURE(status)) return std::string(password);
    made.toUTF8String(out);
    return out;
}

Result<std::string> hash_password(std::string_view password) {
    auto const text = composed(password);
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (sodium_init() < 0 || crypto_pwhash_str_alg(hash.data(), text.data(), text.size(), passes, memory,
                                                   crypto_pwhash_ALG_ARGON2ID13) != 0)
        return failure("53200", "there is not enough memory to hash a password");
    hash.resize(hash.find('\0'));
    return hash;
}

std::string nobodys_hash() {
    constexpr std::size_t digest = 32;
    std::string hash =
        "$argon2id$v=19$m=" + std::to_string(memory / 1024) + ",t=" + std::to_string(passes) + ",p=1";
    for (auto const size : {std::size_t{crypto_pwhash_SALTBYTES}, digest})
        hash += "$" + unpadded_base64(random_bytes(size));
    return hash;
}

Match verify_password(std::string_view hash, std::string_view password) {
    std::string const stored(hash);
    auto const text = composed(password);
    auto const found = match(stored, text);
    if (found != Match::no || text == password) return found;
    // Others have hashed it as it was typed.
    return match(stored, password) == Match::no ? Match::no : Match::yes_but_weaker_than_ours;
}

bool is_known_hash(std::string_view hash) {
    return is_argon(hash) || is_bcrypt(hash) || is_foreign_hash(hash);
}

}  // namespace backstay::auth
