// POSIX rules: what the clocks show, and when they are changed every year.
//     rule    = name offset [ name [ offset ] [ "," date "," date ] ]
//     name    = letter* | "<" ( letter | digit | "+" | "-" )* ">"
//     offset  = [ "+" | "-" ] hours [ ":" minutes [ ":" seconds ] ]          west of Greenwich
//     date    = ( "M" month "." week "." weekday | "J" day | day ) [ "/" offset ]
// https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html

#include <algorithm>
#include <array>
#include <limits>

#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/zone.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t first_year = 1970;
constexpr std::int64_t last_year = 2440;  // a cycle of 400 years after the last year that files tell

// A day of every year, and the second of it.
struct YearlyDate {
    enum class Kind : std::uint8_t { month_week, day_without_leap, day };
    Kind kind = Kind::day;
    int month = 0, week = 0, day = 0;
    std::int32_t time = 7200;

    std::int64_t in(std::int64_t year) const {  // seconds of local time
        auto const first = days_of({year, 1, 1});
        bool const leap = days_in_month(year, 2) == 29;
        std::int64_t days = first + day;
        if (kind == Kind::day_without_leap) days = first + day - 1 + (leap && day >= 60 ? 1 : 0);
        if (kind == Kind::month_week) {
            auto const begin = days_of({year, month, 1});
            auto const weekday = ((begin + 4) % 7 + 7) % 7;
            auto in_month = (day - weekday + 7) % 7 + (week - 1) * 7;
            while (in_month >= days_in_month(year, month)) in_month -= 7;
            days = begin + in_month;
        }
        return days * seconds_a_day + time;
    }
};

struct Rule {
    LocalType standard;
    std::optional<LocalType> summer;
    YearlyDate begin, end;
};

class RuleScanner {
public:
    explicit RuleScanner(std::string_view rest) : rest_(rest) {}
    bool at_end() const { return rest_.empty(); }
    char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool take(char c) {
        if (next() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<std::string> name() {
        bool const quoted = take('<');
        auto const end = quoted ? rest_.find('>') : rest_.find_first_of("0123456789,+-");
        if (quoted && end == std::string_view::npos) return std::nullopt;
        std::string found(rest_.substr(0, end));
        rest_.remove_prefix(std::min(rest_.size(), found.size() + (quoted ? 1 : 0)));
        return found;
    }
    std::optional<int> number(int least, int most) {
        int value = 0;
        std::size_t count = 0;
        for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9' && value <= most; ++count)
            value = value * 10 + (rest_[count] - '0');
        if (count == 0 || value < least || value > most) return std::nullopt;
        rest_.remove_prefix(count);
        return value;
    }
    std::optional<std::int32_t> offset() {
        bool const negative = take('-');
        if (!negative) take('+');
        auto const hours = number(0, 167);
        if (!hours) return std::nullopt;
        std::int32_t value = *hours * 3600;
        for (std::int32_t const unit : {60, 1})
            if (take(':')) {
                auto const part = number(0, unit == 60 ? 59 : 60);
                if (!part) return std::nullopt;
                value += *part * unit;
            } else {
                break;
            }
        return negative ? -value : value;
    }
    std::optional<YearlyDate> date() {
        YearlyDate result;
        if (take('M')) {
            result.kind = YearlyDate::Kind::month_week;
            auto const month = number(1, 12);
            auto const week = month && take('.') ? number(1, 5) : std::nullopt;
            auto const day = week && take('.') ? number(0, 6) : std::nullopt;
            if (!day) return std::nullopt;
            result.month = *month;
            result.week = *week;
            result.day = *day;
        } else {
            bool const julian = take('J');
            result.kind = julian ? YearlyDate::Kind::day_without_leap : YearlyDate::Kind::day;
            auto const day = number(julian ? 1 : 0, 365);
            if (!day) return std::nullopt;
            result.day = *day;
        }
        if (take('/')) {
            auto const time = offset();
            if (!time) return std::nullopt;
            result.time = *time;
        }
        return result;
    }

private:
    std::string_view rest_;
};

std::optional<Rule> parse_rule(std::string_view text) {
    RuleScanner scan(text);
    Rule rule;
    auto const standard = scan.name();
    auto const west = standard ? scan.offset() : std::nullopt;
    if (!west) return std::nullopt;
    rule.standard = {.offset = -*west, .summer = false, .abbreviation = *standard};
    if (scan.at_end()) return rule;
    auto const summer = scan.name();
    if (!summer || summer->empty()) return std::nullopt;
    rule.summer = LocalType{.offset = 3600 - *west, .summer = true, .abbreviation = *summer};
    if (!scan.at_end() && scan.next() != ',') {
        auto const own = scan.offset();
        if (!own) return std::nullopt;
        rule.summer->offset = -*own;
    }
    // Without dates: those of the United States.
    if (scan.at_end()) scan = RuleScanner(",M3.2.0,M11.1.0");
    auto const begin = scan.take(',') ? scan.date() : std::nullopt;
    auto const end = begin && scan.take(',') ? scan.date() : std::nullopt;
    if (!end || !scan.at_end()) return std::nullopt;
    rule.begin = *begin;
    rule.end = *end;
    return rule;
}

std::size_t index_of(std::vector<LocalType>& types, LocalType const& type) {
    auto const found = std::ranges::find(types, type);
    if (found != types.end()) return static_cast<std::size_t>(found - types.begin());
    types.push_back(type);
    return types.size() - 1;
}

}  // namespace

bool continue_by_rule(std::string_view text, std::vector<LocalType>& types,
                      std::vector<Transition>& transitions) {
    auto const rule = parse_rule(text);
    if (!rule || !rule->summer) return false;
    auto const standard = index_of(types, rule->standard);
    auto const summer = index_of(types, *rule->summer);
    auto const last =
        transitions.empty() ? std::numeric_limits<std::int64_t>::min() : transitions.back().time;
    for (auto year = first_year; year <= last_year; ++year) {
        Transition const begin{rule->begin.in(year)-rule->standard.offset, summer};
        Transition const end{rule->end.in(year)-rule->summer->offset, standard};
        for (auto const& one : begin.time < end.time ? std::array{begin, end} : std::array{end, begin})
            if (one.time > last) transitions.push_back(one);
    }
    return true;
}

ZonePtr read_zone_rule(std::string_view text) {
    auto const rule = parse_rule(text);
    if (!rule) return nullptr;
    std::vector<LocalType> types{rule->standard};
    std::vector<Transition> transitions;
    bool const changes = continue_by_rule(text, types, transitions);
    return std::make_shared<Zone>(std::move(types), std::move(transitions),
                                  changes ? Zone::Repeat::both_ways : Zone::Repeat::never);
}

}  // namespace backstay::engine::sqlite
