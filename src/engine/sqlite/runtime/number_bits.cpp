// bit_and, bit_or, bit_xor, bool_and and bool_or: they count the ones of each bit, so that rows can leave a
// moving frame.

#include <array>
#include <cstdint>

#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

// Whether a bit is set in the result, of so many rows with it among all.
using Rule = bool (*)(std::int64_t ones, std::int64_t rows);

bool in_all(std::int64_t ones, std::int64_t rows) { return ones == rows; }
bool in_any(std::int64_t ones, std::int64_t) { return ones > 0; }
bool in_odd(std::int64_t ones, std::int64_t) { return ones % 2 == 1; }

template <Rule rule, int width>
class Bits final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        count(args, 1);
        return {};
    }
    Result<void> remove(Arguments const& args) override {
        count(args, -1);
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (rows_ == 0) return Value();
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < width; ++i)
            if (rule(ones_[i], rows_)) bits |= std::uint64_t{1} << i;
        return static_cast<std::int64_t>(bits);
    }

private:
    void count(Arguments const& args, int by) {
        auto const bits = static_cast<std::uint64_t>(args.integer(0));
        rows_ += by;
        for (unsigned i = 0; i < width; ++i)
            if ((bits >> i & 1U) != 0) ones_[i] += by;
    }

    std::array<std::int64_t, width> ones_{};
    std::int64_t rows_ = 0;
};

// Every integer is stored in 64 bits, with its sign.
template <Rule rule, int width>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Bits<rule, width>>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_bit_and", 1, make<in_all, 64>},
    {"pg_bit_or", 1, make<in_any, 64>},
    {"pg_bit_xor", 1, make<in_odd, 64>},
    {"pg_bool_and", 1, make<in_all, 1>},
    {"pg_bool_or", 1, make<in_any, 1>},
});

}  // namespace

Result<void> register_bits(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
