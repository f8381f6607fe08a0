#include "engine/sqlite/values/time_reader.hpp"

#include "base/text.hpp"
#include "engine/sqlite/values/time_decoder.hpp"

namespace backstay::engine::sqlite {
namespace {

using Fault = TimeFault;

constexpr std::int64_t julian_of_epoch = 2'440'588;

bool starts_with_digit(std::string_view text) { return text.front() >= '0' && text.front() <= '9'; }

class MomentDecoder final : public TimeDecoder {
public:
    using TimeDecoder::TimeDecoder;

private:
    unsigned parts_before_time() const override { return seen_; }
    bool takes_date_words() const override { return true; }

    Fault date_token(std::size_t index) override {
        std::string_view text = tokens_[index].text;
        if (label_ && *label_ == Unit::julian) {
            label_.reset();
            auto const days = take_int(text);
            if (!days || *days < 0) return Fault::field;
            set_date(date_of_julian(*days));
            julian_ = true;
            found_ |= part_time | part_zone;
            return read_offset(text, read_.offset);
        }
        bool const dated = (seen_ & (part_month | part_day)) == (part_month | part_day);
        if (!label_ && !dated) return date_fields(text);
        if (!label_ && !starts_with_digit(text)) return zone_name(text);
        if (label_ && *label_ != Unit::time) return Fault::syntax;
        label_.reset();
        return run_together_with_zone(text);
    }

    Fault clock_token(std::string_view text) override {
        auto const fault = clock(text);
        return fault == Fault::none ? check_time() : fault;
    }

    Fault number_token(std::size_t index) override {
        auto const& text = tokens_[index].text;
        auto const point = text.find('.');
        bool const decimal = point != std::string::npos;
        bool const dated = (seen_ & part_date) != 0;
        bool const complete = (seen_ & part_date) == part_date && (seen_ & part_time) != 0;
        if (decimal && !dated) return date_fields(text);
        if (decimal && point > 2) return run_together(text, seen_);
        bool const lacking = !dated || (seen_ & part_time) == 0;
        if (text.size() >= 6 && lacking && !complete) return run_together(text, seen_);
        return number(text, text_month_, seen_);
    }

    Fault special_word(Special special) override {
        found_ = 0;
        switch (special) {
            case Special::now: return take_now(true);
            case Special::yesterday: return take_day(-1);
            case Special::today: return take_day(0);
            case Special::tomorrow: return take_day(1);
            case Special::midnight_utc:
                found_ = part_time | part_zone;
                read_.hour = read_.minute = read_.second = 0;
                read_.offset = 0;
                return Fault::none;
            default:
                found_ = part_special;
                read_.special = special;
                return Fault::none;
        }
    }

    Fault take_day(int difference) {
        auto const kept = read_;
        if (auto const fault = take_now(true); fault != Fault::none) return fault;
        auto const day = date_of(days_of(read_.date) + difference);
        read_ = kept;
        found_ = 0;
        set_date(day);
        return Fault::none;
    }

    Fault finish() override {
        if (read_.special) return Fault::none;
        if (auto const fault = check_date(); fault != Fault::none) return fault;
        if (auto const fault = check_half_day(); fault != Fault::none) return fault;
        if ((seen_ & part_date) != part_date) return Fault::syntax;
        return settle_offset(read_.local());
    }
};

class TimeOfDayDecoder final : public TimeDecoder {
public:
    using TimeDecoder::TimeDecoder;

private:
    unsigned parts_before_time() const override { return seen_ | part_date; }
    bool takes_date_words() const override { return false; }
    Fault clock_token(std::string_view text) override { return clock(text); }
    bool last_is_date() const { return tokens_.back().kind == TokenKind::date; }

    Fault date_token(std::size_t index) override {
        auto const& text = tokens_[index].text;
        bool const date =
            index == 0 && tokens_.size() >= 2 && (last_is_date() || tokens_[1].kind == TokenKind::time);
        if (date) return date_fields(text);
        return starts_with_digit(text) ? run_together_with_zone(text) : zone_name(text);
    }

    Fault number_token(std::size_t index) override {
        auto const& text = tokens_[index].text;
        auto const point = text.find('.');
        if (point != std::string::npos) {
            if (index == 0 && tokens_.size() >= 2 && last_is_date()) return date_fields(text);
            return point > 2 ? run_together(text, seen_ | part_date) : Fault::syntax;
        }
        if (text.size() > 4) return run_together(text, seen_ | part_date);
        return number(text, false, seen_ | part_date);
    }

    Fault special_word(Special special) override {
        found_ = part_time;
        if (special == Special::now) return take_now(false);
        if (special != Special::midnight_utc) return Fault::syntax;
        found_ |= part_zone;
        read_.hour = read_.minute = read_.second = 0;
        return Fault::none;
    }

