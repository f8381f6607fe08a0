// Digests and random bytes: https://www.postgresql.org/docs/15/functions-binarystring.html,
// https://www.postgresql.org/docs/15/pgcrypto.html

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <string>

#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using Hash = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string bytes_of(Hash const& hash, unsigned size) {
    return {reinterpret_cast<char const*>(hash.data()), size};
}

Result<std::string> hashed(std::string_view data, EVP_MD const* kind, std::string_view name) {
    Hash hash{};
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), hash.data(), &size, kind, nullptr) == 1)
        return bytes_of(hash, size);
    return failure("22023", "Cannot use \"" + std::string(name) + "\": Cipher cannot be initialized");
}

template <auto Kind>
Result<Value> digest_of(Arguments const& args) {
    TRY(auto hash, hashed(args.text(0), Kind(), "sha"));
    return Bytes{std::move(hash)};
}

Result<Value> md5(Arguments const& args) {
    TRY(auto const hash, hashed(args.text(0), EVP_md5(), "md5"));
    return print_bytea(hash).substr(2);
}

Result<EVP_MD const*> find_digest(std::string_view name) {
    if (auto const* kind = EVP_get_digestbyname(std::string(name).c_str())) return kind;
    return failure("22023", "Cannot use \"" + std::string(name) + "\": No such hash algorithm");
}

Result<Value> digest(Arguments const& args) {
    TRY(auto const* kind, find_digest(args.text(1)));
    TRY(auto hash, hashed(args.text(0), kind, args.text(1)));
    return Bytes{std::move(hash)};
}

Result<Value> hmac(Arguments const& args) {
    TRY(auto const* kind, find_digest(args.text(2)));
    auto const data = args.text(0), key = args.text(1);
    Hash hash{};
    unsigned size = 0;
    auto const* const done =
        HMAC(kind, key.empty() ? "" : key.data(), static_cast<int>(key.size()),
             reinterpret_cast<unsigned char const*>(data.data()), data.size(), hash.data(), &size);
    if (done == nullptr)
        return failure("22023",
                       "Cannot use \"" + std::string(args.text(2)) + "\": Cipher cannot be initialized");
    return Bytes{bytes_of(hash, size)};
}

Result<Value> random_bytes(Arguments const& args) {
    auto const count = args.integer(0);
    if (count < 1 || count > 1024) return failure("39000", "Length not in range");
    std::string bytes(static_cast<std::size_t>(count), '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        return internal_error("could not generate a random number");
    return Bytes{std::move(bytes)};
}

constexpr auto text_digest_functions = std::to_array<Scalar>({
    {"pg_md5", 1, md5},
    {"pg_sha224", 1, digest_of<EVP_sha224>},
    {"pg_sha256", 1, digest_of<EVP_sha256>},
    {"pg_sha384", 1, digest_of<EVP_sha384>},
    {"pg_sha512", 1, digest_of<EVP_sha512>},
    {"pg_digest", 2, digest},
    {"pg_hmac", 3, hmac},
    {"pg_random_bytes", 1, random_bytes, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_text_digests(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_digest_functions);
}

}  // namespace backstay::engine::sqlite
