// random() and setseed(): xoroshiro128** over a seed of the session, so that setseed() is followed by the
// numbers that PostgreSQL gives. https://prng.di.unimi.it/

#include <array>
#include <bit>
#include <cmath>
#include <random>

#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

std::uint64_t split_mix(std::uint64_t& seed) {
    seed += 0x9E3779B97f4A7C15U;
    auto mixed = seed;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

RandomState seeded(std::uint64_t seed) {
    auto const first = split_mix(seed);
    return {first, split_mix(seed)};
}

std::uint64_t next(RandomState& state) {
    auto const first = state.first;
    auto const mixed = state.second ^ first;
    auto const result = std::rotl(first * 5, 7) * 9;
    state.first = std::rotl(first, 24) ^ mixed ^ (mixed << 16U);
    state.second = std::rotl(mixed, 37);
    return result;
}

Made random(Arguments const& args) {
    auto& state = args.state().random;
    if (!state) {
        std::random_device chance;
        state = seeded((std::uint64_t{chance()} << 32U) | chance());
    }
    return std::ldexp(static_cast<double>(next(*state) >> 12U), -52);
}

Made set_seed(Arguments const& args) {
    auto const seed = args.real(0);
    if (!(seed >= -1.0 && seed <= 1.0))
        return failure("22023", "setseed parameter " + print_float(seed, sql::BaseType::float8) +
                                    " is out of allowed range [-1,1]");
    constexpr auto most = static_cast<double>((std::uint64_t{1} << 52U) - 1);
    args.state().random = seeded(static_cast<std::uint64_t>(static_cast<std::int64_t>(most * seed)));
    return "";
}

constexpr auto number_chance_functions = std::to_array<Scalar>({
    {"pg_random", 0, random, Strictness::strict, Purity::changing},
    {"pg_setseed", 1, set_seed, Strictness::strict, Purity::changing},
});

}  // namespace

Result<void> register_chance(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_chance_functions);
}

}  // namespace backstay::engine::sqlite
