// percentile_cont, percentile_disc and mode: they are given the rows of their group in order.

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/values/numeric_text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using Made = Result<Value>;

Result<void> check_fraction(double fraction) {
    if (fraction >= 0 && fraction <= 1) return {};
    return failure("22003",
                   "percentile value " + print_float(fraction, BaseType::float8) + " is not between 0 and 1");
}

class Continuous final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (!args.is_null(0)) fraction_ = args.real(0);
        if (!args.is_null(1)) rows_.push_back(args.real(1));
        return {};
    }
    Made result(StatementState&) override {
        if (!fraction_) return Value();
        TRY_VOID(check_fraction(*fraction_));
        if (rows_.empty()) return Value();
        auto const place = *fraction_ * static_cast<double>(rows_.size() - 1);
        auto const low = std::floor(place);
        auto const first = rows_[static_cast<std::size_t>(low)];
        if (low == std::ceil(place)) return first;
        return first + (place - low) * (rows_[static_cast<std::size_t>(low) + 1] - first);
    }

private:
    std::optional<double> fraction_;
    std::vector<double> rows_;
};

class Discrete final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (!args.is_null(0)) fraction_ = args.real(0);
        if (!args.is_null(1)) rows_.push_back(args.value(1));
        return {};
    }
    Made result(StatementState&) override {
        if (!fraction_) return Value();
        TRY_VOID(check_fraction(*fraction_));
        if (rows_.empty()) return Value();
        auto const place = std::ceil(*fraction_ * static_cast<double>(rows_.size()));
        return rows_[static_cast<std::size_t>(std::max(place, 1.0)) - 1];
    }

private:
    std::optional<double> fraction_;
    std::vector<Value> rows_;
};

// The most frequent value, the first of them in order.
class Mode final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        auto value = args.value(0);
        if (count_ > 0 && same(args, value)) {
            ++count_;
        } else {
            current_ = std::move(value);
            count_ = 1;
        }
        if (count_ > most_) {
            most_ = count_;
            frequent_ = current_;
        }
        return check(args.type(0));
    }
    Made result(StatementState&) override { return frequent_; }

private:
    bool same(Arguments const& args, Value const& value) const {
        if (args.type(0).base != BaseType::numeric) return value == current_;
        return compare_numeric(std::get<std::string>(value), std::get<std::string>(current_)) == 0;
    }
    static Result<void> check(sql::Type type) {
        constexpr auto ordered_otherwise = std::to_array<BaseType>(
            {BaseType::interval, BaseType::timetz, BaseType::citext, BaseType::bpchar, BaseType::jsonb});
        if (!type.array && std::ranges::count(ordered_otherwise, type.base) == 0) return {};
        return not_supported("mode() of " + sql::format_type(type), "group by, order by count(*) desc");
    }

    Value current_, frequent_;
    std::int64_t count_ = 0, most_ = 0;
};

template <class Kind>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Kind>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_percentile_cont", 2, make<Continuous>, Strictness::takes_null},
    {"pg_percentile_disc", 3, make<Discrete>, Strictness::takes_null},  // the third: types
    {"pg_mode", 2, make<Mode>},
});

}  // namespace

Result<void> register_percentiles(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
