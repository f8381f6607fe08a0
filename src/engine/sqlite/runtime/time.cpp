#include "engine/sqlite/runtime/time.hpp"

#include <sqlite3.h>

#include "engine/sqlite/values/interval.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

std::string_view view(int size, void const* data) {
    return {static_cast<char const*>(data), static_cast<std::size_t>(size)};
}

template <class Order>
int sign(Order order) {
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare_intervals(void*, int a_size, void const* a, int b_size, void const* b) {
    return sign(compare(interval_of(view(a_size, a)), interval_of(view(b_size, b))));
}

int compare_zoned_times(void*, int a_size, void const* a, int b_size, void const* b) {
    return sign(compare(time_tz_of(view(a_size, a)), time_tz_of(view(b_size, b))));
}

Result<void> register_orders(Connection const& db, StatementState&) {
    bool const made = sqlite3_create_collation_v2(db.get(), "pg_interval", SQLITE_UTF8, nullptr,
                                                  compare_intervals, nullptr) == SQLITE_OK &&
                      sqlite3_create_collation_v2(db.get(), "pg_timetz", SQLITE_UTF8, nullptr,
                                                  compare_zoned_times, nullptr) == SQLITE_OK;
    if (!made) return std::unexpected(db.error());
    return {};
}

}  // namespace

Result<void> register_time(Connection const& db, StatementState& state) {
    for (auto* const part :
         {register_orders, register_clock, register_time_casts, register_time_arithmetic,
          register_time_extract, register_time_truncate, register_time_at_zone, register_time_make,
          register_time_overlaps, register_time_series, register_time_format}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
