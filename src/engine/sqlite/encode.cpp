#include "engine/sqlite/encode.hpp"

#include <sqlite3.h>

#include "base/box.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::string_view between_rows = ", \n ";

sqlite3_value* value_at(ReadPlan const& plan, int column) {
    return sqlite3_column_value(plan.statement.get(), column);
}
bool null_at(ReadPlan const& plan, int column) {
    return sqlite3_column_type(plan.statement.get(), column) == SQLITE_NULL;
}

void begin_member(OutputPlan const& item, std::string& body, bool& first) {
    body += std::string_view(item.key).substr(first ? 1 : 0);
    first = false;
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

Result<void> Encoder::bind_parameter(Statement& statement, int index, sql::ParameterSlot const& slot) {
    if (given_.row != nullptr && slot.number >= first_row_parameter) {
        bind_value(statement.get(), index,
                   (*given_.row)[static_cast<std::size_t>(slot.number - first_row_parameter)]);
        return {};
    }
    if (given_.variables != nullptr) {
        TRY(auto const value, given_.variables->value(slot.number));
        bind_value(statement.get(), index, value);
        return {};
    }
    auto const n = static_cast<std::size_t>(slot.number - 1);
    if (n < given_.texts->size() && (*given_.texts)[n])
        return bind_input(statement.get(), index, *(*given_.texts)[n], slot.type, state_);
    statement.bind_null(index);
    return {};
}

Result<void> Encoder::bind(Statement& statement, std::vector<sql::Slot> const& slots, ReadPlan const* around,
                           std::vector<int> const* outer_columns) {
    int index = 0;
    for (auto const& slot : slots) {
        ++index;
        if (auto const* p = std::get_if<sql::ParameterSlot>(&slot)) {
            TRY_VOID(bind_parameter(statement, index, *p));
        } else if (auto const* s = std::get_if<sql::SettingSlot>(&slot)) {
            if (auto const found = setting_of(state_, s->name)) {
                statement.bind(index, *found);
            } else if (s->missing_ok) {
                statement.bind_null(index);
            } else {
                return failure("42704", "unrecognized configuration parameter \"" + s->name + "\"");
            }
        } else if (around != nullptr) {
            auto const which = static_cast<std::size_t>(std::get<sql::OuterSlot>(slot).index);
            sqlite3_bind_value(statement.get(), index, value_at(*around, (*outer_columns)[which]));
        }
    }
    return {};
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
            begin_member(item, body, first);
            TRY_VOID(rows(inner, body));
            return {};
        }
        case sql::NestKind::object: {
            TRY(bool const found, step(inner));
            if (!found && plan.strip_nulls) return {};
            begin_member(item, body, first);
            if (found) return object(inner, body);
            body += "null";
            return {};
        }
        case sql::NestKind::object_spread: return spread_object(item, body, first);
        case sql::NestKind::array_spread: return spread_array(item, body, first);
    }
    return {};
}

Result<void> Encoder::spread_object(OutputPlan& item, std::string& body, bool& first) {
    TRY(bool const found, step(*item.nested));
    if (found) return members(*item.nested, body, first);
    for (auto const* member : members_of(*item.nested)) {
        begin_member(*member, body, first);
        body += "null";
    }
    return {};
}

// Each key gets the array of its values over all rows: the rows are read once, a column a buffer.
Result<void> Encoder::spread_array(OutputPlan& item, std::string& body, bool& first) {
    TRY(auto const columns, spread_columns(*item.nested));
    auto const members = members_of(*item.nested);
    for (std::size_t i = 0; i < members.size(); ++i) {
        begin_member(*members[i], body, first);
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
            append_json(values.emplace_back(), value_at(plan, item.column), item.type, state_);
            continue;
        }
        if (!is_spread(item)) {
            std::string one;
            bool alone = true;
            TRY_VOID(nested(plan, item, one, alone));
            values.push_back(one.empty() ? "null" : one.substr(item.key.size() - 1));
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
    begin_member(item, body, first);
    if (null) {
        body += "null";
    } else {
        append_column(body, plan.statement.get(), item.column, item.form, item.type, state_);
    }
    return {};
}

Result<void> Encoder::members(ReadPlan& plan, std::string& body, bool& first) {
    for (auto& item : plan.output) TRY_VOID(member(plan, item, body, first));
    return {};
}

Result<void> Encoder::object(ReadPlan& plan, std::string& body) {
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
        if (count++ > 0) body += between_rows;
        TRY_VOID(object(plan, body));
    }
    body += ']';
    return count;
}

Result<std::int64_t> Encoder::csv(ReadPlan& plan, std::string& body) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < plan.output.size(); ++i) {
        if (i > 0) body += ',';
        append_csv_field(body, plan.output[i].name);
    }
    while (true) {
        TRY(bool const found, step(plan));
        if (!found) return count;
        ++count;
        body += '\n';
        for (std::size_t i = 0; i < plan.output.size(); ++i) {
            auto& item = plan.output[i];
            if (i > 0) body += ',';
            std::string text;
            if (item.nested) {
                bool first = true;
                TRY_VOID(nested(plan, item, text, first));
                text.erase(0, item.key.size() - 1);
            } else if (!null_at(plan, item.column)) {
                append_text(text, value_at(plan, item.column), item.type, state_);
                if (item.type.base == sql::BaseType::boolean && !item.type.array) text.resize(1);
            } else {
                continue;
            }
            append_csv_field(body, text);
        }
    }
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
    Reset const reset(plan.statement);
    TRY_VOID(bind(plan.statement, plan.lowered.slots));
    std::int64_t count = 0;
    switch (format) {
        case sql::Format::json_array: return rows(plan, body);
        case sql::Format::csv: return csv(plan, body);
        case sql::Format::scalar_json:
        case sql::Format::scalar_array:
        case sql::Format::raw: return scalars(plan, format, body);
        case sql::Format::geojson: return not_supported("GeoJSON", "Ask for application/json.");
        case sql::Format::handled:
            return not_supported("handlers of media types", "Ask for application/json.");
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
