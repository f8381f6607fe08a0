// Arrays made: ARRAY[...], array_append(), array_prepend(), array_cat(), array_fill(), and made over:
// array_remove(), array_replace(), trim_array().
// https://www.postgresql.org/docs/15/functions-array.html

#include <algorithm>
#include <array>

#include "base/limitation.hpp"
#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure incompatible(std::string detail) {
    return failure("2202E", "cannot concatenate incompatible arrays").detail(std::move(detail));
}

// ARRAY[a, b]; the first argument tells the type of the elements.
Result<Value> constructed(Arguments const& args) {
    std::vector<Value> elements;
    for (int i = 1; i < args.size(); ++i) elements.push_back(args.value(i));
    return array_answer(ArrayValue::of(std::move(elements)));
}

// ARRAY[[1, 2], [3, 4]]: sub-arrays of one size, or none with anything in it.
Result<Value> constructed_of_arrays(Arguments const& args) {
    auto const element = sql::find_builtin_type(args.text(0));
    ArrayValue out;
    std::vector<int> inner;
    bool empty = false;
    for (int i = 1; i < args.size(); ++i) {
        auto part = args.is_null(i) ? ArrayValue{} : stored_array(args.text(i), {.base = element});
        empty = empty || part.elements.empty();
        if (!part.elements.empty()) {
            if (inner.empty()) inner = part.dimensions;
            if (inner != part.dimensions)
                return failure(
                    "2202E", "multidimensional arrays must have array expressions with matching dimensions");
        }
        std::ranges::move(part.elements, std::back_inserter(out.elements));
    }
    if (inner.empty()) return array_answer({});
    if (empty)
        return failure("2202E",
                       "multidimensional arrays must have array expressions with matching dimensions");
    out.dimensions.push_back(args.size() - 1);
    out.dimensions.insert(out.dimensions.end(), inner.begin(), inner.end());
    TRY_VOID(check_dimensions(out.dimensions));
    return array_answer(out);
}

enum class End : std::uint8_t { front, back };

Result<Value> with_element(Arguments const& args, int array_place, int element_place, End end) {
    auto array = args.is_null(array_place) ? ArrayValue{} : array_argument(args, array_place);
    if (array.dimensions.size() > 1)
        return failure("22000", "argument must be empty or one-dimensional array");
    auto elements = std::move(array.elements);
    elements.insert(end == End::front ? elements.begin() : elements.end(), args.value(element_place));
    return array_answer(ArrayValue::of(std::move(elements)));
}
Result<Value> append(Arguments const& args) { return with_element(args, 0, 1, End::back); }
Result<Value> prepend(Arguments const& args) { return with_element(args, 1, 0, End::front); }

// Two arrays of the same dimensions below the first, or one of them an element of the other.
Result<Value> concatenated(ArrayValue a, ArrayValue const& b) {
    auto const x = a.dimensions.size(), y = b.dimensions.size();
    if (x > y + 1 || y > x + 1)
        return incompatible("Arrays of " + std::to_string(x) + " and " + std::to_string(y) +
                            " dimensions are not compatible for concatenation.");
    auto const inner = [](std::vector<int> const& d) { return std::vector<int>(d.begin() + 1, d.end()); };
    std::vector<int> dimensions;
    if (x == y) {
        if (inner(a.dimensions) != inner(b.dimensions))
            return incompatible(
                "Arrays with differing element dimensions are not compatible for concatenation.");
        dimensions = a.dimensions;
        dimensions[0] += b.dimensions[0];
    } else {
        auto const& whole = x > y ? a.dimensions : b.dimensions;
        auto const& part = x > y ? b.dimensions : a.dimensions;
        if (inner(whole) != part)
            return incompatible("Arrays with differing dimensions are not compatible for concatenation.");
        dimensions = whole;
        ++dimensions[0];
    }
    std::ranges::copy(b.elements, std::back_inserter(a.elements));
    TRY_VOID(check_dimensions(dimensions));
    return array_answer({std::move(dimensions), std::move(a.elements)});
}

Result<Value> cat(Arguments const& args) {
    if (args.is_null(0)) return args.value(1);
    if (args.is_null(1)) return args.value(0);
    auto a = array_argument(args, 0);
    auto const b = array_argument(args, 1);
    if (a.elements.empty()) return args.value(1);
    if (b.elements.empty()) return args.value(0);
    return concatenated(std::move(a), b);
}

