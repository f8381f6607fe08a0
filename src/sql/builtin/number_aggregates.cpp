// Aggregates of numbers. https://www.postgresql.org/docs/15/functions-aggregate.html

#include "sql/builtin/number.hpp"

namespace backstay::sql::numbers {
namespace {

using enum BaseType;

struct Row {
    std::string_view name;
    BaseType of, result;
    std::string_view sqlite;
};

// A sum of int2s or int4s cannot come near the limits of SQLite's own sum, which is exact in 64 bits.
constexpr auto sums = std::to_array<Row>({
    {"sum", int2, int8, "sum"},
    {"sum", int4, int8, "sum"},
    {"sum", int8, numeric, "pg_numeric_sum"},
    {"sum", numeric, numeric, "pg_numeric_sum"},
    {"sum", float4, float4, "pg_float4_sum"},
    {"sum", float8, float8, "pg_float8_sum"},
    {"bool_and", boolean, boolean, "pg_bool_and"},
    {"bool_or", boolean, boolean, "pg_bool_or"},
    {"every", boolean, boolean, "pg_bool_and"},
});

// Of exact numbers numeric, of the others double precision.
struct Spread {
    std::string_view name, exact, binary;
};
constexpr auto spreads = std::to_array<Spread>({
    {"avg", "pg_numeric_avg", "pg_float8_avg"},
    {"variance", "pg_numeric_var_samp", "pg_float8_var_samp"},
    {"var_samp", "pg_numeric_var_samp", "pg_float8_var_samp"},
    {"var_pop", "pg_numeric_var_pop", "pg_float8_var_pop"},
    {"stddev", "pg_numeric_stddev_samp", "pg_float8_stddev_samp"},
    {"stddev_samp", "pg_numeric_stddev_samp", "pg_float8_stddev_samp"},
    {"stddev_pop", "pg_numeric_stddev_pop", "pg_float8_stddev_pop"},
});

constexpr auto regressions = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"regr_sxx", "pg_regr_sxx"},
    {"regr_syy", "pg_regr_syy"},
    {"regr_sxy", "pg_regr_sxy"},
    {"regr_avgx", "pg_regr_avgx"},
    {"regr_avgy", "pg_regr_avgy"},
    {"regr_r2", "pg_regr_r2"},
    {"regr_slope", "pg_regr_slope"},
    {"regr_intercept", "pg_regr_intercept"},
    {"covar_pop", "pg_covar_pop"},
    {"covar_samp", "pg_covar_samp"},
    {"corr", "pg_corr"},
});

constexpr auto bits = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"bit_and", "pg_bit_and"}, {"bit_or", "pg_bit_or"}, {"bit_xor", "pg_bit_xor"}});

Builtin aggregate(std::string_view name, std::vector<Type> args, Type result, std::string_view sqlite) {
    return {.name = name,
            .args = std::move(args),
            .result = result,
            .sqlite = sqlite,
            .kind = BuiltinKind::aggregate};
}

}  // namespace

std::vector<Builtin> aggregates() {
    std::vector<Builtin> out;
    for (auto const& row : sums) out.push_back(aggregate(row.name, {{row.of}}, {row.result}, row.sqlite));
    for (auto const& [name, exact, binary] : spreads) {
        for (auto const type : {int2, int4, int8, numeric})
            out.push_back(aggregate(name, {{type}}, {numeric}, exact));
        for (auto const type : {float4, float8}) out.push_back(aggregate(name, {{type}}, {float8}, binary));
    }
    for (auto const& [name, sqlite] : regressions)
        out.push_back(aggregate(name, {{float8}, {float8}}, {float8}, sqlite));
    out.push_back(aggregate("regr_count", {{float8}, {float8}}, {int8}, "pg_regr_count"));
    for (auto const& [name, sqlite] : bits)
        for (auto const type : {int2, int4, int8}) out.push_back(aggregate(name, {{type}}, {type}, sqlite));
    // What is sorted is the last argument: percentile_cont(0.5) within group (order by x).
    out.push_back(aggregate("percentile_cont", {{float8}, {float8}}, {float8}, "pg_percentile_cont"));
    out.push_back(
        aggregate("percentile_cont", {{float8}, {interval}}, {interval}, "pg_percentile_cont_interval"));
    out.push_back(aggregate("percentile_disc", {{float8}, {anyelement}}, {anyelement}, "pg_percentile_disc"));
    Type const fractions{.base = float8, .array = true};
    out.push_back(aggregate("percentile_cont", {fractions, {float8}}, fractions, "pg_percentiles_cont"));
    out.push_back(aggregate("percentile_cont", {fractions, {interval}}, {.base = interval, .array = true},
                            "pg_percentiles_cont_interval"));
    out.push_back(aggregate("percentile_disc", {fractions, {anyelement}}, {anyarray}, "pg_percentiles_disc"));
    out.push_back(aggregate("mode", {{anyelement}}, {anyelement}, "pg_mode"));
    return out;
}

}  // namespace backstay::sql::numbers
