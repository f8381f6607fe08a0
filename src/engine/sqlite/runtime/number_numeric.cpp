// Operators of numeric, over decimal.hpp.

#include <array>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

Decimal decimal(Arguments const& args, int index) { return read_decimal(args.text(index)); }

Made stored(Result<Decimal> const& number) {
    if (!number) return std::unexpected(number.error());
    TRY(auto text, number->text());
    return text;
}

template <Decimal (*operation)(Decimal const&, Decimal const&)>
Made both(Arguments const& args) {
    return stored(operation(decimal(args, 0), decimal(args, 1)));
}
template <Result<Decimal> (*operation)(Decimal const&, Decimal const&)>
Made tried(Arguments const& args) {
    return stored(operation(decimal(args, 0), decimal(args, 1)));
}
Made negative(Arguments const& args) { return stored(negate(decimal(args, 0))); }
Made absolute(Arguments const& args) {
    auto number = decimal(args, 0);
    return stored(number.sign() < 0 ? negate(std::move(number)) : number);
}

constexpr auto functions = std::to_array<Scalar>({
    {"pg_numeric_add", 2, both<add>},
    {"pg_numeric_sub", 2, both<subtract>},
    {"pg_numeric_mul", 2, both<multiply>},
    {"pg_numeric_div", 2, tried<divide>},
    {"pg_numeric_mod", 2, tried<remainder>},
    {"pg_numeric_neg", 1, negative},
    {"pg_numeric_abs", 1, absolute},
});

}  // namespace

Result<void> register_numerics(Connection const& db, StatementState& state) {
    return register_scalars(db, state, functions);
}

}  // namespace backstay::engine::sqlite
