// https://www.postgresql.org/docs/15/functions-uuid.html, RFC 4122

#include <openssl/rand.h>

#include <array>
#include <string>

#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {
namespace {

using UuidBytes = std::array<unsigned char, 16>;

std::string print(UuidBytes const& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += digits[bytes[i] >> 4U];
        out += digits[bytes[i] & 15U];
    }
    return out;
}

void set_version(UuidBytes& bytes, unsigned version) {
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | version << 4U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
}

Result<Value> random_uuid(Arguments const&) {
    UuidBytes bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return internal_error("could not generate random values");
    set_version(bytes, 4);
    return print(bytes);
}

constexpr auto functions = std::to_array<Scalar>({
    {"pg_random_uuid", 0, random_uuid, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_text_uuids(Connection const& db, StatementState& state) {
    return register_scalars(db, state, functions);
}

}  // namespace backstay::engine::sqlite
