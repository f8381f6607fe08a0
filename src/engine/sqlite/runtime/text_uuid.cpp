// https://www.postgresql.org/docs/15/functions-uuid.html, RFC 4122

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

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

// Of the time, in steps of 100 ns since 1582, and of chance; with the multicast bit as no real address has
// it.
Result<Value> time_uuid(Arguments const&) {
    UuidBytes bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return internal_error("could not generate random values");
    using namespace std::chrono;
    auto const now = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count() / 100;
    auto const time = static_cast<std::uint64_t>(now) + 0x01B21DD213814000U;
    constexpr std::array<unsigned, 8> shifts{24, 16, 8, 0, 40, 32, 56, 48};
    for (std::size_t i = 0; i < shifts.size(); ++i)
        bytes[i] = static_cast<unsigned char>(time >> shifts[i] & 0xFFU);
    bytes[10] |= 1U;
    set_version(bytes, 1);
    return print(bytes);
}

// The digest of the namespace's bytes and the name.
Result<Value> named_uuid(Arguments const& args, EVP_MD const* digest, unsigned version) {
    std::string hex;
    for (char const c : args.text(0))
        if (c != '-') hex += c;
    TRY(auto const space, parse_bytea("\\x" + hex));
    auto const data = space + std::string(args.text(1));
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    if (EVP_Digest(data.data(), data.size(), hash.data(), nullptr, digest, nullptr) != 1)
        return internal_error("the digest of a uuid");
    UuidBytes bytes{};
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
    set_version(bytes, version);
    return print(bytes);
}

// The namespaces of RFC 4122: 6ba7b81X-9dad-11d1-80b4-00c04fd430c8.
template <char Digit>
Result<Value> known_namespace(Arguments const&) {
    return std::string("6ba7b81") + Digit + "-9dad-11d1-80b4-00c04fd430c8";
}
Result<Value> nil(Arguments const&) { return print({}); }

constexpr auto text_uuid_functions = std::to_array<Scalar>({
    {"pg_time_uuid", 0, time_uuid, Strictness::strict, Purity::changing},
    {"pg_uuid_v3", 2, [](Arguments const& args) { return named_uuid(args, EVP_md5(), 3); }},
    {"pg_uuid_v5", 2, [](Arguments const& args) { return named_uuid(args, EVP_sha1(), 5); }},
    {"pg_uuid_nil", 0, nil},
    {"pg_uuid_ns_dns", 0, known_namespace<'0'>},
    {"pg_uuid_ns_url", 0, known_namespace<'1'>},
    {"pg_uuid_ns_oid", 0, known_namespace<'2'>},
    {"pg_uuid_ns_x500", 0, known_namespace<'4'>},
    {"pg_random_uuid", 0, random_uuid, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_text_uuids(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_uuid_functions);
}

}  // namespace backstay::engine::sqlite
