#include "engine/sqlite/values/time_session.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace backstay::engine::sqlite {
namespace {

std::optional<double> hours_of(std::string_view setting) {
    double hours = 0;
    auto const* const end = setting.data() + setting.size();
    auto const* const begin = setting.data() + (setting.starts_with('+') ? 1 : 0);
    auto const read = std::from_chars(begin, end, hours);
    if (read.ec != std::errc() || read.ptr != end || begin == end) return std::nullopt;
    return hours;
}

// What PostgreSQL takes for leap seconds: clocks that do not show full minutes at the start of 2000. Numbers
// of hours may be of any length.
bool has_seconds(Zone const& zone, std::string_view setting) {
    constexpr std::int64_t year_2000 = 946684800;
    return zone.at(year_2000).offset % 60 != 0 && !hours_of(setting);
}

}  // namespace

std::int64_t TimeSession::now() {
    asked_ = true;
    return now_;
}

Result<ZonePtr> TimeSession::zone() {
    asked_ = true;
    if (zone_) return zone_;
    auto const found = find_setting_zone(timezone_);
    if (!found) return failure("22023", "invalid value for parameter \"TimeZone\": \"" + timezone_ + "\"");
    if (has_seconds(*found, timezone_))
        return failure("22023", "time zone \"" + timezone_ + "\" appears to use leap seconds")
            .detail("PostgreSQL does not support leap seconds.");
    zone_ = found;
    return zone_;
}

ZonePtr find_setting_zone(std::string_view setting) {
    auto const hours = hours_of(setting);
    if (!hours) return find_zone(setting);
    if (!(std::fabs(*hours) <= 168)) return nullptr;
    auto const seconds = static_cast<int>(*hours * 3600);
    auto const two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    auto const whole = std::abs(seconds);
    auto text = two(whole / 3600);
    if (whole % 3600 != 0) text += ":" + two(whole / 60 % 60);
    if (whole % 60 != 0) text += ":" + two(whole % 60);
    // POSIX counts west of Greenwich, people count east.
    return read_zone_rule(seconds < 0 ? "<-" + text + ">+" + text : "<+" + text + ">-" + text);
}

}  // namespace backstay::engine::sqlite
