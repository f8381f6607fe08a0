#pragma once

// What a text of dates, times and intervals consists of, before anything of it is understood.
//
//     split_time("Mon 2024-05-17 10:11:12+02")     word "mon", date "2024-05-17", time "10:11:12", zone "+02"
//
// https://www.postgresql.org/docs/15/datetime-input-rules.html

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::engine::sqlite {

enum class TokenKind : std::uint8_t {
    number,   // 20240517, 12.5
    date,     // 2024-05-17, 17/May/2024, America/New_York
    time,     // 10:11:12.5
    zone,     // +02:00, -5
    word,     // may, now, cest
    special,  // a sign before letters: -infinity
};
struct Token {
    TokenKind kind = TokenKind::number;
    std::string text;  // in lower case
};
using Tokens = std::vector<Token>;

// Nothing when some character cannot stand in any of them, or the text is longer than any can be.
std::optional<Tokens> split_time(std::string_view text, std::size_t most_characters);
inline constexpr std::size_t longest_time = 153;
inline constexpr std::size_t longest_interval = 256;

// The words. Only their first ten letters tell.
enum class WordKind : std::uint8_t {
    ignored,   // at, on
    special,   // now, today, epoch: value is a Special
    month,     // 1 to 12
    weekday,   // 0 is Sunday
    half_day,  // am, pm: value is 0, 1
    era,       // ad, bc: value is 0, 1
    unit,      // value is a Unit
    time,      // t
    summer,    // dst: an hour
    ago,
};
enum class Special : std::uint8_t { now, yesterday, today, tomorrow, midnight_utc, epoch, latest, earliest };
enum class Unit : std::uint8_t {
    microsecond,
    millisecond,
    second,
    minute,
    hour,
    day,
    week,
    month,
    quarter,
    year,
    decade,
    century,
    millennium,
    weekday,
    iso_weekday,
    day_of_year,
    iso_year,
    julian,
    epoch,
    zone,
    zone_hour,
    zone_minute,
    time
};
struct Word {
    WordKind kind = WordKind::ignored;
    int value = 0;
    bool is(WordKind other, Unit unit) const { return kind == other && value == static_cast<int>(unit); }
};
std::optional<Word> find_time_word(std::string_view text);      // in dates and times
std::optional<Word> find_interval_word(std::string_view text);  // in intervals, and the fields of extract()

// Reads digits with a sign from the front of the text, as C's strtol: without digits it is 0 and nothing is
// taken. Nothing when it is past the type's range.
std::optional<std::int64_t> take_integer(std::string_view& text);
std::optional<int> take_int(std::string_view& text);
// ".5" to the end of the text; "." is 0.
std::optional<double> read_fraction(std::string_view text);

}  // namespace backstay::engine::sqlite
