// Rows as CSV (RFC 4180), with the names of their members before the first.

#include <utility>

#include "engine/sqlite/encode.hpp"
#include "engine/sqlite/encode_row.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

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

}  // namespace

// The texts of a row's fields, those of spreads in their places; nothing for null.
Result<void> Encoder::csv_fields(ReadPlan& plan, CsvFields& fields) {
    for (auto& item : plan.output) {
        if (is_spread(item)) {
            TRY_VOID(csv_spread(plan, item, fields));
        } else if (item.nested) {
            TRY_VOID(csv_nested(plan, item, fields));
        } else {
            auto& field = fields.emplace_back();
            if (null_at(plan, item.column)) continue;
            append_text(field.emplace(), value_at(plan, item.column), item.type, state_);
            if (item.type.base == sql::BaseType::boolean && !item.type.array) field->resize(1);
        }
    }
    return {};
}

// As JSON.
Result<void> Encoder::csv_nested(ReadPlan& plan, OutputPlan& item, CsvFields& fields) {
    std::string member;
    bool first = true;
    TRY_VOID(nested(plan, item, member, first));
    auto text = without_key(plan, item, member);
    auto& field = fields.emplace_back();
    if (item.kind != sql::NestKind::object || text != "null") field = std::move(text);
    return {};
}

Result<void> Encoder::csv_spread(ReadPlan& plan, OutputPlan& item, CsvFields& fields) {
    auto& inner = *item.nested;
    Reset const reset(inner.statement);
    TRY_VOID(bind_within(plan, inner));
    if (item.kind == sql::NestKind::array_spread) {
        TRY(auto columns, spread_columns(inner));
        for (auto& column : columns) fields.emplace_back(std::move(column));
        return {};
    }
    TRY(bool const found, step(inner));
    if (found) return csv_fields(inner, fields);
    fields.resize(fields.size() + members_of(inner).size());
    return {};
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
    CsvFields fields;
    TRY_VOID(csv_fields(plan, fields));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) body += ',';
        if (fields[i]) append_csv_field(body, *fields[i]);
    }
    return {};
}

}  // namespace backstay::engine::sqlite
