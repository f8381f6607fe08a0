#include "engine/sqlite/value_text.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.hpp"
#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/runtime/catalog.hpp"
#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/runtime/json_reader.hpp"
#include "engine/sqlite/runtime/packed_rows.hpp"
#include "engine/sqlite/runtime/search.hpp"
#include "engine/sqlite/runtime/search_rows.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/array_text.hpp"
#include "engine/sqlite/values/numeric_text.hpp"
#include "engine/sqlite/values/scalar.hpp"
#include "engine/sqlite/values/time_text.hpp"
#include "engine/sqlite/values/value.hpp"
#include "sql/lower/lower.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

Failure without_input(sql::Type type, sql::Catalog const& catalog) {
    return not_supported(Limitation::values_of_type, catalog.type_name(type, {"public"}));
}

Result<Value> read_label(std::string_view text, sql::Type type, sql::Catalog const& catalog) {
    auto const& labels = catalog.enums.at(type.user).labels;
    if (std::ranges::find(labels, text) != labels.end()) return Value(std::string(text));
    return failure("22P02", "invalid input value for enum " + catalog.type_name(type, {"public"}) + ": \"" +
                                std::string(text) + "\"");
}

// A regclass is kept as the relation's id, a regtype as the type's name.
Result<Value> read_object(std::string_view text, sql::Type type, sql::Catalog const& catalog) {
    StatementState state;
    state.catalog = &catalog;
    if (type.base == BaseType::regtype) {
        TRY(auto name, type_named(text, state));
        return Value(std::move(name));
    }
    TRY(auto const* relation, find_relation_named(text, state));
    if (relation == nullptr) return failure("42P01", "relation \"" + std::string(text) + "\" does not exist");
    return Value(relation->id);
}

Result<Value> read_value(std::string_view text, sql::Type type, sql::Catalog const& catalog,
                         TimeSession& session) {
    auto const base = sql::storage_base(type, catalog);
    if (base.array) {
        auto const element = sql::element_of(base);
        TRY(auto const array, parse_array(text, [&](std::string_view one) {
                return read_value(one, element, catalog, session);
            }));
        return Value(store_array(array));
    }
    if (base.base == BaseType::enumeration) return read_label(text, base, catalog);
    if (base.base == BaseType::regclass || base.base == BaseType::regtype)
        return read_object(text, base, catalog);
    if (base.base == BaseType::composite) {
        StatementState state;
        state.catalog = &catalog;
        TRY(auto row, read_row_text(text, base, state));
        return Value(std::move(row));
    }
    if (!has_input(base)) return without_input(type, catalog);
    return input(text, base, session);
}

std::string_view text_of(sqlite3_value* stored) {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_value_text(stored));
    return {data, static_cast<std::size_t>(sqlite3_value_bytes(stored))};
}

std::string hex_literal(std::string_view bytes) { return "x'" + print_bytea(bytes).substr(2) + "'"; }

std::string quoted_text(std::string_view text) {
    std::string out = "'";
    for (char const c : text) {
        if (c == '\'') out += c;
        out += c;
    }
    return out + "'";
}

std::string literal_of(Value const& value) {
    return std::visit(Overloaded{[](std::monostate) { return std::string("NULL"); },
                                 [](std::int64_t number) { return std::to_string(number); },
                                 [](double number) {
                                     auto const printed = print_float(number, BaseType::float8);
                                     if (printed.ends_with("Infinity"))
                                         return std::string(number > 0 ? "9e999" : "-9e999");
                                     return printed.find_first_of(".e") == std::string::npos ? printed + ".0"
                                                                                             : printed;
                                 },
                                 [](std::string const& string) { return quoted_text(string); },
                                 [](Bytes const& bytes) { return hex_literal(bytes.data); }},
                      value);
}

// Read by pg_read_time(), when it runs.
std::string session_literal(std::string_view text, sql::Type type) {
    return "pg_read_time(" + quoted_text(text) + ", '" + sql::format_type(sql::unmodified(type)) + "', " +
           std::to_string(type.modifier) + ")";
}

int compare_texts(void*, int a_size, void const* a, int b_size, void const* b) {
    return compare_numeric({static_cast<char const*>(a), static_cast<std::size_t>(a_size)},
                           {static_cast<char const*>(b), static_cast<std::size_t>(b_size)});
}

