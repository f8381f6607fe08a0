// What of comparisons SQLite does not have itself.

#include <array>

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

// The last argument says the types of the others.
std::int64_t nulls(Arguments const& args) {
    std::int64_t count = 0;
    for (int i = 0; i + 1 < args.size(); ++i) count += args.is_null(i) ? 1 : 0;
    return count;
}
Made count_nulls(Arguments const& args) { return nulls(args); }
Made count_values(Arguments const& args) { return args.size() - 1 - nulls(args); }

// The argument of ntile() and nth_value(), which SQLite would refuse in its own words.
Made positive(Arguments const& args) {
    auto const function = std::string(args.text(1));
    if (args.is_null(0)) return not_supported(function + "() of NULL", "a number greater than zero");
    if (args.integer(0) > 0) return args.integer(0);
    return failure(function == "ntile" ? "22014" : "22016",
                   "argument of " + function + " must be greater than zero");
}

constexpr auto functions = std::to_array<Scalar>({
    {"pg_num_nulls", -1, count_nulls, Strictness::takes_null},
    {"pg_num_nonnulls", -1, count_values, Strictness::takes_null},
    {"pg_positive", 2, positive, Strictness::takes_null},
});

}  // namespace

Result<void> register_comparison(Connection const& db, StatementState& state) {
    return register_scalars(db, state, functions);
}

}  // namespace backstay::engine::sqlite
