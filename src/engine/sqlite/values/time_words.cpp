// The words that dates, times and intervals may hold, sorted; cut off after ten letters, as PostgreSQL's.

#include <algorithm>
#include <array>
#include <utility>

#include "engine/sqlite/values/time_tokens.hpp"

namespace backstay::engine::sqlite {
namespace {

using Entry = std::pair<std::string_view, Word>;

constexpr std::size_t letters = 10;

constexpr Word month(int number) { return {WordKind::month, number}; }
constexpr Word weekday(int number) { return {WordKind::weekday, number}; }
constexpr Word unit(Unit value) { return {WordKind::unit, static_cast<int>(value)}; }
constexpr Word special(Special value) { return {WordKind::special, static_cast<int>(value)}; }

constexpr auto time_words = std::to_array<Entry>({
    {"-infinity", special(Special::earliest)},
    {"ad", {WordKind::era, 0}},
    {"allballs", special(Special::midnight_utc)},
    {"am", {WordKind::half_day, 0}},
    {"apr", month(4)},
    {"april", month(4)},
    {"at", {WordKind::ignored, 0}},
    {"aug", month(8)},
    {"august", month(8)},
    {"bc", {WordKind::era, 1}},
    {"d", unit(Unit::day)},
    {"dec", month(12)},
    {"december", month(12)},
    {"dow", unit(Unit::weekday)},
    {"doy", unit(Unit::day_of_year)},
    {"dst", {WordKind::summer, 3600}},
    {"epoch", special(Special::epoch)},
    {"feb", month(2)},
    {"february", month(2)},
    {"fri", weekday(5)},
    {"friday", weekday(5)},
    {"h", unit(Unit::hour)},
    {"infinity", special(Special::latest)},
    {"isodow", unit(Unit::iso_weekday)},
    {"isoyear", unit(Unit::iso_year)},
    {"j", unit(Unit::julian)},
    {"jan", month(1)},
    {"january", month(1)},
    {"jd", unit(Unit::julian)},
    {"jul", month(7)},
    {"julian", unit(Unit::julian)},
    {"july", month(7)},
    {"jun", month(6)},
    {"june", month(6)},
    {"m", unit(Unit::month)},
    {"mar", month(3)},
    {"march", month(3)},
    {"may", month(5)},
    {"mm", unit(Unit::minute)},
    {"mon", weekday(1)},
    {"monday", weekday(1)},
    {"nov", month(11)},
    {"november", month(11)},
    {"now", special(Special::now)},
    {"oct", month(10)},
    {"october", month(10)},
    {"on", {WordKind::ignored, 0}},
    {"pm", {WordKind::half_day, 1}},
    {"s", unit(Unit::second)},
    {"sat", weekday(6)},
    {"saturday", weekday(6)},
    {"sep", month(9)},
    {"sept", month(9)},
    {"september", month(9)},
    {"sun", weekday(0)},
    {"sunday", weekday(0)},
    {"t", {WordKind::time, 0}},
    {"thu", weekday(4)},
    {"thur", weekday(4)},
    {"thurs", weekday(4)},
    {"thursday", weekday(4)},
    {"today", special(Special::today)},
    {"tomorrow", special(Special::tomorrow)},
    {"tue", weekday(2)},
    {"tues", weekday(2)},
    {"tuesday", weekday(2)},
    {"wed", weekday(3)},
    {"wednesday", weekday(3)},
    {"weds", weekday(3)},
    {"y", unit(Unit::year)},
    {"yesterday", special(Special::yesterday)},
});
static_assert(std::ranges::is_sorted(time_words, {}, &Entry::first));

constexpr auto interval_words = std::to_array<Entry>({
    {"@", {WordKind::ignored, 0}},
    {"ago", {WordKind::ago, 0}},
    {"c", unit(Unit::century)},
    {"cent", unit(Unit::century)},
    {"centuries", unit(Unit::century)},
    {"century", unit(Unit::century)},
    {"d", unit(Unit::day)},
    {"day", unit(Unit::day)},
    {"days", unit(Unit::day)},
    {"dec", unit(Unit::decade)},
    {"decade", unit(Unit::decade)},
    {"decades", unit(Unit::decade)},
    {"decs", unit(Unit::decade)},
    {"h", unit(Unit::hour)},
    {"hour", unit(Unit::hour)},
    {"hours", unit(Unit::hour)},
    {"hr", unit(Unit::hour)},
    {"hrs", unit(Unit::hour)},
    {"m", unit(Unit::minute)},
    {"microsecon", unit(Unit::microsecond)},
    {"mil", unit(Unit::millennium)},
    {"millennia", unit(Unit::millennium)},
    {"millennium", unit(Unit::millennium)},
    {"millisecon", unit(Unit::millisecond)},
    {"mils", unit(Unit::millennium)},
    {"min", unit(Unit::minute)},
    {"mins", unit(Unit::minute)},
    {"minute", unit(Unit::minute)},
    {"minutes", unit(Unit::minute)},
    {"mon", unit(Unit::month)},
    {"mons", unit(Unit::month)},
    {"month", unit(Unit::month)},
    {"months", unit(Unit::month)},
    {"ms", unit(Unit::millisecond)},
    {"msec", unit(Unit::millisecond)},
    {"msecond", unit(Unit::millisecond)},
    {"mseconds", unit(Unit::millisecond)},
    {"msecs", unit(Unit::millisecond)},
    {"qtr", unit(Unit::quarter)},
    {"quarter", unit(Unit::quarter)},
    {"s", unit(Unit::second)},
    {"sec", unit(Unit::second)},
    {"second", unit(Unit::second)},
    {"seconds", unit(Unit::second)},
    {"secs", unit(Unit::second)},
    {"timezone", unit(Unit::zone)},
    {"timezone_h", unit(Unit::zone_hour)},
    {"timezone_m", unit(Unit::zone_minute)},
    {"us", unit(Unit::microsecond)},
    {"usec", unit(Unit::microsecond)},
    {"usecond", unit(Unit::microsecond)},
    {"useconds", unit(Unit::microsecond)},
    {"usecs", unit(Unit::microsecond)},
    {"w", unit(Unit::week)},
    {"week", unit(Unit::week)},
    {"weeks", unit(Unit::week)},
    {"y", unit(Unit::year)},
    {"year", unit(Unit::year)},
    {"years", unit(Unit::year)},
    {"yr", unit(Unit::year)},
    {"yrs", unit(Unit::year)},
});
static_assert(std::ranges::is_sorted(interval_words, {}, &Entry::first));

template <std::size_t N>
std::optional<Word> find(std::array<Entry, N> const& words, std::string_view text) {
    auto const key = text.substr(0, letters);
    auto const found = std::ranges::lower_bound(words, key, {}, &Entry::first);
    if (found == words.end() || found->first != key) return std::nullopt;
    return found->second;
}

}  // namespace

std::optional<Word> find_time_word(std::string_view text) { return find(time_words, text); }
std::optional<Word> find_interval_word(std::string_view text) { return find(interval_words, text); }

}  // namespace backstay::engine::sqlite
