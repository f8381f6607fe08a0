#include "engine/sqlite/encode.hpp"

#include <sqlite3.h>

#include "base/limitation.hpp"
#include "engine/sqlite/encode_row.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/json_text.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::string_view between_rows = ", \n ";

// The keys of a plan's own members are ready, the comma before them too.
void begin_member(ReadPlan const& plan, OutputPlan const& item, std::string& body, bool& first) {
    std::size_t const comma = plan.nested ? 2 : 1;
    body += std::string_view(item.key).substr(first ? comma : 0);
    first = false;
}

// Types whose JSON is printed by jsonb as by json.
bool same_as_jsonb(sql::Type type) {
    using enum sql::BaseType;
    if (type.array) return false;
    switch (type.base) {
        case json:
        case float4:
        case float8:
        case record:
        case composite: return false;
        default: return true;
    }
}

}  // namespace

Result<bool> Encoder::step(ReadPlan& plan) {
    int const code = plan.statement.step();
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return std::unexpected(failed_());
}

Result<void> Encoder::nested(ReadPlan& plan, OutputPlan& item, std::string& body, bool& first) {
    auto& inner = *item.nested;
    Reset const reset(inner.statement);
    TRY_VOID(bind_within(plan, inner));
    switch (item.kind) {
        case sql::NestKind::array: {
            begin_member(plan, item, body, first);
            TRY_VOID(rows(inner, body));
            return {};
        }
        case sql::NestKind::object: {
            TRY(bool const found, step(inner));
            if (!found && plan.strip_nulls) return {};
            begin_member(plan, item, body, first);
            if (found) return object(inner, body);
            body += "null";
            return {};
        }
        case sql::NestKind::object_spread: return spread_object(plan, item, body, first);
        case sql::NestKind::array_spread: return spread_array(plan, item, body, first);
    }
    return {};
}

Result<void> Encoder::member(ReadPlan& plan, OutputPlan& item, std::string& body, bool& first) {
    if (item.nested) return nested(plan, item, body, first);
    bool const null = null_at(plan, item.column);
    if (null && plan.strip_nulls) return {};
    begin_member(plan, item, body, first);
    return value(plan, item, body);
}

Result<void> Encoder::members(ReadPlan& plan, std::string& body, bool& first) {
    for (auto& item : plan.output) TRY_VOID(member(plan, item, body, first));
    return {};
}

Result<void> Encoder::value(ReadPlan const& plan, OutputPlan const& item, std::string& body) {
    if (null_at(plan, item.column)) {
        body += "null";
        return {};
    }
    if (!plan.nested || same_as_jsonb(item.type)) {
        append_column(body, plan.statement.get(), item.column, item.form, item.type, state_);
        return {};
    }
    std::string text;
    append_json(text, value_at(plan, item.column), item.type, state_);
    TRY(auto const printed, canonical_jsonb(text));
    body += printed;
    return {};
}

Result<void> Encoder::object(ReadPlan& plan, std::string& body) {
    if (plan.merges) return merged_object(plan, body);
    bool first = true;
    body += '{';
    TRY_VOID(members(plan, body, first));
    body += '}';
    return {};
}

Result<std::int64_t> Encoder::rows(ReadPlan& plan, std::string& body) {
    std::int64_t count = 0;
    body += '[';
    while (true) {
        TRY(bool const found, step(plan));
        if (!found) break;
        if (count++ > 0) body += plan.nested ? ", " : between_rows;
        TRY_VOID(object(plan, body));
    }
    body += ']';
    return count;
}

void Encoder::begin_rows(sql::Format format, std::string& body) {
    if (format == sql::Format::json_array) body += '[';
}

Result<bool> Encoder::next_row(ReadPlan& plan, sql::Format format, bool first, std::string& body) {
    TRY(bool const found, step(plan));
    if (!found) return false;
    if (format == sql::Format::csv) {
        TRY_VOID(csv_row(plan, first, body));
        return true;
    }
    if (format == sql::Format::json_array && !first) body += between_rows;
    TRY_VOID(object(plan, body));
    if (format == sql::Format::json_lines) body += '\n';
    return true;
}

void Encoder::end_rows(sql::Format format, bool none, std::string& body) {
    if (format == sql::Format::json_array) body += ']';
    if (format == sql::Format::csv && none) body += '\n';
}

Result<std::int64_t> Encoder::all_rows(ReadPlan& plan, sql::Format format, std::string& body) {
    std::int64_t count = 0;
    begin_rows(format, body);
    while (true) {
        TRY(bool const found, next_row(plan, format, count == 0, body));
        if (!found) break;
        ++count;
    }
    end_rows(format, count == 0, body);
    return count;
}

Result<std::int64_t> Encoder::scalars(ReadPlan& plan, sql::Format format, std::string& body) {
    std::int64_t count = 0;
    auto const type = plan.output.empty() ? sql::Type{} : plan.output.front().type;
    if (format == sql::Format::scalar_array) body += '[';
    while (true) {
        TRY(bool const found, step(plan));
        if (!found) break;
        if (count++ > 0) {
            if (format != sql::Format::scalar_array) break;
            body += ", ";
        }
        if (format != sql::Format::raw) {
            append_json(body, value_at(plan, 0), type, state_);
        } else if (type.base == sql::BaseType::bytea && !null_at(plan, 0)) {
            auto* const value = value_at(plan, 0);
            body.append(static_cast<char const*>(sqlite3_value_blob(value)),
                        static_cast<std::size_t>(sqlite3_value_bytes(value)));
        } else if (!null_at(plan, 0)) {
            append_text(body, value_at(plan, 0), type, state_);
        }
    }
    if (format == sql::Format::scalar_array) body += ']';
    if (format == sql::Format::scalar_json && count == 0) body += "null";
    return count;
}

Result<std::int64_t> Encoder::encode(ReadPlan& plan, sql::Format format, std::string& body) {
    bool const json = format == sql::Format::json_array || format == sql::Format::json_object;
    if (!plan.strip_nulls || !json) return encode_whole(plan, format, body);
    // json_strip_nulls() of the whole: without blanks, and nulls within JSON values go as well.
    std::string whole;
    TRY(auto const count, encode_whole(plan, format, whole));
    if (!whole.empty()) append_without_nulls(body, whole, JsonLayout::tight);
    return count;
}

Result<std::int64_t> Encoder::encode_whole(ReadPlan& plan, sql::Format format, std::string& body) {
    Reset const reset(plan.statement);
    TRY_VOID(bind(plan.statement, plan.lowered.slots));
    std::int64_t count = 0;
    switch (format) {
        case sql::Format::json_array: return rows(plan, body);
        case sql::Format::json_lines:
        case sql::Format::csv: return all_rows(plan, format, body);
        case sql::Format::scalar_json:
        case sql::Format::scalar_array:
        case sql::Format::raw: return scalars(plan, format, body);
        case sql::Format::geojson: return not_supported(Limitation::geojson);
        case sql::Format::handled: return not_supported(Limitation::media_handler);
        case sql::Format::none:
        case sql::Format::json_object:
            while (true) {
                TRY(bool const found, step(plan));
                if (!found) return count;
                if (count++ == 0 && format == sql::Format::json_object) TRY_VOID(object(plan, body));
            }
    }
    return count;
}

Result<std::int64_t> Encoder::number(ReadPlan& plan) {
    Reset const reset(plan.statement);
    TRY_VOID(bind(plan.statement, plan.lowered.slots));
    TRY(bool const found, step(plan));
    return found ? plan.statement.integer(0) : 0;
}

}  // namespace backstay::engine::sqlite
