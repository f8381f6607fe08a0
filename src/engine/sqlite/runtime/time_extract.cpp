// extract() and date_part(): the same field as a numeric, or as a double.

#include <array>
#include <limits>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_fields.hpp"
#include "engine/sqlite/values/time_reader.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

// A field in both forms.
struct Part {
    std::string exact;
    double rough = 0;
};
using MaybePart = Result<std::optional<Part>>;  // nothing: NULL

Part whole(std::int64_t value) { return {std::to_string(value), static_cast<double>(value)}; }

std::string with_point(std::int64_t value, int scale) {
    auto number = decimal_of(value);
    number.scale = scale;
    return number.text().value_or("");
}

Part infinite(bool negative) {
    auto const rough = std::numeric_limits<double>::infinity();
    return negative ? Part{"-Infinity", -rough} : Part{"Infinity", rough};
}

// Microseconds as seconds with six digits.
Part seconds(std::int64_t microseconds, double rough) { return {with_point(microseconds, 6), rough}; }
Part seconds(std::int64_t microseconds) {
    return seconds(microseconds, static_cast<double>(microseconds) / 1e6);
}

// The word a field is named by.
struct Field {
    std::string name;
    std::optional<Word> word;
    bool is(Unit unit) const { return word && word->is(WordKind::unit, unit); }
    bool is_epoch() const {
        return word && word->kind == WordKind::special && word->value == static_cast<int>(Special::epoch);
    }
    bool is_unit() const { return word && word->kind == WordKind::unit; }
    Unit unit() const { return static_cast<Unit>(word->value); }
};

Field field_of(std::string_view written) {
    Field field{.name = unit_name(written), .word = {}};
    field.word = find_interval_word(field.name);
    if (!field.word) field.word = find_time_word(field.name);
    return field;
}

std::unexpected<Error> refused(Field const& field, BaseType type, bool known) {
    auto failed = known ? unsupported_unit(field.name, type) : unknown_unit(field.name, type);
    return std::unexpected(std::move(failed).error());
}

// Fields of a time of day.
std::optional<Part> clock_part(Shown const& shown, Unit unit) {
    auto const second = std::int64_t{shown.second} * microseconds_a_second + shown.microsecond;
    switch (unit) {
        case Unit::microsecond: return whole(second);
        case Unit::millisecond:
            return Part{with_point(second, 3), shown.second * 1000.0 + shown.microsecond / 1000.0};
        case Unit::second: return seconds(second, shown.second + shown.microsecond / 1e6);
        case Unit::minute: return whole(shown.minute);
        case Unit::hour: return whole(shown.hour);
        default: return std::nullopt;
    }
}

Part julian_part(Shown const& shown) {
    auto const day = julian_of(shown.date);
    auto const time = time_of(shown);
    auto const day_part = decimal_of(microseconds_a_day);
    auto const scale = division_scale(decimal_of(time), day_part);
    auto const exact = add(decimal_of(day), divide(decimal_of(time), day_part, scale)).text();
    auto const rough =
        (static_cast<double>(time / microseconds_a_second) + shown.microsecond / 1e6) / 86'400.0;
    return {exact.value_or(""), static_cast<double>(day) + rough};
}

// Fields that come again are NULL at infinity, those that grow are infinite.
MaybePart at_infinity(Field const& field, BaseType type, bool negative) {
    if (field.is_epoch()) return infinite(negative);
    if (!field.is_unit()) return refused(field, type, field.word && field.word->kind == WordKind::special);
    switch (field.unit()) {
        case Unit::year:
        case Unit::decade:
        case Unit::century:
        case Unit::millennium:
        case Unit::julian:
        case Unit::iso_year: return infinite(negative);
        default: return std::nullopt;
    }
}

MaybePart of_shown(Field const& field, BaseType type, std::int64_t moment, std::int64_t local,
                   std::optional<std::int32_t> offset) {
    if (is_infinite(moment)) return at_infinity(field, type, moment < 0);
    if (field.is_epoch()) return seconds(moment);
    if (!field.is_unit()) return refused(field, type, field.word && field.word->kind == WordKind::special);
    auto const shown = shown_of(local);
    auto const unit = field.unit();
    if (auto const part = clock_part(shown, unit)) return part;
    if (auto const value = date_field(shown.date, unit)) return whole(*value);
    if (unit == Unit::julian) return julian_part(shown);
    if (offset && unit == Unit::zone) return whole(*offset);
    if (offset && unit == Unit::zone_hour) return whole(*offset / 3600);
    if (offset && unit == Unit::zone_minute) return whole(*offset / 60 % 60);
    return refused(field, type, true);
}

MaybePart of_timestamp(Arguments const& args) {
    auto const local = args.integer(1);
    return of_shown(field_of(args.text(0)), BaseType::timestamp, local, local, std::nullopt);
}

MaybePart of_timestamptz(Arguments const& args) {
    auto const utc = args.integer(1);
    TRY(auto const zone, time_session(args.state()).zone());
    auto const offset = is_infinite(utc) ? 0 : zone->at(seconds_of(utc)).offset;
    return of_shown(field_of(args.text(0)), BaseType::timestamptz, utc,
                    is_infinite(utc) ? utc : utc + offset * microseconds_a_second, offset);
}

