#include "engine/sqlite/values/value.hpp"

#include <cmath>

#include "base/text.hpp"
#include "engine/sqlite/search/query.hpp"
#include "engine/sqlite/values/array_text.hpp"
#include "engine/sqlite/values/interval.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/jsonpath.hpp"
#include "engine/sqlite/values/numeric_text.hpp"
#include "engine/sqlite/values/scalar.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

// Blanks past the length go; anything else does not (SQL standard, section "store assignment").
Result<Value> fit_text(std::string_view text, sql::Type type) {
    auto const length = static_cast<std::size_t>(type.modifier);
    auto const characters = length_in_characters(text);
    auto const kept = first_characters(text, length);
    if (text.substr(kept.size()).find_first_not_of(' ') != std::string_view::npos)
        return failure("22001", "value too long for type " + sql::format_type(type));
    std::string out(kept);
    if (type.base == BaseType::bpchar && characters < length) out.append(length - characters, ' ');
    return Value(std::move(out));
}

Value stored_float(double value) {
    if (std::isnan(value)) return Value(std::string("NaN"));
    return Value(value);
}

template <class T>
Result<Value> stored(Result<T> parsed) {
    TRY(auto value, std::move(parsed));
    return Value(std::move(value));
}

Result<Value> fit_elements(std::string_view stored, sql::Type element) {
    auto array = stored_array(stored, element);
    for (auto& value : array.elements) {
        TRY(value, apply_modifier(std::move(value), element));
    }
    return Value(store_array(array));
}

}  // namespace

std::string output_element(Value const& value, sql::Type type, TimeSession& session) {
    auto const* truth = std::get_if<std::int64_t>(&value);
    if (type.base == BaseType::boolean && truth != nullptr) return *truth != 0 ? "t" : "f";
    return output(value, type, session);
}

bool has_input(sql::Type type) {
    switch (type.base) {
        case BaseType::boolean:
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8:
        case BaseType::numeric:
        case BaseType::float4:
        case BaseType::float8:
        case BaseType::text:
        case BaseType::varchar:
        case BaseType::bpchar:
        case BaseType::name:
        case BaseType::citext:
        case BaseType::uuid:
        case BaseType::timestamptz:
        case BaseType::timestamp:
        case BaseType::date:
        case BaseType::time:
        case BaseType::json:
        case BaseType::jsonb:
        case BaseType::jsonpath:
        case BaseType::tsvector:
        case BaseType::tsquery:
        case BaseType::regconfig:
        case BaseType::bit:
        case BaseType::varbit:
        case BaseType::timetz:
        case BaseType::interval:
        case BaseType::bytea: return true;
        default: return false;
    }
}

Result<Value> apply_modifier(Value value, sql::Type type) {
    if (type.modifier < 0 || std::holds_alternative<std::monostate>(value)) return value;
    if (type.array) return fit_elements(std::get<std::string>(value), element_of(type));
    switch (type.base) {
        case BaseType::varchar:
        case BaseType::bpchar: return fit_text(std::get<std::string>(value), type);
        case BaseType::bit:
        case BaseType::varbit: return stored(fit_bits(std::get<std::string>(value), type));
        case BaseType::numeric:
            return stored(fit_numeric(std::get<std::string>(value), sql::precision_of(type.modifier),
                                      sql::scale_of(type.modifier)));
        case BaseType::time: return Value(round_time(std::get<std::int64_t>(value), type.modifier));
        case BaseType::timestamp:
        case BaseType::timestamptz:
            return Value(round_timestamp(std::get<std::int64_t>(value), type.modifier));
        case BaseType::timetz: {
            auto time = time_tz_of(std::get<std::string>(value));
            time.time = round_time(time.time, type.modifier);
            return Value(print_time_tz(time));
        }
        case BaseType::interval:
            return Value(
                print_interval(fit_interval(interval_of(std::get<std::string>(value)), type.modifier)));
        default: return value;
    }
}

