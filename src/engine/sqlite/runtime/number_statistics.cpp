// Averages, variances and regressions of double precision, by the updating formulas of Youngs and Cramer, in
// the order of the rows. https://www.postgresql.org/docs/15/functions-aggregate.html

#include <array>
#include <cmath>
#include <deque>
#include <limits>

#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

Failure overflow() { return failure("22003", "value out of range: overflow"); }

// Of one variable: the number of rows, their sum, the sum of the squared distances from the mean.
struct Spread {
    double n = 0, sx = 0, sxx = 0;

    Result<void> add(double x) {
        double const before = n, sum = sx;
        n += 1;
        sx += x;
        if (before == 0) {
            if (!std::isfinite(x)) sxx = no_number;
            return {};
        }
        double const distance = x * n - sx;
        sxx += distance * distance / (n * before);
        if (!std::isinf(sx) && !std::isinf(sxx)) return {};
        if (!std::isinf(sum) && !std::isinf(x)) return overflow();
        sxx = no_number;
        return {};
    }
};

// Of two.
struct Point {
    double y = 0, x = 0;
};
struct Regression {
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;

    Result<void> add(Point const& p) {
        Regression const before = *this;
        n += 1;
        sx += p.x;
        sy += p.y;
        if (before.n == 0) {
            bool const odd_x = !std::isfinite(p.x), odd_y = !std::isfinite(p.y);
            if (odd_x) sxx = no_number;
            if (odd_y) syy = no_number;
            if (odd_x || odd_y) sxy = no_number;
            return {};
        }
        double const dx = p.x * n - sx, dy = p.y * n - sy, scale = 1.0 / (n * before.n);
        sxx += dx * dx * scale;
        syy += dy * dy * scale;
        sxy += dx * dy * scale;
        return check(p, before);
    }

private:
    Result<void> check(Point const& p, Regression const& before) {
        bool const finite_x = !std::isinf(before.sx) && !std::isinf(p.x);
        bool const finite_y = !std::isinf(before.sy) && !std::isinf(p.y);
        bool const over_x = std::isinf(sx) || std::isinf(sxx), over_y = std::isinf(sy) || std::isinf(syy);
        if ((over_x && finite_x) || (over_y && finite_y) || (std::isinf(sxy) && finite_x && finite_y))
            return overflow();
        for (auto* const sum : {&sxx, &syy, &sxy})
            if (std::isinf(*sum)) *sum = no_number;
        return {};
    }
};

// Rows that leave a moving frame make it be reckoned anew, as PostgreSQL does.
template <class Sums, class Row, Row (*row_of)(Arguments const&), Value (*finish)(Sums const&)>
class Statistics final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        rows_.push_back(row_of(args));
        // What overflows may yet leave the frame.
        moved_ = moved_ || !sums_.add(rows_.back());
        return {};
    }
    Result<void> remove(Arguments const&) override {
        rows_.pop_front();
        moved_ = true;
        return {};
    }
    Made result(StatementState&) override {
        if (moved_) {
            sums_ = {};
            for (auto const& row : rows_) TRY_VOID(sums_.add(row));
            moved_ = false;
        }
        return finish(sums_);
    }

private:
    std::deque<Row> rows_;
    Sums sums_;
    bool moved_ = false;
};

double number_of(Arguments const& args) { return args.real(0); }
Point point_of(Arguments const& args) { return {args.real(0), args.real(1)}; }

template <Value (*finish)(Spread const&)>
std::unique_ptr<Accumulator> one() {
    return std::make_unique<Statistics<Spread, double, number_of, finish>>();
}
template <Value (*finish)(Regression const&)>
std::unique_ptr<Accumulator> two() {
    return std::make_unique<Statistics<Regression, Point, point_of, finish>>();
}

// ---- what is asked of the sums ----
Value average(Spread const& s) { return s.n < 1 ? Value() : s.sx / s.n; }
Value var_pop(Spread const& s) { return s.n < 1 ? Value() : s.sxx / s.n; }
Value var_samp(Spread const& s) { return s.n < 2 ? Value() : s.sxx / (s.n - 1); }
Value stddev_pop(Spread const& s) { return s.n < 1 ? Value() : std::sqrt(s.sxx / s.n); }
Value stddev_samp(Spread const& s) { return s.n < 2 ? Value() : std::sqrt(s.sxx / (s.n - 1)); }

Value count(Regression const& r) { return static_cast<std::int64_t>(r.n); }
Value sxx(Regression const& r) { return r.n < 1 ? Value() : r.sxx; }
Value syy(Regression const& r) { return r.n < 1 ? Value() : r.syy; }
Value sxy(Regression const& r) { return r.n < 1 ? Value() : r.sxy; }
Value average_x(Regression const& r) { return r.n < 1 ? Value() : r.sx / r.n; }
Value average_y(Regression const& r) { return r.n < 1 ? Value() : r.sy / r.n; }
Value covar_pop(Regression const& r) { return r.n < 1 ? Value() : r.sxy / r.n; }
Value covar_samp(Regression const& r) { return r.n < 2 ? Value() : r.sxy / (r.n - 1); }
Value correlation(Regression const& r) {
    if (r.n < 1 || r.sxx == 0 || r.syy == 0) return {};
    return r.sxy / std::sqrt(r.sxx * r.syy);
}
Value determination(Regression const& r) {
    if (r.n < 1 || r.sxx == 0) return {};
    return r.syy == 0 ? 1.0 : (r.sxy * r.sxy) / (r.sxx * r.syy);
}
Value slope(Regression const& r) { return r.n < 1 || r.sxx == 0 ? Value() : r.sxy / r.sxx; }
Value intercept(Regression const& r) {
    return r.n < 1 || r.sxx == 0 ? Value() : (r.sy - r.sx * r.sxy / r.sxx) / r.n;
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_float8_avg", 1, one<average>},
    {"pg_float8_var_pop", 1, one<var_pop>},
    {"pg_float8_var_samp", 1, one<var_samp>},
    {"pg_float8_stddev_pop", 1, one<stddev_pop>},
    {"pg_float8_stddev_samp", 1, one<stddev_samp>},
    {"pg_regr_count", 2, two<count>},
    {"pg_regr_sxx", 2, two<sxx>},
    {"pg_regr_syy", 2, two<syy>},
    {"pg_regr_sxy", 2, two<sxy>},
    {"pg_regr_avgx", 2, two<average_x>},
    {"pg_regr_avgy", 2, two<average_y>},
    {"pg_regr_r2", 2, two<determination>},
    {"pg_regr_slope", 2, two<slope>},
    {"pg_regr_intercept", 2, two<intercept>},
    {"pg_covar_pop", 2, two<covar_pop>},
    {"pg_covar_samp", 2, two<covar_samp>},
    {"pg_corr", 2, two<correlation>},
});

}  // namespace

Result<void> register_statistics(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
