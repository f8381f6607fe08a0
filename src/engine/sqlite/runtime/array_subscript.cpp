// a[2], a[1][2], a[2:3], a[:2][1:]: NULL, or an empty array, where there is nothing.
// https://www.postgresql.org/docs/15/arrays.html#ARRAYS-ACCESSING

#include <algorithm>
#include <array>

#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {
namespace {

// pg_array_element('integer', array, index, ...)
Result<Value> element(Arguments const& args) {
    auto const array = stored_array(args.text(1), {.base = sql::find_builtin_type(args.text(0))});
    if (static_cast<std::size_t>(args.size() - 2) != array.dimensions.size()) return Value();
    std::size_t place = 0;
    for (int i = 2; i < args.size(); ++i) {
        auto const index = args.integer(i);
        int const length = array.dimensions[static_cast<std::size_t>(i - 2)];
        if (index < 1 || index > length) return Value();
        place = place * static_cast<std::size_t>(length) + static_cast<std::size_t>(index - 1);
    }
    return array.elements[place];
}

struct Range {
    int first = 1;  // from 1
    int last = 0;
};

void collect(ArrayValue const& array, std::vector<Range> const& ranges, std::size_t depth, std::size_t place,
             std::vector<Value>& out) {
    if (depth == ranges.size()) {
        out.push_back(array.elements[place]);
        return;
    }
    for (int i = ranges[depth].first; i <= ranges[depth].last; ++i)
        collect(array, ranges, depth + 1,
                place * static_cast<std::size_t>(array.dimensions[depth]) + static_cast<std::size_t>(i - 1),
                out);
}

// pg_array_slice('lu-u', array, bound, ...): of each dimension whether its lower (l) and its upper (u) bound
// is given, and those that are.
Result<Value> slice(Arguments const& args) {
    auto const given = args.text(0);
    auto const array = stored_array(args.text(1), {.base = sql::BaseType::text});
    auto const count = given.size() / 2;
    if (count > array.dimensions.size() || array.elements.empty()) return array_answer({});
    std::vector<Range> ranges;
    int next = 2;
    for (std::size_t i = 0; i < array.dimensions.size(); ++i) {
        Range range{.first = 1, .last = array.dimensions[i]};
        auto const bound = [&] {
            return static_cast<int>(std::clamp<std::int64_t>(args.integer(next++), -1, 1 << 30));
        };
        if (i < count && given[2 * i] == 'l') range.first = std::max(range.first, bound());
        if (i < count && given[2 * i + 1] == 'u') range.last = std::min(range.last, bound());
        if (range.first > range.last) return array_answer({});
        ranges.push_back(range);
    }
    ArrayValue out;
    for (auto const& range : ranges) out.dimensions.push_back(range.last - range.first + 1);
    collect(array, ranges, 0, 0, out.elements);
    return array_answer(out);
}

constexpr auto array_subscript_functions = std::to_array<Scalar>({
    {"pg_array_element", -1, element},
    {"pg_array_slice", -1, slice},
});

}  // namespace

Result<void> register_array_subscript(Connection const& db, StatementState& state) {
    return register_scalars(db, state, array_subscript_functions);
}

}  // namespace backstay::engine::sqlite