Result<Value> input(std::string_view text, sql::Type type) {
    TimeSession session;
    return input(text, type, session);
}

Result<Value> input(std::string_view text, sql::Type type, TimeSession& session) {
    if (type.array) {
        auto const element = element_of(type);
        TRY(auto const array,
            parse_array(text, [&](std::string_view one) { return input(one, element, session); }));
        return Value(store_array(array));
    }
    Result<Value> value = Value();
    switch (type.base) {
        case BaseType::boolean: {
            TRY(auto const truth, parse_boolean(text));
            return Value(std::int64_t{truth ? 1 : 0});
        }
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8: return stored(parse_integer(text, type.base));
        case BaseType::float4:
        case BaseType::float8: {
            TRY(auto const number, parse_float(text, type.base));
            return stored_float(number);
        }
        case BaseType::numeric: value = stored(parse_numeric(text)); break;
        case BaseType::uuid: return stored(parse_uuid(text));
        case BaseType::bit:
        case BaseType::varbit: value = stored(parse_bits(text)); break;
        case BaseType::date: return stored(parse_date(text, session));
        case BaseType::time: value = stored(parse_time(text, session)); break;
        case BaseType::timetz: {
            TRY(auto const time, parse_time_tz(text, session));
            value = Value(print_time_tz(time));
            break;
        }
        case BaseType::interval: {
            TRY(auto const interval, parse_interval(text, type.modifier));
            return Value(print_interval(interval));
        }
        case BaseType::timestamp:
        case BaseType::timestamptz: value = stored(parse_timestamp(text, type.base, session)); break;
        case BaseType::json: TRY_VOID(check_json(text)); return Value(std::string(text));
        case BaseType::jsonb: return stored(canonical_jsonb(text));
        case BaseType::jsonpath: {
            TRY(auto const path, parse_jsonpath(text));
            return Value(print_jsonpath(path));
        }
        case BaseType::tsvector: {
            TRY(auto const vector, search::read_vector(text));
            return Value(search::print_vector(vector));
        }
        case BaseType::tsquery: {
            TRY(auto const query, search::read_query(text));
            return Value(search::print_query(query));
        }
        case BaseType::regconfig: {
            TRY(auto const* configuration, search::find_configuration(text));
            return Value(std::string(configuration->name));
        }
        case BaseType::bytea: {
            TRY(auto bytes, parse_bytea(text));
            return Value(Bytes{std::move(bytes)});
        }
        default: value = Value(std::string(text));
    }
    TRY(auto parsed, std::move(value));
    return apply_modifier(std::move(parsed), type);
}

std::string output(Value const& value, sql::Type type) {
    TimeSession session;
    return output(value, type, session);
}

std::string output(Value const& value, sql::Type type, TimeSession& session) {
    if (type.array) {
        auto const* stored = std::get_if<std::string>(&value);
        if (stored == nullptr) return {};
        auto const element = element_of(type);
        return print_array(stored_array(*stored, element),
                           [&](Value const& one) { return output_element(one, element, session); });
    }
    if (auto const* text = std::get_if<std::string>(&value)) return *text;
    if (auto const* bytes = std::get_if<Bytes>(&value)) return print_bytea(bytes->data);
    if (auto const* number = std::get_if<double>(&value)) return print_float(*number, type.base);
    auto const* whole = std::get_if<std::int64_t>(&value);
    if (whole == nullptr) return {};
    switch (type.base) {
        case BaseType::boolean: return *whole != 0 ? "true" : "false";
        case BaseType::date: return print_date(*whole);
        case BaseType::time: return print_time(*whole);
        case BaseType::timestamp: return print_timestamp(*whole);
        case BaseType::timestamptz: return print_timestamptz(*whole, session);
        case BaseType::float4:
        case BaseType::float8: return print_float(static_cast<double>(*whole), type.base);
        default: return std::to_string(*whole);
    }
}

}  // namespace backstay::engine::sqlite
