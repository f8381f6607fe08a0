// generate_series() of integers and numeric.

#include <array>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/runtime/table_function.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure no_step() { return failure("22023", "step size cannot equal zero"); }

template <sql::BaseType type>
Result<Rows> integers(Arguments const& args) {
    auto const stop = args.integer(1);
    auto const step = args.size() > 2 ? args.integer(2) : 1;
    if (step == 0) return no_step();
    return [next = args.integer(0), stop, step, ended = false](Row& row) mutable -> Result<bool> {
        if (ended || (step > 0 ? next > stop : next < stop)) return false;
        row.assign(1, next);
        // Past the end of its type a series ends.
        ended = __builtin_add_overflow(next, step, &next) || !fits(next, type);
        return true;
    };
}

Result<void> check(Decimal const& number, std::string_view name) {
    if (number.is_finite()) return {};
    return failure("22023", std::string(name) + (number.is_nan() ? " cannot be NaN" : " cannot be infinity"));
}

Result<Rows> numerics(Arguments const& args) {
    auto const start = read_decimal(args.text(0)), stop = read_decimal(args.text(1));
    auto const step = args.size() > 2 ? read_decimal(args.text(2)) : decimal_of(1);
    TRY_VOID(check(start, "start value"));
    TRY_VOID(check(stop, "stop value"));
    TRY_VOID(check(step, "step size"));
    if (step.sign() == 0) return no_step();
    return [next = start, stop, step](Row& row) mutable -> Result<bool> {
        if (compare(next, stop) * step.sign() > 0) return false;
        TRY(auto text, next.text());
        row.assign(1, std::move(text));
        next = add(next, step);
        return true;
    };
}

constexpr auto number_series_functions = std::to_array<TableFunction>({
    {"pg_generate_series_int4", 1, -1, integers<sql::BaseType::int4>},
    {"pg_generate_series_int8", 1, -1, integers<sql::BaseType::int8>},
    {"pg_generate_series_numeric", 1, -1, numerics},
});

}  // namespace

Result<void> register_series(Connection const& db, StatementState& state) {
    return register_tables(db, state, number_series_functions);
}

}  // namespace backstay::engine::sqlite
