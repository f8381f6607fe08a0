// generate_series() of timestamps, sum() and avg() of intervals.

#include <array>

#include "base/limitation.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Series {
    std::int64_t next = 0, last = 0;
    Interval step;
    bool down = false;
    ZonePtr zone;  // null: the clocks are never changed
    bool ended = false;

    Result<bool> operator()(Row& row) {
        if (ended || (down ? next < last : next > last)) return false;
        row.assign(1, Value(next));
        // Infinity has no successor.
        if (is_infinite(next)) return not_supported(Limitation::infinite_series);
        TRY(next, zone ? add(next, step, *zone) : add(next, step));
        return true;
    }
};

Result<Rows> series(Arguments const& args, ZonePtr zone) {
    auto const step = interval_of(args.text(2));
    auto const order = compare(step, Interval{});
    if (order == 0) return failure("22023", "step size cannot equal zero");
    return Rows(Series{.next = args.integer(0),
                       .last = args.integer(1),
                       .step = step,
                       .down = order < 0,
                       .zone = std::move(zone)});
}

Result<Rows> timestamp_series(Arguments const& args) { return series(args, nullptr); }
Result<Rows> timestamptz_series(Arguments const& args) {
    TRY(auto zone, time_session(args.state()).zone());
    return series(args, std::move(zone));
}

constexpr auto tables = std::to_array<TableFunction>({
    {"pg_generate_series_timestamp", 1, 3, timestamp_series},
    {"pg_generate_series_timestamptz", 1, 3, timestamptz_series},
});

class IntervalSum : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        TRY(sum_, engine::sqlite::add(sum_, interval_of(args.text(0))));
        ++count_;
        return {};
    }
    Result<void> remove(Arguments const& args) override {
        TRY(sum_, subtract(sum_, interval_of(args.text(0))));
        --count_;
        return {};
    }
    Result<Value> result(StatementState&) override {
        return count_ == 0 ? Value() : Value(print_interval(sum_));
    }

protected:
    Interval sum_;
    std::int64_t count_ = 0;
};

class IntervalAverage final : public IntervalSum {
    Result<Value> result(StatementState&) override {
        if (count_ == 0) return Value();
        TRY(auto const average, divide(sum_, static_cast<double>(count_)));
        return Value(print_interval(average));
    }
};

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_interval_sum", 1, []() -> std::unique_ptr<Accumulator> { return std::make_unique<IntervalSum>(); }},
    {"pg_interval_avg", 1,
     []() -> std::unique_ptr<Accumulator> { return std::make_unique<IntervalAverage>(); }},
});

}  // namespace

Result<void> register_time_series(Connection const& db, StatementState& state) {
    TRY_VOID(register_tables(db, state, tables));
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
