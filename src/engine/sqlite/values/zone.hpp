#pragma once

// Time zones, with their whole history, from the system's zone files.
//
//     auto const zone = find_zone("America/New_York");
//     zone->at(1'710'054'000).abbreviation                 "EDT"
//     zone->offset_of_local(seconds of 2024-03-10 02:30)   -18000: such a time is not shown; the clock before
//
// The files say when the clocks were changed; their last line says by which rule they will be (POSIX TZ:
// "EST5EDT,M3.2.0,M11.1.0"). The rule is laid out for 400 years, after which the calendar repeats. No library
// does this as PostgreSQL has it: date's reader stops at 2037, ICU knows no abbreviations ("EST").
// https://www.rfc-editor.org/rfc/rfc8536

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::engine::sqlite {

struct LocalType {
    std::int32_t offset = 0;  // seconds east of Greenwich
    bool summer = false;
    std::string abbreviation = {};
    bool operator==(LocalType const&) const = default;
};

struct Transition {
    std::int64_t time = 0;  // seconds since 1970 UTC
    std::size_t type = 0;   // from then on
};

// All times are seconds since 1970.
class Zone {
public:
    // REQUIRES: `types` is not empty; `transitions` ascend. `repeats`: they end with a whole cycle of 400
    // years. `both_ways`: and begin with one.
    enum class Repeat : std::uint8_t { never, after, both_ways };
    Zone(std::vector<LocalType> types, std::vector<Transition> transitions, Repeat repeat);

    LocalType const& at(std::int64_t utc) const;

    // Seconds east of Greenwich where the clocks show `local`. A time that is skipped is read by the clock
    // before the change, one that comes twice by the clock after it: standard time, as a rule.
    std::int32_t offset_of_local(std::int64_t local) const;

    // What "EST" means here at that time, or meant last, or will mean first.
    LocalType const* named(std::string_view abbreviation, std::int64_t utc) const;

    // The offset, if it never changed.
    std::optional<std::int32_t> fixed_offset() const;

private:
    std::size_t after(std::int64_t utc) const;  // the first transition later than that
    std::int64_t folded(std::int64_t utc) const;
    LocalType const& standard() const;

    std::vector<LocalType> types_;
    std::vector<Transition> transitions_;
    Repeat repeat_;
    std::size_t earliest_;  // the type before the first transition
};

using ZonePtr = std::shared_ptr<Zone const>;

// "Europe/Berlin" in any case, "EST5EDT,M3.2.0,M11.1.0", "<+03>-3"; null for none. The system's files are
// read once a thread.
ZonePtr find_zone(std::string_view name);

// The zone of a file's bytes, or of a POSIX rule; null when they are none.
ZonePtr read_zone_file(std::string_view bytes);
ZonePtr read_zone_rule(std::string_view rule);

// Adds what the rule says of the years after the last transition. Gives whether it changes clocks at all.
bool continue_by_rule(std::string_view rule, std::vector<LocalType>& types,
                      std::vector<Transition>& transitions);

// The abbreviations that PostgreSQL knows by itself: "cest", "est", "z". `text` is in lower case.
struct Abbreviation {
    std::int32_t offset = 0;
    bool summer = false;
    std::string_view zone = {};  // not empty: what it means was changed there; the zone's history tells
};
std::optional<Abbreviation> find_abbreviation(std::string_view text);

}  // namespace backstay::engine::sqlite
