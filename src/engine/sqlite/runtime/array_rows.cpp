// Rows of arrays: unnest(), generate_subscripts().

#include <array>

#include "engine/sqlite/runtime/array.hpp"
#include "engine/sqlite/runtime/table_function.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Rows> unnest(Arguments const& args) { return column_of(array_argument(args, 0).elements); }

// generate_subscripts(array, dimension [, reverse])
Result<Rows> subscripts(Arguments const& args) {
    auto const array = array_argument(args, 0);
    auto const dimension = args.integer(1);
    bool const reverse = args.size() == 4 && args.boolean(2);
    if (dimension < 1 || dimension > static_cast<std::int64_t>(array.dimensions.size())) return no_rows();
    std::int64_t const length = array.dimensions[static_cast<std::size_t>(dimension - 1)];
    return [length, reverse, place = std::int64_t{0}](Row& row) mutable -> Result<bool> {
        if (place == length) return false;
        ++place;
        row.assign(1, reverse ? length + 1 - place : place);
        return true;
    };
}

constexpr auto tables = std::to_array<TableFunction>({
    {"pg_unnest", 1, 2, unnest},
    {"pg_generate_subscripts", 1, 4, subscripts},
});

}  // namespace

Result<void> register_array_rows(Connection const& db, StatementState& state) {
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
