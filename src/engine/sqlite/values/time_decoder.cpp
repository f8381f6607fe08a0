#include "engine/sqlite/values/time_decoder.hpp"

#include "base/text.hpp"

namespace backstay::engine::sqlite {

using Fault = TimeFault;

Result<ReadTime> TimeDecoder::decode(std::string_view text, sql::BaseType type) {
    auto tokens = split_time(text, longest_time);
    auto fault = Fault::syntax;
    type_ = type;
    if (tokens) {
        tokens_ = *std::move(tokens);
        fault = all();
    }
    if (failed_) return std::unexpected(*std::move(failed_));
    if (fault != Fault::none) return time_failure(fault, text, type);
    return read_;
}

Fault TimeDecoder::all() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        found_ = 0;
        bool ignored = false;
        if (auto const fault = token(i, ignored); fault != Fault::none) return fault;
        if (ignored) continue;
        if ((found_ & seen_) != 0) return Fault::syntax;
        seen_ |= found_;
    }
    return finish();
}

Fault TimeDecoder::token(std::size_t index, bool& ignored) {
    auto const& text = tokens_[index].text;
    switch (tokens_[index].kind) {
        case TokenKind::date: return date_token(index);
        case TokenKind::number: return label_ ? labelled_number(text) : number_token(index);
        case TokenKind::time:
            if (label_ && *label_ != Unit::time) return Fault::syntax;
            label_.reset();
            return clock_token(text);
        case TokenKind::zone: found_ = part_zone; return read_offset(text, read_.offset);
        default: return word(index, ignored);
    }
}

// Zones come before other words, as PostgreSQL has it: "sat" could be either.
Fault TimeDecoder::word(std::size_t index, bool& ignored) {
    auto const& text = tokens_[index].text;
    if (auto const found = find_abbreviation(text)) return abbreviation(text, *found);
    auto const found = find_time_word(text);
    if (!found) {
        named_zone_ = find_zone(text);
        found_ = part_zone;
        return named_zone_ ? Fault::none : Fault::syntax;
    }
    ignored = found->kind == WordKind::ignored;
    return ignored ? Fault::none : known_word(index, *found);
}

Fault TimeDecoder::known_word(std::size_t index, Word const& word) {
    bool const of_date = word.kind == WordKind::month || word.kind == WordKind::weekday;
    if (of_date && !takes_date_words()) return Fault::syntax;
    switch (word.kind) {
        case WordKind::special: return special_word(static_cast<Special>(word.value));
        case WordKind::month: return month_word(word.value);
        case WordKind::weekday: found_ = part_weekday; return Fault::none;
        case WordKind::half_day:
            found_ = part_half_day;
            afternoon_ = word.value == 1;
            return Fault::none;
        case WordKind::era:
            found_ = part_era;
            before_christ_ = word.value == 1;
            return Fault::none;
        case WordKind::unit: label_ = static_cast<Unit>(word.value); return Fault::none;
        case WordKind::time: return time_label(index);
        case WordKind::summer:
            found_ = part_summer | part_modifier;
            read_.offset += word.value;
            return Fault::none;
        default: return Fault::syntax;
    }
}

// "T" says that a time comes.
Fault TimeDecoder::time_label(std::size_t index) {
    if (index + 1 >= tokens_.size()) return Fault::syntax;
    auto const next = tokens_[index + 1].kind;
    if (next != TokenKind::number && next != TokenKind::time && next != TokenKind::date) return Fault::syntax;
    label_ = Unit::time;
    return Fault::none;
}

// A number before it may have been taken for the month: it was the day.
Fault TimeDecoder::month_word(int month) {
    found_ = part_month;
    bool const numeric = (seen_ & part_month) != 0 && !text_month_ && (seen_ & part_day) == 0;
    if (numeric && read_.date.month >= 1 && read_.date.month <= 31) {
        read_.date.day = read_.date.month;
        found_ = part_day;
    }
    text_month_ = true;
    read_.date.month = month;
    return Fault::none;
}

