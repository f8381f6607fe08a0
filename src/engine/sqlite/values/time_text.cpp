#include "engine/sqlite/values/time_text.hpp"

#include <array>
#include <cstdlib>

#include "base/limitation.hpp"
#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/time_reader.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

Failure date_out_of_range(std::string_view text) {
    return failure("22008", "date out of range: \"" + std::string(text) + "\"");
}

std::int64_t step_of(int digits) {
    std::int64_t step = 1;
    for (int i = digits; i < 6; ++i) step *= 10;
    return step;
}

}  // namespace

Result<std::int64_t> parse_date(std::string_view text, TimeSession& session) {
    TRY(auto const read, read_moment(text, BaseType::date, session));
    if (read.special == Special::latest) return infinite_future;
    if (read.special == Special::earliest) return infinite_past;
    if (read.special) return 0;
    if (!is_valid_day(read.date)) return date_out_of_range(text);
    return days_of(read.date);
}

Result<std::int64_t> parse_time(std::string_view text, TimeSession& session) {
    TRY(auto const read, read_time_of_day(text, BaseType::time, session));
    return read.time();
}

Result<TimeTz> parse_time_tz(std::string_view text, TimeSession& session) {
    TRY(auto const read, read_time_of_day(text, BaseType::timetz, session));
    return TimeTz{read.time(), read.offset};
}

Result<std::int64_t> parse_timestamp(std::string_view text, BaseType type, TimeSession& session) {
    TRY(auto const read, read_moment(text, type, session));
    if (read.special == Special::latest) return infinite_future;
    if (read.special == Special::earliest) return infinite_past;
    if (read.special) return 0;
    // A timestamp without time zone takes no notice of a zone, as the SQL standard has it.
    auto const offset = type == BaseType::timestamptz ? read.offset : 0;
    auto const moment = static_cast<__int128>(days_of(read.date)) * microseconds_a_day + read.time() -
                        offset * microseconds_a_second;
    auto const value = timestamp_in_range(moment);
    if (!value && value.error()->code == "22008")
        return failure("22008", "timestamp out of range: \"" + std::string(text) + "\"");
    return value;
}

Result<std::int64_t> timestamp_in_range(__int128 microseconds) {
    constexpr auto end = static_cast<__int128>(end_of_timestamp_days) * microseconds_a_day;
    if (microseconds < least_timestamp || microseconds >= end)
        return failure("22008", "timestamp out of range");
    if (microseconds >= infinite_future) return not_supported(Limitation::far_timestamp);
    return static_cast<std::int64_t>(microseconds);
}

std::int64_t round_timestamp(std::int64_t microseconds, int digits) {
    auto const step = step_of(digits);
    if (step == 1 || microseconds == infinite_future || microseconds == infinite_past) return microseconds;
    constexpr std::int64_t year_2000 = 10'957 * microseconds_a_day;
    // Seconds divide the days between: what is left of them is the same from either epoch.
    auto const rest = (microseconds % step + step) % step;
    auto const below = microseconds - rest;
    bool const up = microseconds >= year_2000 ? rest * 2 >= step : rest * 2 > step;
    return up ? below + step : below;
}

std::int64_t round_time(std::int64_t microseconds, int digits) {
    auto const step = step_of(digits);
    return (microseconds + step / 2) / step * step;
}

std::strong_ordering compare(TimeTz a, TimeTz b) {
    auto const moment = [](TimeTz t) { return t.time - t.offset * microseconds_a_second; };
    if (auto const order = moment(a) <=> moment(b); order != 0) return order;
    return b.offset <=> a.offset;  // the more eastern one first
}

}  // namespace backstay::engine::sqlite