// char(n) is compared without the blanks that fill it.
int compare_padded(void*, int a_size, void const* a, int b_size, void const* b) {
    std::string_view left{static_cast<char const*>(a), static_cast<std::size_t>(a_size)};
    std::string_view right{static_cast<char const*>(b), static_cast<std::size_t>(b_size)};
    while (left.ends_with(' ')) left.remove_suffix(1);
    while (right.ends_with(' ')) right.remove_suffix(1);
    return left.compare(right);
}

// The commonest types, from SQLite's memory to the body: this runs for every value of every answer.
bool append_directly(std::string& out, sqlite3_value* value, BaseType type) {
    std::array<char, 24> digits;
    switch (type) {
        case BaseType::boolean: out += sqlite3_value_int(value) != 0 ? "true" : "false"; return true;
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8: {
            auto const end =
                std::to_chars(digits.data(), digits.data() + digits.size(), sqlite3_value_int64(value));
            out.append(digits.data(), end.ptr);
            return true;
        }
        case BaseType::text:
        case BaseType::varchar:
        case BaseType::uuid:
        case BaseType::enumeration: append_json_string(out, text_of(value)); return true;
        default: return false;
    }
}

// What to_json() writes without quotes.
bool is_bare(BaseType type, std::string_view text) {
    switch (type) {
        case BaseType::boolean:
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8: return true;
        case BaseType::numeric:
        case BaseType::float4:
        case BaseType::float8: return text != "NaN" && !text.ends_with("Infinity");
        default: return false;
    }
}

void append_json_value(std::string& out, Value const& value, sql::Type type, TimeSession& session);

void append_json_level(std::string& out, ArrayValue const& array, sql::Type element, std::size_t depth,
                       std::size_t& next, TimeSession& session) {
    out += '[';
    int const count = depth < array.dimensions.size() ? array.dimensions[depth] : 0;
    for (int i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        if (depth + 1 < array.dimensions.size())
            append_json_level(out, array, element, depth + 1, next, session);
        else
            append_json_value(out, array.elements[next++], element, session);
    }
    out += ']';
}

// REQUIRES: no domain.
void append_json_value(std::string& out, Value const& value, sql::Type type, TimeSession& session) {
    if (std::holds_alternative<std::monostate>(value)) {
        out += "null";
        return;
    }
    auto const* text = std::get_if<std::string>(&value);
    if (type.array && text != nullptr) {
        std::size_t next = 0;
        auto const element = sql::element_of(type);
        append_json_level(out, stored_array(*text, element), element, 0, next, session);
        return;
    }
    bool const json = type.base == BaseType::json || type.base == BaseType::jsonb ||
                      type.base == BaseType::record || type.base == BaseType::composite;
    if (json && text != nullptr) {
        out += *text;
        return;
    }
    auto const* moment = std::get_if<std::int64_t>(&value);
    if (moment != nullptr && type.base == BaseType::timestamp)
        return append_json_string(out, print_timestamp(*moment, std::nullopt, TimeStyle::xml));
    if (moment != nullptr && type.base == BaseType::timestamptz)
        return append_json_string(out, print_timestamptz(*moment, session, TimeStyle::xml));
    auto const printed = output(value, type, session);
    if (is_bare(type.base, printed))
        out += printed;
    else
        append_json_string(out, printed);
}

}  // namespace

Result<void> register_values(Connection const& db, StatementState& state) {
    struct Collation {
        char const* name;
        int (*compare)(void*, int, void const*, int, void const*);
    };
    for (auto const& [name, compare] :
         {Collation{"pg_numeric", compare_texts}, {"pg_bpchar", compare_padded}})
        if (sqlite3_create_collation_v2(db.get(), name, SQLITE_UTF8, nullptr, compare, nullptr) != SQLITE_OK)
            return std::unexpected(db.error());
    for (auto* const family :
         {register_cast, register_comparison, register_number, register_text, register_system,
          register_catalog, register_time, register_json, register_array, register_search,
          register_search_rows, register_packed_rows, register_claims}) {
        TRY_VOID(family(db, state));
    }
    return {};
}