Fault TimeDecoder::abbreviation(std::string_view text, Abbreviation const& found) {
    if (!found.zone.empty()) {
        found_ = part_zone | part_history;
        history_ = find_zone(found.zone);
        abbreviation_ = text;
        return history_ ? Fault::none : Fault::syntax;
    }
    found_ = part_zone | (found.summer ? unsigned{part_summer} : 0U);
    read_.offset = found.offset;
    return Fault::none;
}

Fault TimeDecoder::zone_name(std::string_view text) {
    named_zone_ = find_zone(text);
    found_ = part_zone;
    if (named_zone_) return Fault::none;
    failed_ = failure("22023", "time zone \"" + std::string(text) + "\" not recognized").error();
    return Fault::other;
}

void TimeDecoder::set_date(Date date) {
    read_.date = date;
    found_ |= part_date;
}

Fault TimeDecoder::take_now(bool with_date) {
    auto const zone = session_.zone();
    if (!zone) {
        failed_ = zone.error();
        return Fault::other;
    }
    auto const utc = session_.now();
    auto const offset = (*zone)->at(seconds_of(utc)).offset;
    auto const local = moment_of(utc + offset * microseconds_a_second);
    if (with_date) {
        set_date(date_of(local.days));
        read_.offset = offset;
        found_ |= part_zone;
    }
    auto const seconds = static_cast<int>(local.time / microseconds_a_second);
    read_.hour = seconds / 3600;
    read_.minute = seconds / 60 % 60;
    read_.second = seconds % 60;
    read_.microsecond = static_cast<int>(local.time % microseconds_a_second);
    found_ |= part_time;
    return Fault::none;
}

Fault TimeDecoder::check_date() {
    auto& date = read_.date;
    if ((seen_ & part_year) != 0 && !julian_) {
        if (date.year < 0 || (date.year == 0 && (before_christ_ || !short_year_))) return Fault::field;
        if (before_christ_) {
            date.year = 1 - date.year;
        } else if (short_year_) {
            date.year += date.year < 70 ? 2000 : date.year < 100 ? 1900 : 0;
        }
    }
    if ((seen_ & part_day_of_year) != 0) date = date_of(days_of({date.year, 1, 1}) + day_of_year_ - 1);
    if ((seen_ & part_month) != 0 && (date.month < 1 || date.month > 12)) return Fault::date_style;
    if ((seen_ & part_day) != 0 && (date.day < 1 || date.day > 31)) return Fault::date_style;
    if ((seen_ & part_date) == part_date && date.day > days_in_month(date.year, date.month))
        return Fault::field;
    return Fault::none;
}

Fault TimeDecoder::check_half_day() {
    if (!afternoon_) return Fault::none;
    if (read_.hour > 12) return Fault::field;
    read_.hour = read_.hour % 12 + (*afternoon_ ? 12 : 0);
    return Fault::none;
}

Fault TimeDecoder::check_time() const {
    bool const fields = read_.hour <= 24 && read_.minute <= 59 && read_.second <= 60;
    return fields && read_.time() <= microseconds_a_day ? Fault::none : Fault::field;
}

Fault TimeDecoder::settle_offset(std::int64_t local) {
    bool const known = (seen_ & part_zone) != 0;
    bool const modified = (seen_ & part_modifier) != 0;
    if ((named_zone_ || history_ || !known) && modified) return Fault::syntax;
    auto const seconds = seconds_of(local);
    if (named_zone_) read_.offset = named_zone_->offset_of_local(seconds);
    if (history_) read_.offset = offset_of_abbreviation(*history_, abbreviation_, seconds);
    if (known || !has_offset()) return Fault::none;
    auto const zone = session_.zone();
    if (!zone) {
        failed_ = zone.error();
        return Fault::other;
    }
    read_.offset = (*zone)->offset_of_local(seconds);
    return Fault::none;
}

}  // namespace backstay::engine::sqlite
