#include "auth/foreign_hash.hpp"

#include <openssl/evp.h>

#include <charconv>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/base64.hpp"
#include "auth/hmac.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr std::uint64_t most_rounds = 10'000'000;
constexpr std::uint64_t most_memory = 256ULL * 1024 * 1024;
constexpr std::size_t largest_hash = 128;

// A hash taken apart: what makes bytes of a password, and the bytes that it has to make.
struct Foreign {
    std::function<std::optional<std::string>(std::string_view)> make;
    std::string expected;
};

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "n=14,r=8": the value of a name; nothing without it.
std::optional<std::string> member(std::string_view list, std::string_view name) {
    for (auto const& part : split(list, ','))
        if (auto const pair = split_once(part, '='); pair && pair->first == name)
            return std::string(pair->second);
    return std::nullopt;
}

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::optional<Foreign> pbkdf2(EVP_MD const* digest, std::string_view rounds_text, std::string salt,
                              std::optional<std::string> expected) {
    auto const rounds = number(rounds_text);
    if (!rounds || *rounds == 0 || *rounds > most_rounds || !expected || expected->empty() ||
        expected->size() > largest_hash)
        return std::nullopt;
    auto const size = expected->size();
    auto make = [=](std::string_view password) -> std::optional<std::string> {
        std::string made(size, '\0');
        auto const done =
            PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                              static_cast<int>(salt.size()), static_cast<int>(*rounds), digest,
                              static_cast<int>(size), reinterpret_cast<unsigned char*>(made.data()));
        return done == 1 ? std::optional(made) : std::nullopt;
    };
    return Foreign{std::move(make), *std::move(expected)};
}

struct ScryptCost {
    std::uint64_t log_n = 0, r = 0, p = 0;
};

std::optional<ScryptCost> scrypt_cost(std::string_view list, std::string_view name_of_n) {
    auto const n = number(member(list, name_of_n).value_or(""));
    auto const r = number(member(list, "r").value_or("")), p = number(member(list, "p").value_or(""));
    if (!n || !r || !p || *n == 0 || *n > 20 || *r == 0 || *r > 64 || *p == 0 || *p > 16) return std::nullopt;
    if (128 * *r * (1ULL << *n) > most_memory) return std::nullopt;
    return ScryptCost{*n, *r, *p};
}

std::optional<std::string> scrypt(std::string_view password, std::string_view salt, ScryptCost const& cost,
                                  std::size_t size) {
    std::string made(size, '\0');
    auto const done =
        EVP_PBE_scrypt(password.data(), password.size(), bytes_of(salt), salt.size(), 1ULL << cost.log_n,
                       cost.r, cost.p, 2 * most_memory, reinterpret_cast<unsigned char*>(made.data()), size);
    return done == 1 ? std::optional(made) : std::nullopt;
}

std::optional<std::string> aes_ctr(std::string const& key, std::string_view text) {
    struct Free {
        void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    };
    std::unique_ptr<EVP_CIPHER_CTX, Free> const context(EVP_CIPHER_CTX_new());
    constexpr unsigned char zeros[16] = {};
    std::string made(text.size(), '\0');
    int size = 0;
    bool const done =
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_ctr(), nullptr, bytes_of(key), zeros) == 1 &&
        EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes_of(text),
                          static_cast<int>(text.size())) == 1;
    return done ? std::optional(made) : std::nullopt;
}

std::optional<Foreign> read_scrypt(std::vector<std::string> const& parts) {
    auto const cost = scrypt_cost(parts[2], "ln");
    auto const salt = decode_base64(parts[3]);
    auto const expected = decode_base64(parts[4]);
    if (!cost || !salt || !expected || expected->empty() || expected->size() > largest_hash)
        return std::nullopt;
    auto const size = expected->size();
    auto make = [cost, salt, size](std::string_view password) {
        return scrypt(password, *salt, *cost, size);
    };
    return Foreign{std::move(make), *expected};
}

std::optional<Foreign> read_firebase(std::vector<std::string> const& parts) {
    auto const cost = scrypt_cost(parts[2], "n");
    auto const separator = decode_base64(member(parts[2], "ss").value_or(""));
    auto const key = decode_base64(member(parts[2], "sk").value_or(""));
    auto const salt = decode_base64(parts[3]);
    auto const expected = decode_base64(parts[4]);
    if (!cost || member(parts[2], "v") != "1" || !separator || !key || key->empty() ||
        key->size() > largest_hash || !salt || !expected)
        return std::nullopt;
    auto make = [=](std::string_view password) -> std::optional<std::string> {
        constexpr std::size_t key_size = 32;
        auto const derived = scrypt(password, *salt + *separator, *cost, key_size);
        return derived ? aes_ctr(*derived, *key) : std::nullopt;
    };
    return Foreign{std::move(make), *expected};
}

std::optional<Foreign> read(std::string_view hash) {
    auto const parts = split(hash, '$');
    constexpr std::size_t django = 4, with_sign = 5;
    if (parts.size() == django && parts[0] == "pbkdf2_sha256" && !parts[2].empty())
        return pbkdf2(EVP_sha256(), parts[1], parts[2], decode_base64(parts[3]));
    if (parts.size() != with_sign || !parts[0].empty()) return std::nullopt;
    if (parts[1] == "scrypt") return read_scrypt(parts);
    if (parts[1] == "fbscrypt") return read_firebase(parts);
    auto const* const digest = parts[1] == "pbkdf2-sha256"   ? EVP_sha256()
                               : parts[1] == "pbkdf2-sha512" ? EVP_sha512()
                                                             : nullptr;
    if (digest == nullptr) return std::nullopt;
    // passlib's base64 has a dot in the place of the plus sign.
    auto const plain = [](std::string text) {
        for (auto& c : text) c = c == '.' ? '+' : c;
        return decode_base64(text);
    };
    auto const salt = plain(parts[3]);
    if (!salt) return std::nullopt;
    return pbkdf2(digest, parts[2], *salt, plain(parts[4]));
}

}  // namespace

bool is_foreign_hash(std::string_view hash) { return read(hash).has_value(); }

bool matches_foreign_hash(std::string_view hash, std::string_view password) {
    auto const foreign = read(hash);
    if (!foreign) return false;
    auto const made = foreign->make(password);
    return made && equal_in_constant_time(*made, foreign->expected);
}

}  // namespace backstay::auth
