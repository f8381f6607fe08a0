// What of comparisons SQLite does not have itself.

#include <array>

#include "base/limitation.hpp"
#include "engine/sqlite/runtime/array.hpp"

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
    if (args.is_null(0)) return not_supported(Limitation::null_window_argument, function);
    if (args.integer(0) > 0) return args.integer(0);
    return failure(function == "ntile" ? "22014" : "22016",
                   "argument of " + function + " must be greater than zero");
}

constexpr auto comparison_functions = std::to_array<Scalar>({
    {"pg_num_nulls", -1, count_nulls, Strictness::takes_null},
    {"pg_num_nonnulls", -1, count_values, Strictness::takes_null},
    {"pg_positive", 2, positive, Strictness::takes_null},
});

// Of values that are equal and written differently, the last.
template <sql::BaseType type, int sign>
class Extreme final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        auto value = args.value(0);
        bool const first = std::holds_alternative<std::monostate>(best_);
        if (first || sign * compare_elements(value, best_, {.base = type}) >= 0) best_ = std::move(value);
        return {};
    }
    Made result(StatementState&) override { return best_; }

private:
    Value best_;
};

template <sql::BaseType type, int sign>
std::unique_ptr<Accumulator> extreme() {
    return std::make_unique<Extreme<type, sign>>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_min_numeric", 1, extreme<sql::BaseType::numeric, -1>},
    {"pg_max_numeric", 1, extreme<sql::BaseType::numeric, 1>},
    {"pg_min_interval", 1, extreme<sql::BaseType::interval, -1>},
    {"pg_max_interval", 1, extreme<sql::BaseType::interval, 1>},
    {"pg_min_citext", 1, extreme<sql::BaseType::citext, -1>},
    {"pg_max_citext", 1, extreme<sql::BaseType::citext, 1>},
});

}  // namespace

Result<void> register_comparison(Connection const& db, StatementState& state) {
    TRY_VOID(register_aggregates(db, state, aggregates));
    return register_scalars(db, state, comparison_functions);
}

}  // namespace backstay::engine::sqlite