    Fault finish() override {
        if (auto const fault = check_date(); fault != Fault::none) return fault;
        if (auto const fault = check_half_day(); fault != Fault::none) return fault;
        if (auto const fault = check_time(); fault != Fault::none) return fault;
        if ((seen_ & part_time) == 0) return Fault::syntax;
        return zone_of_time();
    }

    // Only a date tells what a zone whose clocks are changed means; the session's is taken as it is today.
    Fault zone_of_time() {
        auto const dated = seen_ & part_date;
        if (named_zone_) {
            if ((seen_ & part_modifier) != 0) return Fault::syntax;
            if (auto const fixed = named_zone_->fixed_offset()) {
                read_.offset = *fixed;
                return Fault::none;
            }
            if (dated != part_date) return Fault::syntax;
        }
        bool const by_day = history_ || (seen_ & part_zone) == 0;
        if (by_day && dated != 0 && dated != part_date) return Fault::syntax;
        if (dated != 0) return settle_offset(read_.local());
        if (!by_day || !has_offset()) return Fault::none;
        auto const kept = read_;
        if (auto const fault = take_now(true); fault != Fault::none) return fault;
        auto const today = days_of(read_.date) * microseconds_a_day;
        read_ = kept;
        return settle_offset(today + read_.time());
    }
};

}  // namespace

std::int64_t ReadTime::time() const {
    return ((hour * std::int64_t{60} + minute) * 60 + second) * microseconds_a_second + microsecond;
}
std::int64_t ReadTime::local() const {
    std::int64_t microseconds = 0;
    if (__builtin_mul_overflow(days_of(date), microseconds_a_day, &microseconds) ||
        __builtin_add_overflow(microseconds, time(), &microseconds))
        return infinite_future;
    return microseconds;
}

Result<ReadTime> read_moment(std::string_view text, sql::BaseType type, TimeSession& session) {
    return MomentDecoder(session).decode(text, type);
}
Result<ReadTime> read_time_of_day(std::string_view text, sql::BaseType type, TimeSession& session) {
    return TimeOfDayDecoder(session).decode(text, type);
}

bool is_valid_day(Date date) {
    auto const days = days_of(date);
    return days >= least_date && days <= greatest_date;
}
Date date_of_julian(std::int64_t julian) { return date_of(julian - julian_of_epoch); }
std::int64_t julian_of(Date date) { return days_of(date) + julian_of_epoch; }

TimeFault read_offset(std::string_view text, std::int32_t& offset) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return Fault::syntax;
    bool const west = text.front() == '-';
    auto const length = text.size();
    text.remove_prefix(1);
    auto hour = take_int(text);
    if (!hour) return Fault::zone;
    int parts[2] = {0, 0};
    if (text.starts_with(':')) {
        for (int& part : parts) {
            if (!text.starts_with(':')) break;
            text.remove_prefix(1);
            auto const read = take_int(text);
            if (!read) return Fault::zone;
            part = *read;
        }
    } else if (text.empty() && length > 3) {
        parts[0] = *hour % 100;
        hour = *hour / 100;
    }
    if (*hour < 0 || *hour > 15 || parts[0] < 0 || parts[0] > 59 || parts[1] < 0 || parts[1] > 59)
        return Fault::zone;
    offset = (*hour * 60 + parts[0]) * 60 + parts[1];
    if (west) offset = -offset;
    return text.empty() ? Fault::none : Fault::syntax;
}

std::int32_t offset_of_abbreviation(Zone const& zone, std::string_view abbreviation, std::int64_t local) {
    auto const offset = zone.offset_of_local(local);
    std::string upper(abbreviation);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    auto const* const meant = zone.named(upper, local - offset);
    return meant == nullptr ? offset : meant->offset;
}

Failure time_failure(TimeFault fault, std::string_view text, sql::BaseType type) {
    auto const quoted = "\"" + std::string(text) + "\"";
    switch (fault) {
        case Fault::field: return failure("22008", "date/time field value out of range: " + quoted);
        case Fault::date_style:
            return failure("22008", "date/time field value out of range: " + quoted)
                .hint("Perhaps you need a different \"datestyle\" setting.");
        case Fault::zone: return failure("22009", "time zone displacement out of range: " + quoted);
        default: break;
    }
    // PostgreSQL says the short names of these two here.
    std::string_view const name = type == sql::BaseType::timestamp ? "timestamp"
                                  : type == sql::BaseType::time    ? "time"
                                                                   : sql::type_name(type);
    return failure("22007", "invalid input syntax for type " + std::string(name) + ": " + quoted);
}

}  // namespace backstay::engine::sqlite
