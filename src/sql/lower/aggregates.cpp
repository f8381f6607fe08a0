// Aggregates and window functions: f(distinct a) filter (where ...) over (...). SQLite has no ORDER BY within
// an aggregate; backstay_ordered('f', directions, keys..., arguments...) collects, sorts and then calls f.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

// Those whose result does not depend on the order of their rows.
constexpr auto unordered = std::to_array<std::string_view>(
    {"count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or", "stddev",
     "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp"});

bool polymorphic(Type type) { return type.base >= BaseType::any; }

// One letter a key: a or d, then f or l for where NULLs go; and its collation.
Text keys(State& state, std::vector<typed::SortKey> const& order, std::string& directions) {
    std::string out;
    for (auto const& key : order) {
        TRY(auto const text, expression(state, key.expression));
        if (!directions.empty()) directions += ",";
        directions += key.direction == SortDirection::descending ? "d" : "a";
        directions += key.nulls_first ? "f" : "l";
        directions += collation_of(key.expression.type, state.catalog());
        out += text + ", ";
    }
    return out;
}

Text arguments(State& state, typed::AggregateCall const& a) {
    // min and max choose by the collation of what they are given.
    std::string out;
    for (auto const& arg : a.args) {
        bool const ordered = a.distinct || a.function->name == "min" || a.function->name == "max";
        TRY(auto const text, ordered ? comparable(state, arg) : expression(state, arg));
        out += (out.empty() ? "" : ", ") + text;
    }
    bool const told =
        std::ranges::any_of(a.function->args, polymorphic) && a.function->sqlite.starts_with("pg_");
    if (!told) return out;
    std::string types;
    for (auto const& arg : a.args) {
        auto const one = type_argument(state, arg.type);
        types += (types.empty() ? "" : ",") + one;
    }
    return out + (out.empty() ? "" : ", ") + "'" + types + "'";
}

Text call(State& state, typed::AggregateCall const& a) {
    std::string const name(a.function->sqlite);
    if (a.star) return name + "(*)";
    TRY(auto const args, arguments(state, a));
    bool const sorted = !a.order_by.empty() && !std::ranges::count(unordered, a.function->name);
    if (!sorted) {
        bool const several = a.distinct && args.find(", '") != std::string::npos;
        if (!several) return name + "(" + (a.distinct ? "distinct " : "") + args + ")";
    }
    std::string directions;
    TRY(auto key_list, keys(state, a.order_by, directions));
    if (a.within_group) {
        // percentile_cont(0.5) within group (order by x): the sorted values are the function's arguments.
        return name + "(" + args + (args.empty() ? "" : ", ") + key_list.substr(0, key_list.size() - 2) + ")";
    }
    return "backstay_ordered('" + name + "', '" + (a.distinct ? "distinct " : "") + directions + "', " +
           key_list + args + ")";
}

}  // namespace

std::string type_argument(State& state, Type type) {
    auto base = storage_base(type, state.catalog());
    base.modifier = -1;
    if (base.base == BaseType::enumeration) base = Type{.base = BaseType::text, .array = base.array};
    if (base.base == BaseType::composite) base = Type{.base = BaseType::record, .array = base.array};
    return format_type(base);
}

Text aggregate(State& state, typed::AggregateCall const& a) {
    if (a.function->sqlite.empty())
        return not_supported(std::string(a.function->name) + "()", "another aggregate");
    TRY(auto out, call(state, a));
    if (a.filter) {
        TRY(auto const condition, expression(state, **a.filter));
        out += " filter (where " + condition + ")";
    }
    if (a.over) {
        TRY(auto const over, window(state, *a.over));
        out += " over (" + over + ")";
    }
    return out;
}

}  // namespace backstay::sql::lowering