Result<Value> remove(Arguments const& args) {
    if (args.is_null(0)) return Value();
    auto array = array_argument(args, 0);
    if (array.dimensions.size() > 1)
        return failure("0A000", "removing elements from multidimensional arrays is not supported");
    auto const type = args.type(1);
    auto const gone = args.value(1);
    std::erase_if(array.elements, [&](Value const& one) { return same_element(one, gone, type); });
    return array_answer(ArrayValue::of(std::move(array.elements)));
}

Result<Value> replace(Arguments const& args) {
    if (args.is_null(0)) return Value();
    auto array = array_argument(args, 0);
    auto const type = args.type(1);
    auto const from = args.value(1), to = args.value(2);
    for (auto& element : array.elements)
        if (same_element(element, from, type)) element = to;
    return array_answer(array);
}

Result<Value> trim(Arguments const& args) {
    auto array = array_argument(args, 0);
    auto const count = args.integer(1);
    int const length = array.dimensions.empty() ? 0 : array.dimensions.front();
    if (count < 0 || count > length)
        return failure("2202E", "number of elements to trim must be between 0 and " + std::to_string(length));
    if (count == length) return array_answer({});
    array.elements.resize(array.elements.size() / static_cast<std::size_t>(length) *
                          static_cast<std::size_t>(length - count));
    array.dimensions.front() -= static_cast<int>(count);
    return array_answer(array);
}

// The one-dimensional integer[] that argument `index` is.
Result<std::vector<int>> integers(Arguments const& args, int index, std::string const& what) {
    if (args.is_null(index)) return failure("22004", "dimension array or low bound array cannot be null");
    auto const array = array_argument(args, index);
    if (array.dimensions.size() > 1)
        return failure("2202E", "wrong number of array subscripts")
            .detail("Dimension array must be one dimensional.");
    std::vector<int> out;
    for (auto const& element : array.elements) {
        auto const* number = std::get_if<std::int64_t>(&element);
        if (number == nullptr) return failure("22004", what + " values cannot be null");
        out.push_back(static_cast<int>(*number));
    }
    return out;
}

// array_fill(value, dimensions [, lower bounds]).
Result<Value> fill(Arguments const& args) {
    bool const bounded = args.size() == 4;
    if (args.is_null(1) || (bounded && args.is_null(2)))
        return failure("22004", "dimension array or low bound array cannot be null");
    TRY(auto const dimensions, integers(args, 1, "dimension"));
    if (dimensions.size() > 6)
        return failure("54000", "number of dimensions (" + std::to_string(dimensions.size()) +
                                    ") exceeds the maximum allowed (6)");
    if (bounded) {
        TRY(auto const lower, integers(args, 2, "dimension"));
        if (lower.size() != dimensions.size())
            return failure("2202E", "wrong number of array subscripts")
                .detail("Low bound array has different size than dimensions array.");
        if (std::ranges::any_of(lower, [](int bound) { return bound != 1; }))
            return not_supported(Limitation::array_lower_bound);
    }
    std::size_t count = dimensions.empty() ? 0 : 1;
    for (int const length : dimensions) {
        if (length < 0) return failure("54000", "array size exceeds the maximum allowed (134217727)");
        count *= static_cast<std::size_t>(length);
    }
    TRY_VOID(check_dimensions(dimensions));
    if (count == 0) return array_answer({});
    return array_answer({dimensions, std::vector<Value>(count, args.value(0))});
}

constexpr auto array_build_functions = std::to_array<Scalar>({
    {"pg_array", -1, constructed, Strictness::takes_null},
    {"pg_array_of_arrays", -1, constructed_of_arrays, Strictness::takes_null},
    {"pg_array_append", 3, append, Strictness::takes_null},
    {"pg_array_prepend", 3, prepend, Strictness::takes_null},
    {"pg_array_cat", 3, cat, Strictness::takes_null},
    {"pg_array_remove", 3, remove, Strictness::takes_null},
    {"pg_array_replace", 4, replace, Strictness::takes_null},
    {"pg_trim_array", 3, trim},
    {"pg_array_fill", 3, fill, Strictness::takes_null},
    {"pg_array_fill", 4, fill, Strictness::takes_null},
});

}  // namespace

Result<void> register_array_build(Connection const& db, StatementState& state) {
    return register_scalars(db, state, array_build_functions);
}

}  // namespace backstay::engine::sqlite
