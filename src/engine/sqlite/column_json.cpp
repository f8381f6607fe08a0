#include "engine/sqlite/column_json.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include "base/json.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

constexpr std::int64_t microseconds_per_second = 1'000'000;
constexpr std::int64_t microseconds_per_day = 86'400 * microseconds_per_second;
// The years 1 to 9999, whose digits are four: all others are printed by value_text.hpp.
constexpr std::int64_t first_day = -719'162, end_day = 2'932'897;

std::string_view text_of(sqlite3_stmt* statement, int column) {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(statement, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    out += text;
    out += '"';
}

void append_number(std::string& out, std::string_view text) {
    bool const bare = !text.empty() && text.back() >= '0' && text.back() <= '9';
    if (bare) out += text;
    if (!bare) append_quoted(out, text);
}

char* put_two(char* at, unsigned number) {
    *at++ = static_cast<char>('0' + (number / 10));
    *at++ = static_cast<char>('0' + (number % 10));
    return at;
}

char* put_date(char* at, std::int64_t days) {
    std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(days))};
    auto const year = static_cast<unsigned>(static_cast<int>(date.year()));
    at = put_two(at, year / 100);
    at = put_two(at, year % 100);
    *at++ = '-';
    at = put_two(at, static_cast<unsigned>(date.month()));
    *at++ = '-';
    return put_two(at, static_cast<unsigned>(date.day()));
}

// .5: no fraction where it is none, no zeros at its end
char* put_fraction(char* at, unsigned microseconds) {
    if (microseconds == 0) return at;
    *at++ = '.';
    for (unsigned unit = 100'000; microseconds > 0; unit /= 10) {
        *at++ = static_cast<char>('0' + (microseconds / unit));
        microseconds %= unit;
    }
    return at;
}

char* put_time(char* at, std::int64_t of_day) {
    auto const seconds = static_cast<unsigned>(of_day / microseconds_per_second);
    at = put_two(at, seconds / 3600);
    *at++ = ':';
    at = put_two(at, seconds / 60 % 60);
    *at++ = ':';
    at = put_two(at, seconds % 60);
    return put_fraction(at, static_cast<unsigned>(of_day % microseconds_per_second));
}

bool is_usual(std::int64_t days) { return days >= first_day && days < end_day; }

std::int64_t day_of(std::int64_t moment) {
    auto const day = moment / microseconds_per_day;
    return moment % microseconds_per_day < 0 ? day - 1 : day;
}

void append_date(std::string& out, std::int64_t days) {
    std::array<char, 12> text;
    auto* at = text.data();
    *at++ = '"';
    at = put_date(at, days);
    *at++ = '"';
    out.append(text.data(), at);
}

void append_moment(std::string& out, std::int64_t moment, std::string_view offset) {
    std::array<char, 40> text;
    auto* at = text.data();
    auto const day = day_of(moment);
    *at++ = '"';
    at = put_date(at, day);
    *at++ = 'T';
    at = put_time(at, moment - (day * microseconds_per_day));
    for (char const c : offset) *at++ = c;
    *at++ = '"';
    out.append(text.data(), at);
}

void append_other(std::string& out, sqlite3_stmt* statement, int column, sql::Type type,
                  StatementState const& state) {
    append_json(out, sqlite3_column_value(statement, column), type, state);
}

}  // namespace

JsonForm json_form(sql::Type type) {
    if (type.array) return JsonForm::other;
    switch (type.base) {
        case BaseType::boolean: return JsonForm::boolean;
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8: return JsonForm::integer;
        case BaseType::text:
        case BaseType::varchar:
        case BaseType::enumeration: return JsonForm::text;
        case BaseType::uuid: return JsonForm::plain_text;
        case BaseType::numeric: return JsonForm::number;
        case BaseType::json:
        case BaseType::jsonb: return JsonForm::json;
        case BaseType::timestamp: return JsonForm::timestamp;
        case BaseType::timestamptz: return JsonForm::timestamptz;
        case BaseType::date: return JsonForm::date;
        default: return JsonForm::other;
    }
}

void append_column(std::string& out, sqlite3_stmt* statement, int column, JsonForm form, sql::Type type,
                   StatementState const& state) {
    switch (form) {
        case JsonForm::boolean: out += sqlite3_column_int(statement, column) != 0 ? "true" : "false"; return;
        case JsonForm::integer: return append_integer(out, sqlite3_column_int64(statement, column));
        case JsonForm::text: return append_json_string(out, text_of(statement, column));
        case JsonForm::plain_text: return append_quoted(out, text_of(statement, column));
        case JsonForm::number: return append_number(out, text_of(statement, column));
        case JsonForm::json: out += text_of(statement, column); return;
        case JsonForm::timestamp:
        case JsonForm::timestamptz: {
            bool const zoned = form == JsonForm::timestamptz;
            auto const moment = sqlite3_column_int64(statement, column);
            if (!is_usual(day_of(moment)) || (zoned && state.timezone != "UTC")) break;
            return append_moment(out, moment, zoned ? "+00:00" : "");
        }
        case JsonForm::date: {
            auto const days = sqlite3_column_int64(statement, column);
            if (is_usual(days)) return append_date(out, days);
            break;
        }
        case JsonForm::other: break;
    }
    append_other(out, statement, column, type, state);
}

}  // namespace backstay::engine::sqlite