void bind_value(sqlite3_stmt* statement, int index, Value const& value) {
    std::visit(Overloaded{[&](std::monostate) { sqlite3_bind_null(statement, index); },
                          [&](std::int64_t number) { sqlite3_bind_int64(statement, index, number); },
                          [&](double number) { sqlite3_bind_double(statement, index, number); },
                          [&](std::string const& text) {
                              sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()),
                                                SQLITE_TRANSIENT);
                          },
                          [&](Bytes const& bytes) {
                              sqlite3_bind_blob(statement, index, bytes.data.data(),
                                                static_cast<int>(bytes.data.size()), SQLITE_TRANSIENT);
                          }},
               value);
}

Result<std::string> stored_literal(std::string_view text, sql::Type type, sql::Catalog const& catalog) {
    TimeSession unknown;
    auto value = read_value(text, type, catalog, unknown);
    // 'tomorrow', or a time whose zone is the session's: what they are is known when the statement runs.
    if (unknown.asked()) return session_literal(text, sql::storage_base(type, catalog));
    if (!value) return std::unexpected(std::move(value).error());
    return literal_of(*value);
}

Result<std::string> stored_literal(std::string_view text, sql::Type type, sql::Catalog const& catalog,
                                   TimeSession& session) {
    TRY(auto const value, read_value(text, type, catalog, session));
    return literal_of(value);
}

Result<Value> input_value(std::string_view text, sql::Type type, StatementState const& state) {
    auto session = time_session(state);
    return read_value(text, type, *state.catalog, session);
}

Result<void> bind_input(sqlite3_stmt* statement, int index, std::string_view text, sql::Type type,
                        StatementState const& state) {
    auto session = time_session(state);
    TRY(auto const value, read_value(text, type, *state.catalog, session));
    bind_value(statement, index, value);
    return {};
}

void append_text(std::string& out, sqlite3_value* value, sql::Type type, StatementState const& state) {
    auto const base = sql::storage_base(type, *state.catalog);
    if (base.base == BaseType::regclass && !base.array) {
        out += relation_name(sqlite3_value_int64(value), state);
        return;
    }
    if (base.base == BaseType::boolean && !base.array) {
        out += sqlite3_value_int(value) != 0 ? 't' : 'f';  // a cast to text says true or false
        return;
    }
    if (base.base == BaseType::composite && !base.array && sqlite3_value_type(value) != SQLITE_NULL) {
        StatementState own;
        own.catalog = state.catalog;
        own.timezone = state.timezone;
        if (auto const text = row_text(text_of(value), columns_of(base, *state.catalog), own)) {
            out += *text;
            return;
        }
    }
    auto session = time_session(state);
    out += output(stored_value(value), base, session);
}

void append_json(std::string& out, sqlite3_value* value, sql::Type type, StatementState const& state) {
    if (sqlite3_value_type(value) == SQLITE_NULL) {
        out += "null";
        return;
    }
    auto const base = sql::storage_base(type, *state.catalog);
    if (!base.array && append_directly(out, value, base.base)) return;
    if (!base.array && base.base == BaseType::regclass)
        return append_json_string(out, relation_name(sqlite3_value_int64(value), state));
    auto session = time_session(state);
    append_json_value(out, stored_value(value), base, session);
}

void append_json(std::string& out, Value const& value, sql::Type type, StatementState const& state) {
    auto session = time_session(state);
    append_json_value(out, value, sql::storage_base(type, *state.catalog), session);
}

std::vector<Parameter> output_row(Statement const& row, std::vector<sql::LoweredColumn> const& columns,
                                  StatementState const& state) {
    std::vector<Parameter> values;
    values.reserve(columns.size());
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
        auto* const value = sqlite3_column_value(row.get(), i);
        if (sqlite3_value_type(value) == SQLITE_NULL) {
            values.emplace_back();
            continue;
        }
        auto const& type = columns[static_cast<std::size_t>(i)].type;
        std::string text;
        // What a cast to text writes as true, PostgreSQL's output has as t.
        if (type == sql::Type{sql::BaseType::boolean})
            text = sqlite3_value_int(value) != 0 ? "t" : "f";
        else
            append_text(text, value, type, state);
        values.emplace_back(std::move(text));
    }
    return values;
}

}  // namespace backstay::engine::sqlite
