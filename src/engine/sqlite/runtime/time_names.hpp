#pragma once

// Zones as AT TIME ZONE and its like name them: an abbreviation ("EST", "msk"), a name, a POSIX rule.

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/values/zone.hpp"

namespace backstay::engine::sqlite {

// A zone that is right at that moment (microseconds UTC), or where the clocks show it: an abbreviation is a
// fixed offset, which its history may decide. 22023 time zone "x" not recognized.
Result<ZonePtr> zone_at(std::string_view name, std::int64_t utc);
Result<ZonePtr> zone_showing(std::string_view name, std::int64_t local);
// Of an abbreviation that a history decides, the zone that has the history: what date_trunc() goes by.
Result<ZonePtr> zone_itself(std::string_view name);
// "+05:30" too, east of Greenwich, as make_timestamptz() takes it.
Result<ZonePtr> zone_or_offset_showing(std::string_view name, std::int64_t local);

ZonePtr fixed_zone(std::int32_t offset);

}  // namespace backstay::engine::sqlite