MaybePart of_date(Arguments const& args) {
    auto const field = field_of(args.text(0));
    auto const days = args.integer(1);
    bool const endless = is_infinite(days);
    if (field.is_epoch()) return endless ? infinite(days < 0) : whole(days * 86'400);
    if (!field.is_unit())
        return refused(field, BaseType::date, field.word && field.word->kind == WordKind::special);
    auto const value = date_field(endless ? Date{} : date_of(days), field.unit());
    if (!value && field.unit() != Unit::julian) return refused(field, BaseType::date, true);
    if (endless) return at_infinity(field, BaseType::date, days < 0);
    return whole(value ? *value : julian_of(date_of(days)));
}

// date_part() reads a date as its midnight.
MaybePart of_midnight(Arguments const& args) {
    TRY(auto const local, local_of_date(args.integer(1)));
    return of_shown(field_of(args.text(0)), BaseType::timestamp, local, local, std::nullopt);
}

MaybePart of_time(Arguments const& args) {
    auto const field = field_of(args.text(0));
    auto const time = args.integer(1);
    if (field.is_epoch()) return seconds(time);
    if (!field.is_unit()) return refused(field, BaseType::time, false);
    auto shown = shown_of(time);
    if (time == microseconds_a_day) shown.hour = 24;
    if (auto const part = clock_part(shown, field.unit())) return part;
    return refused(field, BaseType::time, true);
}

MaybePart of_timetz(Arguments const& args) {
    auto const field = field_of(args.text(0));
    auto const value = time_tz_of(args.text(1));
    auto const west = -value.offset;
    if (field.is_epoch()) {
        auto const moment = value.time + west * microseconds_a_second;
        return seconds(moment, static_cast<double>(value.time) / 1e6 + west);
    }
    if (!field.is_unit()) return refused(field, BaseType::timetz, false);
    if (field.is(Unit::zone)) return whole(value.offset);
    if (field.is(Unit::zone_hour)) return whole(value.offset / 3600);
    if (field.is(Unit::zone_minute)) return whole(value.offset / 60 % 60);
    auto shown = shown_of(value.time);
    if (value.time == microseconds_a_day) shown.hour = 24;
    if (auto const part = clock_part(shown, field.unit())) return part;
    return refused(field, BaseType::timetz, true);
}

// A year has 365.25 days here, a month 30.
MaybePart interval_epoch(Interval const& value) {
    auto const years = value.months / 12;
    auto const months = value.months % 12;
    auto const quarter_days =
        1461 * std::int64_t{years} + 120 * std::int64_t{months} + 4 * std::int64_t{value.days};
    auto total = decimal_of(quarter_days * 21'600);
    total = multiply(total, decimal_of(microseconds_a_second));
    total = add(total, decimal_of(value.time));
    total.scale = 6;
    TRY(auto exact, total.text());
    double rough = static_cast<double>(value.time) / 1e6;
    rough += 365.25 * 86'400 * years;
    rough += 30.0 * 86'400 * months;
    rough += 86'400.0 * value.days;
    return Part{std::move(exact), rough};
}

MaybePart of_interval(Arguments const& args) {
    auto const field = field_of(args.text(0));
    auto const value = interval_of(args.text(1));
    if (field.is_epoch()) return interval_epoch(value);
    if (!field.is_unit()) return refused(field, BaseType::interval, false);
    auto const second = value.time % (60 * microseconds_a_second);
    auto const year = value.months / 12;
    auto const month = value.months % 12;
    switch (field.unit()) {
        case Unit::microsecond: return whole(second);
        case Unit::millisecond:
            return Part{with_point(second, 3), static_cast<double>(second / 1'000'000) * 1000.0 +
                                                   static_cast<double>(second % 1'000'000) / 1000.0};
        case Unit::second:
            return seconds(second, static_cast<double>(second / 1'000'000) +
                                       static_cast<double>(second % 1'000'000) / 1e6);
        case Unit::minute: return whole(value.time / (60 * microseconds_a_second) % 60);
        case Unit::hour: return whole(value.time / (3600 * microseconds_a_second));
        case Unit::day: return whole(value.days);
        case Unit::month: return whole(month);
        case Unit::quarter: return whole(month / 3 + 1);
        case Unit::year: return whole(year);
        case Unit::decade: return whole(year / 10);
        case Unit::century: return whole(year / 100);
        case Unit::millennium: return whole(year / 1000);
        default: return refused(field, BaseType::interval, true);
    }
}

template <MaybePart (*part)(Arguments const&)>
Result<Value> exact(Arguments const& args) {
    TRY(auto found, part(args));
    return found ? Value(std::move(found->exact)) : Value();
}
template <MaybePart (*part)(Arguments const&)>
Result<Value> rough(Arguments const& args) {
    TRY(auto const found, part(args));
    return found ? Value(found->rough) : Value();
}

constexpr auto time_extract_functions = std::to_array<Scalar>({
    {"pg_extract_timestamp", 2, exact<of_timestamp>},
    {"pg_extract_timestamptz", 2, exact<of_timestamptz>, Strictness::strict, Purity::changing},
    {"pg_extract_date", 2, exact<of_date>},
    {"pg_extract_time", 2, exact<of_time>},
    {"pg_extract_timetz", 2, exact<of_timetz>},
    {"pg_extract_interval", 2, exact<of_interval>},
    {"pg_date_part_timestamp", 2, rough<of_timestamp>},
    {"pg_date_part_timestamptz", 2, rough<of_timestamptz>, Strictness::strict, Purity::changing},
    {"pg_date_part_date", 2, rough<of_midnight>},
    {"pg_date_part_time", 2, rough<of_time>},
    {"pg_date_part_timetz", 2, rough<of_timetz>},
    {"pg_date_part_interval", 2, rough<of_interval>},
});

}  // namespace

Result<void> register_time_extract(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_extract_functions);
}

}  // namespace backstay::engine::sqlite
