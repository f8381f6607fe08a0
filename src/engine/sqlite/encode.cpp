#include "engine/sqlite/encode.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/json_text.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::string_view between_rows = ", \n ";

sqlite3_value* value_at(ReadPlan const& plan, int column) {
    return sqlite3_column_value(plan.statement.get(), column);
}
bool null_at(ReadPlan const& plan, int column) {
    return sqlite3_column_type(plan.statement.get(), column) == SQLITE_NULL;
}

// The keys of a plan's own members are ready, the comma before them too.
void begin_member(ReadPlan const& plan, OutputPlan const& item, std::string& body, bool& first) {
    std::size_t const comma = plan.nested ? 2 : 1;
    body += std::string_view(item.key).substr(first ? comma : 0);
    first = false;
}

// A member of a spread, whose rows may have another layout than those it is spread into.
void begin_spread_member(ReadPlan const& plan, OutputPlan const& item, std::string& body, bool& first) {
    std::string_view key = item.key;
    key.remove_prefix(key.find('"'));
    if (key.ends_with(' ')) key.remove_suffix(1);
    if (!first) body += plan.nested ? ", " : ",";
    first = false;
    body += key;
    if (plan.nested) body += ' ';
}

// A member as begin_member() began it as the first, without its key.
std::string without_key(ReadPlan const& plan, OutputPlan const& item, std::string const& member) {
    return member.substr(item.key.size() - (plan.nested ? 2 : 1));
}

// As PostgreSQL prints a row: quoted where it is empty or holds what divides fields, blanks included.
// https://www.postgresql.org/docs/15/rowtypes.html#ROWTYPES-IO-SYNTAX
void append_csv_field(std::string& body, std::string_view text) {
    if (text.find_first_of(",\"()\\ \t\r\n\v\f") == std::string_view::npos && !text.empty()) {
        body += text;
        return;
    }
    body += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\') body += c;
        body += c;
    }
    body += '"';
}

bool is_spread(OutputPlan const& item) {
    return item.nested &&
           (item.kind == sql::NestKind::object_spread || item.kind == sql::NestKind::array_spread);
}

// The members that a row gives, those of spreads in their places, however deep.
void collect_members(ReadPlan const& plan, std::vector<OutputPlan const*>& members) {
    for (auto const& item : plan.output)
        if (is_spread(item)) {
            collect_members(*item.nested, members);
        } else {
            members.push_back(&item);
        }
}
std::vector<OutputPlan const*> members_of(ReadPlan const& plan) {
    std::vector<OutputPlan const*> members;
    collect_members(plan, members);
    return members;
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

// A cursor goes back to its start however its rows were left.
class Reset {
public:
    explicit Reset(Statement& statement) : statement_(statement) {}
    ~Reset() { statement_.reset(); }
    Reset(Reset const&) = delete;
    Reset& operator=(Reset const&) = delete;

private:
    Statement& statement_;
};

}  // namespace

std::vector<std::size_t> jsonb_order(std::vector<std::string_view> const& keys) {
    std::vector<std::size_t> order(keys.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(keys[i].size(), keys[i], i); });
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < order.size(); ++i)
        if (i + 1 == order.size() || keys[order[i]] != keys[order[i + 1]]) kept.push_back(order[i]);
    return kept;
}

Result<bool> Encoder::step(ReadPlan& plan) {
    int const code = plan.statement.step();
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return std::unexpected(failed_());
}

Result<void> Encoder::nested(ReadPlan& plan, OutputPlan& item, std::string& body, bool& first) {
    auto& inner = *item.nested;
    Reset const reset(inner.statement);
    TRY_VOID(bind(inner.statement, inner.lowered.slots, &plan, &inner.outer_columns));
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

Result<void> Encoder::spread_object(ReadPlan const& plan, OutputPlan& item, std::string& body, bool& first) {
    TRY(bool const found, step(*item.nested));
    if (found) return members(*item.nested, body, first);
    for (auto const* member : members_of(*item.nested)) {
        begin_spread_member(plan, *member, body, first);
        body += "null";
    }
    return {};
}

// Each key gets the array of its values over all rows: the rows are read once, a column a buffer.
Result<void> Encoder::spread_array(ReadPlan const& plan, OutputPlan& item, std::string& body, bool& first) {
    TRY(auto const columns, spread_columns(*item.nested));
    auto const members = members_of(*item.nested);
    for (std::size_t i = 0; i < members.size(); ++i) {
        begin_spread_member(plan, *members[i], body, first);
        body += columns[i];
    }
    return {};
}

// REQUIRES: the plan's statement is bound.
Result<std::vector<std::string>> Encoder::spread_columns(ReadPlan& plan) {
    std::vector<std::string> columns(members_of(plan).size(), "[");
    for (std::int64_t count = 0;; ++count) {
        TRY(bool const found, step(plan));
        if (!found) break;
        std::vector<std::string> values;
        TRY_VOID(row_values(plan, values));
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i] += (count > 0 ? ", " : "") + values[i];
    }
    for (auto& column : columns) column += ']';
    return columns;
}

