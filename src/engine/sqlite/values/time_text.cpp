#include "engine/sqlite/values/time_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "engine/sqlite/values/calendar.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

constexpr std::int64_t least_year = -4712;  // 4713 BC, as PostgreSQL's
constexpr std::int64_t greatest_date_year = 5'874'897;
constexpr std::int64_t greatest_timestamp_year = 294'276;

enum class Fault : std::uint8_t { syntax, range, zone };

// Reads from the front of a text; each step says whether it was there.
class Scanner {
public:
    explicit Scanner(std::string_view rest) : rest_(rest) {}

    bool at_end() const { return rest_.empty(); }
    char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool take(char c) {
        if (next() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void skip_blanks() {
        while (next() == ' ' || next() == '\t' || next() == '\n') rest_.remove_prefix(1);
    }
    bool take_word(std::string_view word) {
        if (!equals_ignoring_case(rest_.substr(0, word.size()), word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    // Between `least` and `most` digits.
    std::optional<std::int64_t> digits(std::size_t least, std::size_t most) {
        std::size_t count = 0;
        while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
        if (count < least || count > most) return std::nullopt;
        std::int64_t value = 0;
        for (char const c : rest_.substr(0, count)) value = value * 10 + (c - '0');
        rest_.remove_prefix(count);
        return value;
    }
    std::size_t digits_ahead() const { return std::min(rest_.find_first_not_of("0123456789"), rest_.size()); }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

Failure fault(Fault kind, BaseType type, std::string_view text) {
    if (kind == Fault::range)
        return failure("22008", "date/time field value out of range: \"" + std::string(text) + "\"");
    if (kind == Fault::zone)
        return failure("22009", "time zone displacement out of range: \"" + std::string(text) + "\"");
    return failure("22007", "invalid input syntax for type " + std::string(sql::type_name(type)) + ": \"" +
                                std::string(text) + "\"");
}

std::optional<Fault> read_date(Scanner& scan, Date& date) {
    auto const ahead = scan.digits_ahead();
    if (ahead == 8) {
        auto const whole = *scan.digits(8, 8);
        date = {whole / 10000, static_cast<int>(whole / 100 % 100), static_cast<int>(whole % 100)};
    } else {
        auto const year = scan.digits(3, 7);
        auto const separator = scan.next();
        if (!year || (separator != '-' && separator != '/') || !scan.take(separator)) return Fault::syntax;
        auto const month = scan.digits(1, 2);
        if (!month || !scan.take(separator)) return Fault::syntax;
        auto const day = scan.digits(1, 2);
        if (!day) return Fault::syntax;
        date = {*year, static_cast<int>(*month), static_cast<int>(*day)};
    }
    return std::nullopt;
}

std::optional<Fault> check_date(Date const& date, std::int64_t greatest_year) {
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > days_in_month(date.year, date.month))
        return Fault::range;
    if (date.year < least_year || date.year > greatest_year) return Fault::range;
    return std::nullopt;
}

// The digits after the point as microseconds, rounded at the seventh.
std::int64_t read_fraction(Scanner& scan) {
    std::int64_t value = 0;
    int count = 0;
    bool up = false;
    for (; scan.next() >= '0' && scan.next() <= '9'; ++count) {
        auto const digit = scan.next() - '0';
        scan.take(scan.next());
        if (count < 6) value = value * 10 + digit;
        if (count == 6) up = digit >= 5;
    }
    for (; count < 6; ++count) value *= 10;
    return value + (up ? 1 : 0);
}

std::optional<Fault> read_time(Scanner& scan, std::int64_t& microseconds) {
    auto hour = scan.digits(1, 2);
    if (!hour || !scan.take(':')) return Fault::syntax;
    auto const minute = scan.digits(2, 2);
    if (!minute) return Fault::syntax;
    std::int64_t second = 0;
    std::int64_t fraction = 0;
    if (scan.take(':')) {
        auto const read = scan.digits(1, 2);
        if (!read) return Fault::syntax;
        second = *read;
        if (scan.take('.')) fraction = read_fraction(scan);
    }
    auto ahead = scan;
    ahead.skip_blanks();
    bool const morning = ahead.take_word("am");
    bool const evening = !morning && ahead.take_word("pm");
    if (morning || evening) {
        if (*hour < 1 || *hour > 12) return Fault::range;
        *hour = *hour % 12 + (evening ? 12 : 0);
        scan = ahead;
    }
    microseconds = ((*hour * 60 + *minute) * 60 + second) * microseconds_a_second + fraction;
    if (*minute > 59 || second > 60 || microseconds > microseconds_a_day) return Fault::range;
    return std::nullopt;
}

// Seconds east of Greenwich.
std::optional<Fault> read_zone(Scanner& scan, std::int64_t& offset) {
    offset = 0;
    if (scan.take_word("utc") || scan.take_word("gmt") || scan.take_word("z")) return std::nullopt;
    auto const sign = scan.next();
    if (sign != '+' && sign != '-') return Fault::syntax;
    scan.take(sign);
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    if (scan.digits_ahead() == 4) {
        auto const both = *scan.digits(4, 4);
        hour = both / 100;
        minute = both % 100;
    } else {
        auto const read = scan.digits(1, 2);
        if (!read) return Fault::syntax;
        hour = *read;
        if (scan.take(':')) {
            auto const minutes = scan.digits(2, 2);
            if (!minutes) return Fault::syntax;
            minute = *minutes;
            if (scan.take(':')) {
                auto const seconds = scan.digits(2, 2);
                if (!seconds) return Fault::syntax;
                second = *seconds;
            }
        }
    }
    if (hour > 15 || minute > 59 || second > 59) return Fault::zone;
    offset = (hour * 60 + minute) * 60 + second;
    if (sign == '-') offset = -offset;
    return std::nullopt;
}

struct Parts {
    Date date;
    std::int64_t time = 0;
    std::int64_t offset = 0;
};

std::optional<Fault> read_parts(Scanner& scan, Parts& parts, std::int64_t greatest_year) {
    if (auto const wrong = read_date(scan, parts.date)) return wrong;
    bool const joined = scan.next() == 'T' || scan.next() == 't';
    if (joined) scan.take(scan.next());
    scan.skip_blanks();
    if (scan.next() >= '0' && scan.next() <= '9') {
        if (auto const wrong = read_time(scan, parts.time)) return wrong;
        scan.skip_blanks();
    }
    if (!scan.at_end() && !equals_ignoring_case(scan.rest(), "bc") &&
        !equals_ignoring_case(scan.rest(), "ad")) {
        if (auto const wrong = read_zone(scan, parts.offset)) return wrong;
        scan.skip_blanks();
    }
    if (scan.take_word("bc")) {
        parts.date.year = 1 - parts.date.year;
    } else {
        scan.take_word("ad");
    }
    if (!scan.at_end()) return Fault::syntax;
    return check_date(parts.date, greatest_year);
}

std::optional<std::int64_t> special(std::string_view text) {
    auto const word = to_lower(trim(text));
    if (word == "infinity" || word == "+infinity") return infinite_future;
    if (word == "-infinity") return infinite_past;
    if (word == "epoch") return 0;
    return std::nullopt;
}

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

}  // namespace

Result<std::int64_t> parse_date(std::string_view text) {
    if (auto const value = special(text)) return *value;
    Scanner scan(trim(text));
    Parts parts;
    if (auto const wrong = read_parts(scan, parts, greatest_date_year))
        return fault(*wrong, BaseType::date, text);
    return days_of(parts.date);
}

Result<std::int64_t> parse_time(std::string_view text) {
    Scanner scan(trim(text));
    std::int64_t time = 0;
    auto wrong = read_time(scan, time);
    scan.skip_blanks();
    std::int64_t ignored = 0;
    if (!wrong && !scan.at_end()) wrong = read_zone(scan, ignored);
    if (!wrong && !scan.at_end()) wrong = Fault::syntax;
    if (wrong) return fault(*wrong, BaseType::time, text);
    return time;
}

Result<std::int64_t> parse_timestamp(std::string_view text, BaseType type) {
    if (auto const value = special(text)) return *value;
    Scanner scan(trim(text));
    Parts parts;
    if (auto const wrong = read_parts(scan, parts, greatest_timestamp_year)) return fault(*wrong, type, text);
    // A timestamp without time zone takes no notice of a zone, as the SQL standard has it.
    auto const offset = type == BaseType::timestamptz ? parts.offset : 0;
    return days_of(parts.date) * microseconds_a_day + parts.time - offset * microseconds_a_second;
}

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

std::string print_timestamp(std::int64_t microseconds, BaseType type, char separator) {
    if (microseconds == infinite_future) return "infinity";
    if (microseconds == infinite_past) return "-infinity";
    auto const moment = moment_of(microseconds);
    std::string out;
    bool const before_christ = append_date(out, moment.days);
    out += separator;
    append_time(out, moment.time);
    if (type == BaseType::timestamptz) out += separator == 'T' ? "+00:00" : "+00";
    return before_christ ? out + " BC" : out;
}

}  // namespace backstay::engine::sqlite
