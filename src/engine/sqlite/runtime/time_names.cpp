#include "engine/sqlite/runtime/time_names.hpp"

#include "base/text.hpp"
#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/time_reader.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure not_recognized(std::string_view name) {
    return failure("22023", "time zone \"" + std::string(name) + "\" not recognized");
}

template <class Historic>
Result<ZonePtr> by_name(std::string_view name, Historic historic) {
    auto const lower = to_lower(name);
    if (auto const found = find_abbreviation(lower)) {
        if (found->zone.empty()) return fixed_zone(found->offset);
        if (auto const history = find_zone(found->zone)) return historic(history, lower);
        return not_recognized(name);
    }
    if (auto zone = find_zone(name)) return zone;
    return not_recognized(name);
}

}  // namespace

ZonePtr fixed_zone(std::int32_t offset) {
    return std::make_shared<Zone>(std::vector<LocalType>{{.offset = offset}}, std::vector<Transition>(),
                                  Zone::Repeat::never);
}

Result<ZonePtr> zone_at(std::string_view name, std::int64_t utc) {
    auto const seconds = seconds_of(utc);
    return by_name(name, [&](ZonePtr const& zone, std::string const& abbreviation) {
        std::string upper = abbreviation;
        for (char& c : upper)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        auto const* const meant = zone->named(upper, seconds);
        return fixed_zone(meant == nullptr ? zone->at(seconds).offset : meant->offset);
    });
}

Result<ZonePtr> zone_showing(std::string_view name, std::int64_t local) {
    return by_name(name, [&](ZonePtr const& zone, std::string const& abbreviation) {
        return fixed_zone(offset_of_abbreviation(*zone, abbreviation, seconds_of(local)));
    });
}

Result<ZonePtr> zone_itself(std::string_view name) {
    return by_name(name, [](ZonePtr const& zone, std::string const&) { return zone; });
}

Result<ZonePtr> zone_or_offset_showing(std::string_view name, std::int64_t local) {
    if (!name.empty() && name.front() >= '0' && name.front() <= '9')
        return failure("22023",
                       "invalid input syntax for type numeric time zone: \"" + std::string(name) + "\"")
            .hint("Numeric time zones must have \"-\" or \"+\" as first character.");
    std::int32_t offset = 0;
    switch (read_offset(name, offset)) {
        case TimeFault::none: return fixed_zone(offset);
        case TimeFault::zone:
            return failure("22023", "numeric time zone \"" + std::string(name) + "\" out of range");
        default: return zone_showing(name, local);
    }
}

}  // namespace backstay::engine::sqlite
