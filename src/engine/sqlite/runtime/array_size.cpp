// How large an array is: array_length(), array_upper(), array_lower(), array_ndims(), array_dims(),
// cardinality().

#include <array>

#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Value> length(Arguments const& args) {
    auto const array = array_argument(args, 0);
    auto const dimension = args.integer(1);
    if (dimension < 1 || dimension > static_cast<std::int64_t>(array.dimensions.size())) return Value();
    return Value(std::int64_t{array.dimensions[static_cast<std::size_t>(dimension - 1)]});
}

Result<Value> lower(Arguments const& args) {
    TRY(auto const upper, length(args));
    return std::holds_alternative<std::monostate>(upper) ? upper : Value(std::int64_t{1});
}

Result<Value> ndims(Arguments const& args) {
    auto const array = array_argument(args, 0);
    if (array.elements.empty()) return Value();
    return Value(static_cast<std::int64_t>(array.dimensions.size()));
}

Result<Value> dims(Arguments const& args) {
    auto const array = array_argument(args, 0);
    if (array.elements.empty()) return Value();
    std::string out;
    for (int const length : array.dimensions) out += "[1:" + std::to_string(length) + "]";
    return Value(std::move(out));
}

Result<Value> cardinality(Arguments const& args) {
    return Value(static_cast<std::int64_t>(array_argument(args, 0).elements.size()));
}

constexpr auto array_size_functions = std::to_array<Scalar>({
    {"pg_array_length", 3, length},
    {"pg_array_lower", 3, lower},
    {"pg_array_ndims", 2, ndims},
    {"pg_array_dims", 2, dims},
    {"pg_cardinality", 2, cardinality},
});

}  // namespace

Result<void> register_array_size(Connection const& db, StatementState& state) {
    return register_scalars(db, state, array_size_functions);
}

}  // namespace backstay::engine::sqlite