// The values of the members of the row that the plan stands at.
Result<void> Encoder::row_values(ReadPlan& plan, std::vector<std::string>& values) {
    for (auto& item : plan.output) {
        if (!item.nested) {
            TRY_VOID(value(plan, item, values.emplace_back()));
            continue;
        }
        if (!is_spread(item)) {
            std::string one;
            bool alone = true;
            TRY_VOID(nested(plan, item, one, alone));
            values.push_back(one.empty() ? "null" : without_key(plan, item, one));
            continue;
        }
        auto& inner = *item.nested;
        Reset const reset(inner.statement);
        TRY_VOID(bind(inner.statement, inner.lowered.slots, &plan, &inner.outer_columns));
        if (item.kind == sql::NestKind::array_spread) {
            TRY(auto columns, spread_columns(inner));
            for (auto& column : columns) values.push_back(std::move(column));
            continue;
        }
        TRY(bool const found, step(inner));
        if (found) {
            TRY_VOID(row_values(inner, values));
        } else {
            values.resize(values.size() + members_of(inner).size(), "null");
        }
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

// The keys of spreads among the object's own, in the order of jsonb; of several with one key the last.
Result<void> Encoder::merged_object(ReadPlan& plan, std::string& body) {
    std::vector<std::string> values;
    TRY_VOID(row_values(plan, values));
    auto const members = members_of(plan);
    std::vector<std::string_view> names;
    for (auto const* member : members) names.emplace_back(member->name);
    bool first = true;
    body += '{';
    for (auto const i : jsonb_order(names)) {
        if (plan.strip_nulls && values[i] == "null") continue;
        begin_spread_member(plan, *members[i], body, first);
        body += values[i];
    }
    body += '}';
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

// The texts of a row's fields, those of spreads in their places; nothing for null.
Result<void> Encoder::csv_fields(ReadPlan& plan, std::vector<std::optional<std::string>>& fields) {
    for (auto& item : plan.output) {
        if (!item.nested) {
            auto& field = fields.emplace_back();
            if (null_at(plan, item.column)) continue;
            append_text(field.emplace(), value_at(plan, item.column), item.type, state_);
            if (item.type.base == sql::BaseType::boolean && !item.type.array) field->resize(1);
            continue;
        }
        if (!is_spread(item)) {
            std::string text;
            bool first = true;
            TRY_VOID(nested(plan, item, text, first));
            text = without_key(plan, item, text);
            if (text == "null" && item.kind == sql::NestKind::object) {
                fields.emplace_back();
            } else {
                fields.emplace_back(std::move(text));
            }
            continue;
        }
        auto& inner = *item.nested;
        Reset const reset(inner.statement);
        TRY_VOID(bind(inner.statement, inner.lowered.slots, &plan, &inner.outer_columns));
        if (item.kind == sql::NestKind::array_spread) {
            TRY(auto columns, spread_columns(inner));
            for (auto& column : columns) fields.emplace_back(std::move(column));
            continue;
        }
        TRY(bool const found, step(inner));
        if (found) {
            TRY_VOID(csv_fields(inner, fields));
        } else {
            fields.resize(fields.size() + members_of(inner).size());
        }
    }
    return {};
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

// The names are those of the first row: without one there are none. They stand as they are.
Result<void> Encoder::csv_row(ReadPlan& plan, bool first, std::string& body) {
    if (first) {
        bool begins = true;
        for (auto const* member : members_of(plan)) {
            if (!std::exchange(begins, false)) body += ',';
            body += member->name;
        }
    }
    body += '\n';
    std::vector<std::optional<std::string>> fields;
    TRY_VOID(csv_fields(plan, fields));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) body += ',';
        if (fields[i]) append_csv_field(body, *fields[i]);
    }
    return {};
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
