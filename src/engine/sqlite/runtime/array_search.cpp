// What is in an array: array_position(), array_positions(), and the operators @> <@ &&.

#include <algorithm>
#include <array>

#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure several_dimensions() {
    return failure("0A000", "searching for elements in multidimensional arrays is not supported");
}

// array_position(array, element [, start])
Result<Value> position(Arguments const& args) {
    if (args.is_null(0)) return Value();
    auto const array = array_argument(args, 0);
    if (array.dimensions.size() > 1) return several_dimensions();
    auto const type = args.type(1);
    auto const wanted = args.value(1);
    auto const null = [](Value const& value) { return std::holds_alternative<std::monostate>(value); };
    if (null(wanted) && std::ranges::none_of(array.elements, null)) return Value();
    std::int64_t start = 1;
    if (args.size() == 4) {
        if (args.is_null(2)) return failure("22004", "initial position must not be null");
        start = std::max<std::int64_t>(start, args.integer(2));
    }
    for (auto i = static_cast<std::size_t>(start); i <= array.elements.size(); ++i)
        if (same_element(array.elements[i - 1], wanted, type)) return Value(static_cast<std::int64_t>(i));
    return Value();
}

Result<Value> positions(Arguments const& args) {
    if (args.is_null(0)) return Value();
    auto const array = array_argument(args, 0);
    if (array.dimensions.size() > 1) return several_dimensions();
    auto const type = args.type(1);
    auto const wanted = args.value(1);
    std::vector<Value> found;
    for (std::size_t i = 0; i < array.elements.size(); ++i)
        if (same_element(array.elements[i], wanted, type))
            found.emplace_back(static_cast<std::int64_t>(i + 1));
    return array_answer(ArrayValue::of(std::move(found)));
}

// Whether the array has an element equal to `wanted`; nothing is equal to NULL.
bool has(ArrayValue const& array, Value const& wanted, sql::Type type) {
    if (std::holds_alternative<std::monostate>(wanted)) return false;
    return std::ranges::any_of(array.elements,
                               [&](Value const& one) { return same_element(one, wanted, type); });
}

Value truth(bool value) { return std::int64_t{value ? 1 : 0}; }

bool contains_all(Arguments const& args, int whole, int part) {
    auto const type = sql::element_of(args.type(whole));
    auto const around = array_argument(args, whole);
    return std::ranges::all_of(array_argument(args, part).elements,
                               [&](Value const& one) { return has(around, one, type); });
}

Result<Value> contains(Arguments const& args) { return truth(contains_all(args, 0, 1)); }
Result<Value> contained(Arguments const& args) { return truth(contains_all(args, 1, 0)); }

Result<Value> overlap(Arguments const& args) {
    auto const type = sql::element_of(args.type(0));
    auto const a = array_argument(args, 0);
    return truth(std::ranges::any_of(array_argument(args, 1).elements,
                                     [&](Value const& one) { return has(a, one, type); }));
}

// value = any (array): NULL where that is not known.
Result<Value> any(Arguments const& args) {
    if (args.is_null(1)) return Value();
    auto const array = array_argument(args, 1);
    if (array.elements.empty()) return truth(false);
    if (args.is_null(0)) return Value();
    if (has(array, args.value(0), args.type(0))) return truth(true);
    bool const unknown = std::ranges::any_of(
        array.elements, [](Value const& one) { return std::holds_alternative<std::monostate>(one); });
    return unknown ? Value() : truth(false);
}

// width_bucket(value, thresholds): how many of the sorted thresholds are not above it.
Result<Value> width_bucket(Arguments const& args) {
    auto const thresholds = array_argument(args, 1);
    if (thresholds.dimensions.size() > 1) return failure("2202E", "thresholds must be one-dimensional array");
    auto const null = [](Value const& value) { return std::holds_alternative<std::monostate>(value); };
    if (std::ranges::any_of(thresholds.elements, null))
        return failure("22004", "thresholds array must not contain NULLs");
    auto const value = args.value(0);
    auto const type = args.type(0);
    auto const below = [&](Value const& wanted, Value const& threshold) {
        return compare_elements(wanted, threshold, type) < 0;
    };
    auto const above = std::ranges::upper_bound(thresholds.elements, value, below);
    return Value(static_cast<std::int64_t>(above - thresholds.elements.begin()));
}

constexpr auto array_search_functions = std::to_array<Scalar>({
    {"pg_width_bucket", 3, width_bucket},
    {"pg_array_position", 3, position, Strictness::takes_null},
    {"pg_array_position", 4, position, Strictness::takes_null},
    {"pg_array_positions", 3, positions, Strictness::takes_null},
    {"pg_array_any", 3, any, Strictness::takes_null},
    {"pg_array_contains", 3, contains},
    {"pg_array_contained", 3, contained},
    {"pg_array_overlap", 3, overlap},
});

}  // namespace

Result<void> register_array_search(Connection const& db, StatementState& state) {
    return register_scalars(db, state, array_search_functions);
}

}  // namespace backstay::engine::sqlite
