#include "auth/password.hpp"

#include <crypt.h>
#include <sodium.h>

#include <memory>

#include "auth/hmac.hpp"

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

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (sodium_init() < 0 || crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), passes,
                                                   memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return failure("53200", "there is not enough memory to hash a password");
    hash.resize(hash.find('\0'));
    return hash;
}

Match verify_password(std::string_view hash, std::string_view password) {
    std::string const text(hash);
    if (is_bcrypt(hash)) return matches_bcrypt(text, password) ? Match::yes_but_weaker_than_ours : Match::no;
    if (!is_argon(hash) || sodium_init() < 0) return Match::no;
    if (crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) != 0) return Match::no;
    bool const ours =
        hash.starts_with("$argon2id$") && crypto_pwhash_str_needs_rehash(text.c_str(), passes, memory) == 0;
    return ours ? Match::yes : Match::yes_but_weaker_than_ours;
}

bool is_known_hash(std::string_view hash) { return is_argon(hash) || is_bcrypt(hash); }

}  // namespace backstay::auth
