#include "base/time.hpp"

#include <fmt/format.h>

#include <charconv>

namespace backstay {
namespace {

// Takes a number of exactly `digits` digits off the front.
std::optional<int> take(std::string_view& text, std::size_t digits) {
    int number = 0;
    if (text.size() < digits) return std::nullopt;
    auto const [end, error] = std::from_chars(text.data(), text.data() + digits, number);
    if (error != std::errc() || end != text.data() + digits || number < 0) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, std::string_view marks) {
    if (text.empty() || !marks.contains(text.front())) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
    if (!take(text, ".")) return std::chrono::microseconds(0);
    int micros = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
        if (digits++ < 6) micros = micros * 10 + (text.front() - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 6; ++digits) micros *= 10;
    return std::chrono::microseconds(micros);
}

}  // namespace

Time time_now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(Time time) {
    using namespace std::chrono;
    auto const day = floor<days>(time);
    year_month_day const date(day);
    hh_mm_ss const clock(time - day);
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    if (auto const micros = clock.subseconds().count(); micros != 0) {
        text += fmt::format(".{:06}", micros);
        while (text.back() == '0') text.pop_back();
    }
    return text + "Z";
}

std::optional<Time> parse_time(std::string_view text) {
    using namespace std::chrono;
    auto const y = take(text, 4);
    if (!y || !take(text, "-")) return std::nullopt;
    auto const m = take(text, 2);
    if (!m || !take(text, "-")) return std::nullopt;
    auto const d = take(text, 2);
    if (!d || !take(text, "T ")) return std::nullopt;
    auto const hour = take(text, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    auto const minute = take(text, 2);
    if (!minute || !take(text, ":")) return std::nullopt;
    auto const second = take(text, 2);
    if (!second) return std::nullopt;
    auto const fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    if (!text.empty() && text != "Z" && text != "+00" && text != "+00:00") return std::nullopt;
    year_month_day const date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return Time(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second) + *fraction;
}

std::int64_t unix_seconds(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace backstay
