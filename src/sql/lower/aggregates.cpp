// Aggregates and window functions: f(distinct a) filter (where ...) over (...). SQLite has no ORDER BY within
// an aggregate; backstay_ordered('f', directions, keys..., arguments...) collects, sorts and then calls f.

#include <algorithm>
#include <array>

#include "base/limitation.hpp"
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
std::string direction(State& state, typed::SortKey const& key) {
    return std::string(key.direction == SortDirection::descending ? "d" : "a") +
           (key.nulls_first ? "f" : "l") + collation_of(key.expression.type, state.catalog());
}

struct Keys {
    std::string values;  // each with a comma behind
    std::string directions;
};

Result<Keys> keys(State& state, std::vector<typed::SortKey> const& order) {
    Keys out;
    for (auto const& key : order) {
        TRY(auto const text, expression(state, key.expression));
        out.directions += (out.directions.empty() ? "" : ",") + direction(state, key);
        out.values += text + ", ";
    }
    return out;
}

bool is_told_types(Builtin const& function) {
    return std::ranges::any_of(function.args, polymorphic) && function.sqlite.starts_with("pg_");
}

// ntile(n) and nth_value(x, n) want a number greater than zero.
bool counts(Builtin const& function, std::size_t index) {
    return (function.name == "ntile" && index == 0) || (function.name == "nth_value" && index == 1);
}

// percentile_cont(0.5) within group (order by x): what is sorted is an argument too.
typed::Expressions given(typed::AggregateCall const& a) {
    auto args = a.args;
    if (a.within_group)
        for (auto const& key : a.order_by) args.push_back(key.expression);
    return args;
}

Text arguments(State& state, typed::AggregateCall const& a) {
    // min and max choose by the collation of what they are given.
    bool const ordered = a.distinct || a.function->name == "min" || a.function->name == "max";
    auto const args = given(a);
    std::string out;
    for (std::size_t i = 0; i < args.size(); ++i) {
        TRY(auto text, ordered ? comparable(state, args[i]) : expression(state, args[i]));
        if (counts(*a.function, i))
            text = "pg_positive(" + text + ", '" + std::string(a.function->name) + "')";
        out += (out.empty() ? "" : ", ") + text;
    }
    return with_types(state, *a.function, args, out);
}

// DISTINCT sorts: by what ORDER BY says, then by the arguments that it does not name.
std::vector<typed::SortKey> distinct_order(typed::AggregateCall const& a) {
    auto order = a.order_by;
    for (auto const& arg : a.args)
        if (std::ranges::find(order, arg, &typed::SortKey::expression) == order.end())
            order.push_back({.expression = arg});
    return order;
}

// Whether an index begins with the column.
bool leads_index(CatalogRelation const& relation, std::string const& column) {
    auto const key = [&](KeyConstraint const& k) { return k.columns.front() == column; };
    auto const index = [&](CatalogIndex const& i) { return i.elements.front().column == column; };
    return std::ranges::any_of(relation.keys, key) || std::ranges::any_of(relation.indexes, index);
}

// min() and max() that SQLite's own do: over a frame that moves, or from the end of an index, where
// PostgreSQL too takes the outermost of equal values.
bool is_native_extreme(State& state, typed::AggregateCall const& a) {
    if (a.function->name != "min" && a.function->name != "max") return false;
    auto const* v = std::get_if<typed::Variable>(&a.args.front().node);
    if (a.over || v == nullptr || v->levels_up != 0 || v->column < 0 || state.scopes.empty())
        return a.over.has_value();
    auto const& entry = state.scopes.back().query->entries[static_cast<std::size_t>(v->entry)];
    auto const* table = std::get_if<typed::RelationEntry>(&entry.source);
    auto const* relation = table == nullptr ? nullptr : state.catalog().relation(table->relation);
    return relation != nullptr &&
           leads_index(*relation, relation->columns[static_cast<std::size_t>(v->column)].name);
}

Text call(State& state, typed::AggregateCall const& a) {
    std::string const name(is_native_extreme(state, a) ? a.function->name : a.function->sqlite);
    if (a.star) return name + "(*)";
    TRY(auto const args, arguments(state, a));
    // SQLite's DISTINCT is of one argument, and says nothing of the order.
    bool const any_order = std::ranges::count(unordered, a.function->name) > 0;
    bool const alone = a.args.size() == 1 && !is_told_types(*a.function);
    bool const plain = a.distinct ? any_order && alone : any_order || a.order_by.empty();
    if (plain) return name + "(" + (a.distinct ? "distinct " : "") + args + ")";
    TRY(auto const sorted, keys(state, a.distinct ? distinct_order(a) : a.order_by));
    return "backstay_ordered('" + name + "', '" + (a.distinct ? "distinct " : "") + sorted.directions +
           "', " + sorted.values + args + ")";
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
    if (a.function->sqlite.empty()) return not_supported(Limitation::aggregate, a.function->name);
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
