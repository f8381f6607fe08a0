// The numbers of dates and times: which part each is follows from how many digits it has and what was read
// before. Of three ambiguous numbers the first is the month (DateStyle "ISO, MDY").

#include <algorithm>
#include <cmath>

#include "engine/sqlite/values/time_decoder.hpp"

namespace backstay::engine::sqlite {
namespace {

using Fault = TimeFault;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// The value of digits that PostgreSQL reads with C's atoi().
int plain_number(std::string_view digits) { return take_int(digits).value_or(-1); }

}  // namespace

// ".5" as microseconds.
Fault TimeDecoder::seconds_fraction(std::string_view text) {
    auto const fraction = read_fraction(text);
    if (!fraction) return Fault::syntax;
    read_.microsecond = static_cast<int>(std::rint(*fraction * 1e6));
    return Fault::none;
}

// hh:mm, hh:mm:ss, hh:mm:ss.f; mm:ss.f
Fault TimeDecoder::clock(std::string_view text) {
    found_ = part_time;
    read_.microsecond = 0;
    int fields[3] = {0, 0, 0};
    std::size_t count = 0;
    while (true) {
        auto const field = take_int(text);
        if (!field) return Fault::field;
        fields[count++] = *field;
        if (count == 3 || !text.starts_with(':')) break;
        text.remove_prefix(1);
    }
    if (text.starts_with('.')) {
        if (auto const fault = seconds_fraction(text); fault != Fault::none) return fault;
        if (count == 2) {
            std::rotate(fields, fields + 2, fields + 3);
        }
        text = {};
    }
    if (!text.empty() || count < 2) return Fault::syntax;
    read_.hour = fields[0];
    read_.minute = fields[1];
    read_.second = fields[2];
    return read_.minute <= 59 && read_.second <= 60 ? Fault::none : Fault::field;
}

Fault TimeDecoder::date_fields(std::string_view text) {
    std::vector<std::string_view> fields;
    bool text_month = false;
    unsigned found = 0;
    while (!text.empty()) {
        auto const start = std::ranges::find_if(text, [](char c) { return is_digit(c) || is_letter(c); });
        text.remove_prefix(static_cast<std::size_t>(start - text.begin()));
        if (text.empty() || fields.size() >= 25) return Fault::syntax;
        bool const digits = is_digit(text.front());
        auto const end = std::ranges::find_if_not(text, digits ? is_digit : is_letter);
        auto const field = text.substr(0, static_cast<std::size_t>(end - text.begin()));
        text.remove_prefix(field.size());
        if (!text.empty()) text.remove_prefix(1);
        if (digits) {
            fields.push_back(field);
            continue;
        }
        auto const word = find_time_word(field);
        if (!word) return Fault::syntax;
        if (word->kind == WordKind::ignored) continue;
        if (word->kind != WordKind::month || ((seen_ | found) & part_month) != 0) return Fault::syntax;
        read_.date.month = word->value;
        text_month = true;
        found |= part_month;
    }
    for (auto const field : fields) {
        found_ = 0;
        if (auto const fault = number(field, text_month, seen_ | found); fault != Fault::none) return fault;
        if (((seen_ | found) & found_) != 0) return Fault::syntax;
        found |= found_;
    }
    found_ = found;
    auto const all = (seen_ | found) & ~(part_day_of_year | part_zone);
    return all == part_date ? Fault::none : Fault::syntax;
}

Fault TimeDecoder::number(std::string_view text, bool text_month, unsigned seen) {
    auto rest = text;
    auto const value = take_int(rest);
    if (!value) return Fault::field;
    if (rest.size() == text.size()) return Fault::syntax;
    if (rest.starts_with('.')) {
        if (text.size() - rest.size() > 2) return run_together(text, seen | part_date);
        if (auto const fault = seconds_fraction(rest); fault != Fault::none) return fault;
    } else if (!rest.empty()) {
        return Fault::syntax;
    }
    if (text.size() == 3 && (seen & part_date) == part_year && *value >= 1 && *value <= 366) {
        found_ = part_day_of_year | part_month | part_day;
        day_of_year_ = *value;
        return Fault::none;
    }
    if ((seen & part_date) == part_date) return run_together(text, seen);
    return date_number(*value, text.size(), text_month, seen & part_date);
}

Fault TimeDecoder::date_number(int value, std::size_t digits, bool text_month, unsigned seen) {
    auto& date = read_.date;
    auto const year = [&] {
        found_ = part_year;
        date.year = value;
        short_year_ = digits <= 2;
        return Fault::none;
    };
    auto const month = [&] {
        found_ = part_month;
        date.month = value;
        return Fault::none;
    };
    auto const day = [&] {
        found_ = part_day;
        date.day = value;
        return Fault::none;
    };
    switch (seen) {
        case 0: return digits >= 3 ? year() : month();
        case part_year:
        case part_day: return month();
        case part_month: return text_month && digits >= 3 ? year() : day();
        case part_year | part_month:
            if (!text_month || digits < 3 || !short_year_) return day();
            // "17 may 2024": what was taken for the year was the day.
            found_ = part_day;
            date.day = static_cast<int>(date.year);
            date.year = value;
            short_year_ = false;
            return Fault::none;
        case part_month | part_day: return year();
        default: return Fault::syntax;
    }
}

Fault TimeDecoder::run_together(std::string_view text, unsigned seen) {
    auto digits = text;
    if (auto const point = text.find('.'); point != std::string_view::npos) {
        digits = text.substr(0, point);
        if (auto const fault = seconds_fraction(text.substr(point)); fault != Fault::none) return fault;
    } else if ((seen & part_date) != part_date && text.size() >= 6) {
        auto const years = text.size() - 4;
        found_ = part_date;
        read_.date = {plain_number(text.substr(0, years)), plain_number(text.substr(years, 2)),
                      plain_number(text.substr(years + 2))};
        if (years == 2) short_year_ = true;
        return Fault::none;
    }
    if ((seen & part_time) != 0 || (digits.size() != 6 && digits.size() != 4)) return Fault::syntax;
    found_ = part_time;
    read_.hour = plain_number(digits.substr(0, 2));
    read_.minute = plain_number(digits.substr(2, 2));
    read_.second = digits.size() == 6 ? plain_number(digits.substr(4)) : 0;
    return Fault::none;
}

// hhmmss-zz
Fault TimeDecoder::run_together_with_zone(std::string_view text) {
    if ((seen_ & part_time) != 0) return Fault::syntax;
    auto const sign = text.find('-');
    if (sign == std::string_view::npos) return Fault::syntax;
    if (auto const fault = read_offset(text.substr(sign), read_.offset); fault != Fault::none) return fault;
    auto const fault = run_together(text.substr(0, sign), parts_before_time());
    found_ |= part_zone;
    return fault;
}

// "J2451187.5", "T101112"
Fault TimeDecoder::labelled_number(std::string_view text) {
    auto const label = *label_;
    label_.reset();
    auto rest = text;
    auto const value = take_int(rest);
    if (!value) return Fault::field;
    if (!rest.empty() && !rest.starts_with('.')) return Fault::syntax;
    if (label == Unit::time) {
        auto const fault = run_together(text, seen_ | part_date);
        return fault == Fault::none && found_ != part_time ? Fault::syntax : fault;
    }
    if (label != Unit::julian) return Fault::syntax;
    if (*value < 0) return Fault::field;
    set_date(date_of_julian(*value));
    julian_ = true;
    if (rest.empty()) return Fault::none;
    auto const fraction = read_fraction(rest);
    if (!fraction) return Fault::syntax;
    auto const time = static_cast<std::int64_t>(*fraction * static_cast<double>(microseconds_a_day));
    auto const seconds = static_cast<int>(time / microseconds_a_second);
    read_.hour = seconds / 3600;
    read_.minute = seconds / 60 % 60;
    read_.second = seconds % 60;
    read_.microsecond = static_cast<int>(time % microseconds_a_second);
    found_ |= part_time;
    return Fault::none;
}

}  // namespace backstay::engine::sqlite
