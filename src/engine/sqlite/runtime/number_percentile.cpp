// percentile_cont, percentile_disc and mode: they are given the rows of their group in order.

#include <algorithm>
#include <array>
#include <cmath>

#include "base/limitation.hpp"
#include "engine/sqlite/runtime/array.hpp"
#include "engine/sqlite/runtime/number.hpp"
#include "engine/sqlite/values/interval.hpp"
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

// Between two rows, `part` of the way: of numbers, and of intervals.
Made between(Value const& low, Value const& high, double part) {
    if (auto const* text = std::get_if<std::string>(&low)) {
        auto const first = interval_of(*text);
        TRY(auto const span, subtract(interval_of(std::get<std::string>(high)), first));
        TRY(auto const step, multiply(span, part));
        TRY(auto const sum, engine::sqlite::add(first, step));
        return Value(print_interval(sum));
    }
    auto const first = std::get<double>(low);
    return Value(first + part * (std::get<double>(high) - first));
}

Made continuous(std::vector<Value> const& rows, double fraction) {
    auto const place = fraction * static_cast<double>(rows.size() - 1);
    auto const low = std::floor(place);
    auto const& first = rows[static_cast<std::size_t>(low)];
    if (low == std::ceil(place)) return first;
    return between(first, rows[static_cast<std::size_t>(low) + 1], place - low);
}

Made discrete(std::vector<Value> const& rows, double fraction) {
    auto const place = std::ceil(fraction * static_cast<double>(rows.size()));
    return rows[static_cast<std::size_t>(std::max(place, 1.0)) - 1];
}

double number(Value const& value) {
    auto const* whole = std::get_if<std::int64_t>(&value);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

// The fraction is the first argument, or an array of them; the second is what is sorted. With Numbers::real
// what is sorted is a number.
enum class Numbers : std::uint8_t { as_stored, real };
template <Made (*at)(std::vector<Value> const&, double), Numbers numbers>
class Percentile : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (!args.is_null(0)) given_ = args.value(0);
        if (args.is_null(1)) return {};
        rows_.push_back(numbers == Numbers::real ? Value(args.real(1)) : args.value(1));
        return {};
    }
    Made result(StatementState&) override {
        if (std::holds_alternative<std::monostate>(given_)) return Value();
        TRY_VOID(check_fraction(number(given_)));
        if (rows_.empty()) return Value();
        return at(rows_, number(given_));
    }

protected:
    Value given_;
    std::vector<Value> rows_;
};

template <Made (*at)(std::vector<Value> const&, double), Numbers numbers>
class Percentiles final : public Percentile<at, numbers> {
public:
    Made result(StatementState&) override {
        auto const* given = std::get_if<std::string>(&this->given_);
        if (given == nullptr || this->rows_.empty()) return Value();
        auto array = stored_array(*given, {.base = BaseType::float8});
        for (auto& element : array.elements) {
            if (std::holds_alternative<std::monostate>(element)) continue;
            TRY_VOID(check_fraction(number(element)));
            TRY(element, at(this->rows_, number(element)));
        }
        return array_answer(array);
    }
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
        return not_supported(Limitation::mode_of_type, sql::format_type(type));
    }

    Value current_, frequent_;
    std::int64_t count_ = 0, most_ = 0;
};

template <class Kind>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Kind>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_percentile_cont", 2, make<Percentile<continuous, Numbers::real>>, Strictness::takes_null},
    {"pg_percentiles_cont", 2, make<Percentiles<continuous, Numbers::real>>, Strictness::takes_null},
    {"pg_percentile_cont_interval", 2, make<Percentile<continuous, Numbers::as_stored>>,
     Strictness::takes_null},
    {"pg_percentiles_cont_interval", 2, make<Percentiles<continuous, Numbers::as_stored>>,
     Strictness::takes_null},
    // The third: types.
    {"pg_percentile_disc", 3, make<Percentile<discrete, Numbers::as_stored>>, Strictness::takes_null},
    {"pg_percentiles_disc", 3, make<Percentiles<discrete, Numbers::as_stored>>, Strictness::takes_null},
    {"pg_mode", 2, make<Mode>},
});

}  // namespace

Result<void> register_percentiles(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
