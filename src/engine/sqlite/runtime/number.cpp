#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {

Result<void> register_number(Connection const& db, StatementState& state) {
    for (auto* const part :
         {register_integers, register_floats, register_float_functions, register_angles, register_numerics,
          register_chance, register_number_formats, register_number_casts, register_number_sums,
          register_statistics, register_bits, register_percentiles, register_series}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
