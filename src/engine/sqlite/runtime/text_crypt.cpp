// crypt() and gen_salt(), by the C library's crypt: https://www.postgresql.org/docs/15/pgcrypto.html

#include <crypt.h>
#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure invalid_salt() { return failure("22023", "invalid salt"); }

bool is_salt_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '/';
}

Result<Value> crypt_password(Arguments const& args) {
    auto const salt = std::string(args.text(1));
    if (salt.size() < 2) return invalid_salt();
    bool const known = salt.starts_with("$2a$") || salt.starts_with("$2x$") || salt.starts_with("$1$") ||
                       salt.starts_with('_');
    if (!known && !(is_salt_digit(salt[0]) && is_salt_digit(salt[1])))
        return not_supported(Limitation::crypt_salt, salt.substr(0, 4));
    auto data = std::make_unique<crypt_data>();
    auto const* const hash = crypt_r(std::string(args.text(0)).c_str(), salt.c_str(), data.get());
    if (hash == nullptr || hash[0] == '*') return invalid_salt();
    return std::string(hash);
}

struct SaltKind {
    std::string_view name;
    char const* prefix;
    std::int64_t standard, least, most;
};
constexpr auto kinds = std::to_array<SaltKind>({{"des", "", 0, 25, 25},
                                                {"md5", "$1$", 0, 1000, 1000},
                                                {"xdes", "_", 725, 1, 0xFFFFFF},
                                                {"bf", "$2a$", 6, 4, 31}});

Result<Value> gen_salt(Arguments const& args) {
    auto const name = to_lower(args.text(0));
    auto const* const kind = std::ranges::find(kinds, std::string_view(name), &SaltKind::name);
    if (kind == kinds.end()) return failure("22023", "gen_salt: Unknown salt algorithm");
    auto rounds = args.size() > 1 ? args.integer(1) : 0;
    bool const even = kind->name == "xdes" && rounds % 2 == 0;
    if (rounds != 0 && (rounds < kind->least || rounds > kind->most || even))
        return failure("22023", "gen_salt: Incorrect number of rounds");
    if (rounds == 0 || kind->standard == 0) rounds = kind->standard;
    std::array<char, 16> random{};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(random.size())) != 1)
        return internal_error("could not generate a random number");
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> out{};
    auto const* const salt =
        crypt_gensalt_rn(kind->prefix, static_cast<unsigned long>(rounds), random.data(),
                         static_cast<int>(random.size()), out.data(), static_cast<int>(out.size()));
    if (salt == nullptr) return internal_error("the C library makes no such salt");
    return std::string(salt);
}

constexpr auto text_crypt_functions = std::to_array<Scalar>({
    {"pg_crypt", 2, crypt_password},
    {"pg_gen_salt", 1, gen_salt, Strictness::strict, Purity::changing},
    {"pg_gen_salt", 2, gen_salt, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_text_crypt(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_crypt_functions);
}

}  // namespace backstay::engine::sqlite
