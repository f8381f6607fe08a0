#include <algorithm>
#include <cstdlib>

#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/time_text.hpp"
#include "engine/sqlite/values/time_tokens.hpp"

namespace backstay::engine::sqlite {
namespace {

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    auto const digits = std::to_string(number);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

// Without BC, which comes after a time: gives whether it is to come.
bool append_date(std::string& out, std::int64_t days) {
    auto const date = date_of(days);
    append_padded(out, date.year > 0 ? date.year : 1 - date.year, 4);
    out += '-';
    append_padded(out, date.month, 2);
    out += '-';
    append_padded(out, date.day, 2);
    return date.year <= 0;
}

void append_time(std::string& out, std::int64_t microseconds) {
    auto const seconds = microseconds / microseconds_a_second;
    append_padded(out, seconds / 3600, 2);
    out += ':';
    append_padded(out, seconds / 60 % 60, 2);
    out += ':';
    append_padded(out, seconds % 60, 2);
    auto const fraction = microseconds % microseconds_a_second;
    if (fraction == 0) return;
    out += '.';
    append_padded(out, fraction, 6);
    while (out.ends_with('0')) out.pop_back();
}

void append_offset(std::string& out, std::int32_t offset, TimeStyle style) {
    auto const seconds = std::abs(offset);
    out += offset < 0 ? '-' : '+';
    append_padded(out, seconds / 3600, 2);
    if (seconds % 3600 == 0 && style == TimeStyle::sql) return;
    out += ':';
    append_padded(out, seconds / 60 % 60, 2);
    if (seconds % 60 == 0) return;
    out += ':';
    append_padded(out, seconds % 60, 2);
}

std::int64_t take_part(std::string_view& text) {
    if (text.starts_with(':')) text.remove_prefix(1);
    return take_integer(text).value_or(0);
}

}  // namespace

std::string print_date(std::int64_t days) {
    if (days == infinite_future) return "infinity";
    if (days == infinite_past) return "-infinity";
    std::string out;
    bool const before_christ = append_date(out, days);
    return before_christ ? out + " BC" : out;
}

std::string print_time(std::int64_t microseconds) {
    std::string out;
    append_time(out, microseconds);
    return out;
}

std::string print_time_tz(TimeTz value) {
    std::string out;
    append_time(out, value.time);
    append_offset(out, value.offset, TimeStyle::sql);
    return out;
}

TimeTz time_tz_of(std::string_view text) {
    auto const sign = text.find_first_of("+-");
    if (sign == std::string_view::npos) return {};
    auto clock = text.substr(0, sign);
    auto zone = text.substr(sign + 1);
    TimeTz value;
    for (std::int64_t const unit : {3600, 60, 1}) {
        value.time += take_part(clock) * unit * microseconds_a_second;
        value.offset += static_cast<std::int32_t>(take_part(zone) * unit);
    }
    if (text[sign] == '-') value.offset = -value.offset;
    std::int64_t unit = 100'000;
    if (clock.starts_with('.'))
        for (char const digit : clock.substr(1)) {
            value.time += (digit - '0') * unit;
            unit /= 10;
        }
    return value;
}

std::string print_timestamp(std::int64_t local, std::optional<std::int32_t> offset, TimeStyle style) {
    if (local == infinite_future) return "infinity";
    if (local == infinite_past) return "-infinity";
    auto const moment = moment_of(local);
    std::string out;
    bool const before_christ = append_date(out, moment.days);
    out += style == TimeStyle::xml ? 'T' : ' ';
    append_time(out, moment.time);
    if (offset) append_offset(out, *offset, style);
    return before_christ ? out + " BC" : out;
}

std::string print_timestamptz(std::int64_t utc, TimeSession& session, TimeStyle style) {
    auto const zone = session.zone();
    if (!zone || utc == infinite_future || utc == infinite_past) return print_timestamp(utc, 0, style);
    auto const offset = (*zone)->at(seconds_of(utc)).offset;
    return print_timestamp(utc + offset * microseconds_a_second, offset, style);
}

}  // namespace backstay::engine::sqlite
