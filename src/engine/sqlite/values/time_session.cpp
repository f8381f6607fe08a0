#include "engine/sqlite/values/time_session.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace backstay::engine::sqlite {

std::int64_t TimeSession::now() {
    asked_ = true;
    return now_;
}

Result<ZonePtr> TimeSession::zone() {
    asked_ = true;
    if (!zone_) zone_ = find_setting_zone(timezone_);
    if (!zone_) return failure("22023", "invalid value for parameter \"TimeZone\": \"" + timezone_ + "\"");
    return zone_;
}

ZonePtr find_setting_zone(std::string_view setting) {
    double hours = 0;
    auto const* const end = setting.data() + setting.size();
    auto const* const begin = setting.data() + (setting.starts_with('+') ? 1 : 0);
    auto const read = std::from_chars(begin, end, hours);
    if (read.ec != std::errc() || read.ptr != end || begin == end) return find_zone(setting);
    if (!(std::fabs(hours) <= 168)) return nullptr;
    auto const seconds = static_cast<int>(hours * 3600);
    auto const two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    auto const whole = std::abs(seconds);
    auto text = two(whole / 3600);
    if (whole % 3600 != 0) text += ":" + two(whole / 60 % 60);
    if (whole % 60 != 0) text += ":" + two(whole % 60);
    // POSIX counts west of Greenwich, people count east.
    return read_zone_rule(seconds < 0 ? "<-" + text + ">+" + text : "<+" + text + ">-" + text);
}

}  // namespace backstay::engine::sqlite
