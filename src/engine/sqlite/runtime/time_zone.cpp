#include "engine/sqlite/runtime/time_zone.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<void> only_utc(StatementState const& state) {
    if (state.timezone == "UTC") return {};
    return not_supported("the time zone " + state.timezone, "UTC");
}

}  // namespace

Result<std::int64_t> to_local(StatementState const& state, std::int64_t utc) {
    TRY_VOID(only_utc(state));
    return utc;
}

Result<std::int64_t> to_utc(StatementState const& state, std::int64_t local) {
    TRY_VOID(only_utc(state));
    return local;
}

}  // namespace backstay::engine::sqlite
