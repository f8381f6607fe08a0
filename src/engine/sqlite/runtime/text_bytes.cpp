// Single bytes and bits of bytea: https://www.postgresql.org/docs/15/functions-binarystring.html

#include <array>
#include <bit>
#include <string>

#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {
namespace {

Value number(std::size_t value) { return static_cast<std::int64_t>(value); }

Result<Value> octet_length(Arguments const& args) { return number(args.text(0).size()); }
Result<Value> bit_length(Arguments const& args) { return number(args.text(0).size() * 8); }
Result<Value> concat(Arguments const& args) { return Bytes{std::string(args.text(0)).append(args.text(1))}; }

Result<std::size_t> checked(std::int64_t index, std::size_t count) {
    if (index >= 0 && index < static_cast<std::int64_t>(count)) return static_cast<std::size_t>(index);
    return failure("2202E", "index " + std::to_string(index) + " out of valid range, 0.." +
                                std::to_string(static_cast<std::int64_t>(count) - 1));
}

Result<Value> get_byte(Arguments const& args) {
    auto const bytes = args.text(0);
    TRY(auto const index, checked(args.integer(1), bytes.size()));
    return std::int64_t{static_cast<unsigned char>(bytes[index])};
}

Result<Value> set_byte(Arguments const& args) {
    std::string bytes(args.text(0));
    TRY(auto const index, checked(args.integer(1), bytes.size()));
    bytes[index] = static_cast<char>(args.integer(2) & 0xFF);
    return Bytes{std::move(bytes)};
}

// Bits are counted from the right of each byte.
Result<Value> get_bit(Arguments const& args) {
    auto const bytes = args.text(0);
    TRY(auto const index, checked(args.integer(1), bytes.size() * 8));
    return std::int64_t{static_cast<unsigned char>(bytes[index / 8]) >> (index % 8) & 1};
}

Result<Value> set_bit(Arguments const& args) {
    std::string bytes(args.text(0));
    TRY(auto const index, checked(args.integer(1), bytes.size() * 8));
    auto const bit = args.integer(2);
    if (bit != 0 && bit != 1) return failure("22023", "new bit must be 0 or 1");
    auto const mask = 1U << (index % 8);
    auto const old = static_cast<unsigned char>(bytes[index / 8]);
    bytes[index / 8] = static_cast<char>(bit == 1 ? old | mask : old & ~mask);
    return Bytes{std::move(bytes)};
}

Result<Value> bit_count(Arguments const& args) {
    std::int64_t count = 0;
    for (char const c : args.text(0)) count += std::popcount(static_cast<unsigned char>(c));
    return count;
}

constexpr auto text_bytes_functions = std::to_array<Scalar>({
    {"pg_octet_length", 1, octet_length},
    {"pg_bit_length", 1, bit_length},
    {"pg_bytea_concat", 2, concat},
    {"pg_get_byte", 2, get_byte},
    {"pg_set_byte", 3, set_byte},
    {"pg_get_bit", 2, get_bit},
    {"pg_set_bit", 3, set_bit},
    {"pg_bit_count", 1, bit_count},
});

}  // namespace

Result<void> register_text_bytes(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_bytes_functions);
}

}  // namespace backstay::engine::sqlite
