// sum and avg, exact for integers and numeric; stddev and variance of these.

#include <array>
#include <cmath>
#include <deque>

#include "engine/sqlite/runtime/decimal_function.hpp"
#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/runtime/numeric_rows.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

Made stored(Decimal const& number) {
    TRY(auto text, number.text());
    return text;
}

Made sum_of(NumericRows const& rows) { return rows.count() == 0 ? Made(Value()) : stored(rows.sum()); }

Made average_of(NumericRows const& rows) {
    if (rows.count() == 0) return Value();
    TRY(auto const average, divide(rows.sum(), decimal_of(rows.count())));
    return stored(average);
}

enum class Spread : std::uint8_t { variance, deviation };
enum class Of : std::uint8_t { population, sample };

// (n * sum(x^2) - sum(x)^2) / (n * n), or / (n * (n - 1)) for a sample
template <Spread spread, Of of>
Made spread_of(NumericRows const& rows) {
    if (rows.count() < (of == Of::sample ? 2 : 1)) return Value();
    if (!rows.squares().is_finite()) return stored(not_a_number());
    auto const count = decimal_of(rows.count());
    auto const numerator = subtract(multiply(count, rows.squares()), multiply(rows.sum(), rows.sum()));
    if (numerator.sign() <= 0) return stored(decimal_of(0));
    auto const divisor = multiply(count, decimal_of(rows.count() - (of == Of::sample ? 1 : 0)));
    TRY(auto const variance, divide(numerator, divisor));
    if (spread == Spread::variance) return stored(variance);
    return stored(square_root(variance, variance.scale));
}

template <Made (*finish)(NumericRows const&), bool squares = false>
class Exact final : public Accumulator {
public:
    Exact() { rows_.add_squares = squares; }
    Result<void> add(Arguments const& args) override {
        rows_.add(read_decimal(args.text(0)));
        return {};
    }
    Result<void> remove(Arguments const& args) override {
        rows_.remove(read_decimal(args.text(0)));
        return {};
    }
    Made result(StatementState&) override { return finish(rows_); }

private:
    NumericRows rows_;
};

// Floating-point sums depend on their order: a frame whose start moves is summed anew, as PostgreSQL does.
template <class Real>
class FloatSum final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        rows_.push_back(static_cast<Real>(args.real(0)));
        if (rows_.size() == 1) {
            total_ = rows_.back();
            moved_ = false;
        } else {
            moved_ = moved_ || !sum(rows_.back());  // what overflows may yet leave the frame
        }
        return {};
    }
    Result<void> remove(Arguments const&) override {
        rows_.pop_front();
        moved_ = true;
        return {};
    }
    Made result(StatementState&) override {
        if (rows_.empty()) return Value();
        if (moved_) {
            total_ = rows_.front();
            for (std::size_t i = 1; i < rows_.size(); ++i) TRY_VOID(sum(rows_[i]));
            moved_ = false;
        }
        return static_cast<double>(total_);
    }

private:
    Result<void> sum(Real row) {
        auto const next = total_ + row;
        if (std::isinf(next) && !std::isinf(total_) && !std::isinf(row))
            return failure("22003", "value out of range: overflow");
        total_ = next;
        return {};
    }

    std::deque<Real> rows_;
    Real total_ = 0;
    bool moved_ = false;
};

template <class Kind>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Kind>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_numeric_sum", 1, make<Exact<sum_of>>},
    {"pg_numeric_avg", 1, make<Exact<average_of>>},
    {"pg_numeric_var_pop", 1, make<Exact<spread_of<Spread::variance, Of::population>, true>>},
    {"pg_numeric_var_samp", 1, make<Exact<spread_of<Spread::variance, Of::sample>, true>>},
    {"pg_numeric_stddev_pop", 1, make<Exact<spread_of<Spread::deviation, Of::population>, true>>},
    {"pg_numeric_stddev_samp", 1, make<Exact<spread_of<Spread::deviation, Of::sample>, true>>},
    {"pg_float4_sum", 1, make<FloatSum<float>>},
    {"pg_float8_sum", 1, make<FloatSum<double>>},
});

}  // namespace

Result<void> register_number_sums(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
