#pragma once

// What reading and printing times needs to know of the session: its clock and its time zone.
//
//     TimeSession session(state.now, state.timezone);
//     input("tomorrow", {BaseType::date}, session)
//     session.asked()                                  true: another session may read the same text otherwise

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/values/zone.hpp"

namespace backstay::engine::sqlite {

class TimeSession {
public:
    TimeSession() = default;  // 1970, UTC
    TimeSession(std::int64_t now, std::string_view timezone) : now_(now), timezone_(timezone) {}

    std::int64_t now();      // microseconds since 1970
    Result<ZonePtr> zone();  // 22023 invalid value for parameter "TimeZone": "Nowhere/Else"
    bool asked() const { return asked_; }

private:
    std::int64_t now_ = 0;
    std::string timezone_ = "UTC";
    ZonePtr zone_ = {};
    bool asked_ = false;
};

// The zone of a TimeZone setting: a name, or hours east of Greenwich ("-5.5"). Null for none.
ZonePtr find_setting_zone(std::string_view setting);

}  // namespace backstay::engine::sqlite
