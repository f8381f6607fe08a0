// = <> < <= > >= of every type, count, min and max. Stored values order as PostgreSQL orders them, by
// themselves or under the collation of their type, so that SQLite's own operators serve and use indexes.

#include <array>

#include "sql/builtin/comparison.hpp"

namespace backstay::sql {
namespace {

using enum BaseType;

constexpr auto operators = std::to_array<std::string_view>({"=", "<>", "<", "<=", ">", ">="});

// Those that PostgreSQL compares without a cast before. Dates with timestamps are the time family's: their
// stored values are of different units.
constexpr auto pairs = std::to_array<std::pair<BaseType, BaseType>>({
    {boolean, boolean},
    {int2, int2},
    {int2, int4},
    {int2, int8},
    {int4, int2},
    {int4, int4},
    {int4, int8},
    {int8, int2},
    {int8, int4},
    {int8, int8},
    {numeric, numeric},
    {float4, float4},
    {float4, float8},
    {float8, float4},
    {float8, float8},
    {oid, oid},
    {text, text},
    {text, name},
    {name, text},
    {name, name},
    {bpchar, bpchar},
    {citext, citext},
    {uuid, uuid},
    {bit, bit},
    {varbit, varbit},
    {bytea, bytea},
    {date, date},
    {time, time},
    {timetz, timetz},
    {timestamp, timestamp},
    {timestamptz, timestamptz},
    {interval, interval},
    {jsonb, jsonb},
    {anyenum, anyenum},
    {anyarray, anyarray},
});

std::vector<BuiltinOperator> comparison_operators() {
    std::vector<BuiltinOperator> out;
    for (auto const& [left, right] : pairs)
        for (auto const name : operators)
            out.push_back({.name = name,
                           .left = {left},
                           .right = {right},
                           .result = {boolean},
                           .sqlite = name,
                           .native = true});
    // Which is less is another matter: PostgreSQL goes by their sizes first.
    for (auto const name : {operators[0], operators[1]})
        out.push_back({.name = name,
                       .left = {tsvector},
                       .right = {tsvector},
                       .result = {boolean},
                       .sqlite = name,
                       .native = true});
    return out;
}

// What min() and max() are of; PostgreSQL has neither of boolean, uuid, bytea and jsonb.
constexpr auto ordered =
    std::to_array<BaseType>({int2, int4, int8, numeric, float4, float8, oid, text, bpchar, citext, date, time,
                             timetz, timestamp, timestamptz, interval, anyenum, anyarray});

// 1.5 and 1.50 are equal: of such values PostgreSQL gives the last, SQLite the first.
struct LastOfEquals {
    BaseType type;
    std::string_view min, max;
};
constexpr auto last_of_equals = std::to_array<LastOfEquals>({{numeric, "pg_min_numeric", "pg_max_numeric"},
                                                             {interval, "pg_min_interval", "pg_max_interval"},
                                                             {citext, "pg_min_citext", "pg_max_citext"}});

std::vector<Builtin> functions() {
    std::vector<Builtin> out{{.name = "count",
                              .args = {{any}},
                              .result = {int8},
                              .sqlite = "count",
                              .kind = BuiltinKind::aggregate,
                              .strict = false}};
    for (auto const& [name, sqlite] :
         {std::pair<std::string_view, std::string_view>{"num_nulls", "pg_num_nulls"},
          {"num_nonnulls", "pg_num_nonnulls"}})
        out.push_back({.name = name,
                       .args = {{any}},
                       .result = {int4},
                       .sqlite = sqlite,
                       .strict = false,
                       .variadic = true});
    auto const add = [&](std::string_view name, BaseType type, std::string_view sqlite) {
        out.push_back({.name = name,
                       .args = {{type}},
                       .result = {type},
                       .sqlite = sqlite,
                       .kind = BuiltinKind::aggregate});
    };
    for (auto const type : ordered) {
        auto const own = std::ranges::find(last_of_equals, type, &LastOfEquals::type);
        add("min", type, own == last_of_equals.end() ? "min" : own->min);
        add("max", type, own == last_of_equals.end() ? "max" : own->max);
    }
    return out;
}

}  // namespace

Family comparison_family() {
    auto all = functions();
    for (auto& window : comparisons::window_functions()) all.push_back(std::move(window));
    return {.functions = std::move(all), .operators = comparison_operators()};
}

}  // namespace backstay::sql
