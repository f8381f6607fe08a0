// sum and avg, exact for integers and numeric.

#include <array>
#include <cmath>
#include <deque>
#include <map>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

// What has been added, infinities and NaN counted apart so that they can leave a moving frame again. The
// scale is the greatest of the rows that are in it.
class NumericRows : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        change(read_decimal(args.text(0)), 1);
        return {};
    }
    Result<void> remove(Arguments const& args) override {
        change(read_decimal(args.text(0)), -1);
        return {};
    }

protected:
    std::int64_t count() const { return count_; }
    Decimal sum() const {
        bool const both = up_ > 0 && down_ > 0;
        if (nan_ > 0 || both) return not_a_number();
        if (up_ > 0 || down_ > 0) return infinite_decimal(down_ > 0);
        return rescaled(sum_, scales_.empty() ? 0 : scales_.rbegin()->first);
    }

private:
    void change(Decimal const& number, int by) {
        count_ += by;
        if (number.is_finite()) {
            sum_ = by > 0 ? engine::sqlite::add(sum_, number) : subtract(sum_, number);
            if ((scales_[number.scale] += by) == 0) scales_.erase(number.scale);
        } else if (number.is_nan()) {
            nan_ += by;
        } else {
            (number.sign() > 0 ? up_ : down_) += by;
        }
    }

    Decimal sum_;
    std::map<int, std::int64_t> scales_;
    std::int64_t count_ = 0, nan_ = 0, up_ = 0, down_ = 0;
};

class NumericSum final : public NumericRows {
    Made result(StatementState&) override {
        if (count() == 0) return Value();
        TRY(auto text, sum().text());
        return text;
    }
};

class NumericAverage final : public NumericRows {
    Made result(StatementState&) override {
        if (count() == 0) return Value();
        TRY(auto const average, divide(sum(), decimal_of(count())));
        TRY(auto text, average.text());
        return text;
    }
};

// Floating-point sums depend on their order: a frame whose start moves is summed anew, as PostgreSQL does.
template <class Real>
class FloatRows : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        rows_.push_back(static_cast<Real>(args.real(0)));
        return moved_ ? Result<void>() : sum(rows_.back());
    }
    Result<void> remove(Arguments const&) override {
        rows_.pop_front();
        moved_ = true;
        return {};
    }

protected:
    std::size_t count() const { return rows_.size(); }
    Result<double> total() {
        if (moved_) {
            total_ = 0;
            for (auto const row : rows_) TRY_VOID(sum(row));
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

template <class Real>
class FloatSum final : public FloatRows<Real> {
    Made result(StatementState&) override {
        if (this->count() == 0) return Value();
        TRY(auto const total, this->total());
        return total;
    }
};

class FloatAverage final : public FloatRows<double> {
    Made result(StatementState&) override {
        if (count() == 0) return Value();
        TRY(auto const sum, total());
        return sum / static_cast<double>(count());
    }
};

template <class Made>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Made>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_numeric_sum", 1, make<NumericSum>},
    {"pg_numeric_avg", 1, make<NumericAverage>},
    {"pg_float4_sum", 1, make<FloatSum<float>>},
    {"pg_float8_sum", 1, make<FloatSum<double>>},
    {"pg_float8_avg", 1, make<FloatAverage>},
});

}  // namespace

Result<void> register_number_aggregates(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
