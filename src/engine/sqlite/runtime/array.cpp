#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {

ArrayValue array_argument(Arguments const& args, int index) {
    return stored_array(args.text(index), sql::element_of(args.type(index)));
}

Value array_answer(ArrayValue const& array) { return store_array(array); }

Result<void> register_array(Connection const& db, StatementState& state) {
    TRY_VOID(register_array_collations(db));
    for (auto* const part :
         {register_array_build, register_array_subscript, register_array_size, register_array_search,
          register_array_string, register_array_rows, register_array_aggregates, register_array_map}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
