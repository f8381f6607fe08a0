// hashtext() and hashtextextended(): Bob Jenkins' lookup3, seeded as PostgreSQL seeds it.
// https://burtleburtle.net/bob/hash/doobs.html

#include <array>
#include <bit>

#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Hash {
    std::uint32_t a, b, c;

    void mix() {
        a -= c, a ^= std::rotl(c, 4), c += b;
        b -= a, b ^= std::rotl(a, 6), a += c;
        c -= b, c ^= std::rotl(b, 8), b += a;
        a -= c, a ^= std::rotl(c, 16), c += b;
        b -= a, b ^= std::rotl(a, 19), a += c;
        c -= b, c ^= std::rotl(b, 4), b += a;
    }
    void finish() {
        c ^= b, c -= std::rotl(b, 14);
        a ^= c, a -= std::rotl(c, 11);
        b ^= a, b -= std::rotl(a, 25);
        c ^= b, c -= std::rotl(b, 16);
        a ^= c, a -= std::rotl(c, 4);
        b ^= a, b -= std::rotl(a, 14);
        c ^= b, c -= std::rotl(b, 24);
    }
};

// Four bytes from `at` on, the first the least; those past the end are nothing.
std::uint32_t word(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4 && at + i < bytes.size(); ++i)
        value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return value;
}

Hash hash(std::string_view bytes, std::uint64_t seed) {
    auto const start = 0x9E3779B9U + static_cast<std::uint32_t>(bytes.size()) + 3923095U;
    Hash h{start, start, start};
    if (seed != 0) {
        h.a += static_cast<std::uint32_t>(seed >> 32U);
        h.b += static_cast<std::uint32_t>(seed);
        h.mix();
    }
    for (; bytes.size() >= 12; bytes.remove_prefix(12)) {
        h.a += word(bytes, 0);
        h.b += word(bytes, 4);
        h.c += word(bytes, 8);
        h.mix();
    }
    h.a += word(bytes, 0);
    h.b += word(bytes, 4);
    h.c += word(bytes, 8) << 8U;  // the lowest byte is the length's
    h.finish();
    return h;
}

Result<Value> hashtext(Arguments const& args) {
    return std::int64_t{static_cast<std::int32_t>(hash(args.text(0), 0).c)};
}

Result<Value> hashtextextended(Arguments const& args) {
    auto const h = hash(args.text(0), static_cast<std::uint64_t>(args.integer(1)));
    return static_cast<std::int64_t>(std::uint64_t{h.b} << 32U | h.c);
}

constexpr auto text_hash_functions =
    std::to_array<Scalar>({{"pg_hashtext", 1, hashtext}, {"pg_hashtextextended", 2, hashtextextended}});

}  // namespace

Result<void> register_text_hashes(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_hash_functions);
}

}  // namespace backstay::engine::sqlite
