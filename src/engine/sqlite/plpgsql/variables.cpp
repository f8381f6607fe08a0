// What the statements of a body assign to.

#include <sqlite3.h>

#include <algorithm>

#include "base/text.hpp"
#include "engine/sqlite/plpgsql/interpreter.hpp"
#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::plpgsql::Name;

bool is_null(Value const& value) { return std::holds_alternative<std::monostate>(value); }

Failure unknown(Name const& name) {
    return failure("42601", "\"" + join(name.parts, ".") + "\" is not a known variable");
}

struct Field {
    RecordVariable* record = nullptr;
    std::size_t index = 0;
};

Result<Field> field_of(Frame& frame, Name const& name) {
    auto* record = name.parts.size() == 2 ? frame.record(name.parts.front()) : nullptr;
    if (record == nullptr) return unknown(name);
    if (!record->assigned)
        return failure("55000", "record \"" + record->name + "\" is not assigned yet")
            .detail("The tuple structure of a not-yet-assigned record is indeterminate.");
    auto const found = std::ranges::find(record->fields, name.parts.back(), &RecordField::name);
    if (found == record->fields.end())
        return failure("42703", "record \"" + record->name + "\" has no field \"" + name.parts.back() + "\"");
    return Field{record, static_cast<std::size_t>(found - record->fields.begin())};
}

}  // namespace

Result<sql::Type> Interpreter::type_of(Name const& name) {
    if (auto const* variable = frame_.scalar(name.parts)) return variable->type;
    TRY(auto const field, field_of(frame_, name));
    return field.record->fields[field.index].type;
}

Result<void> Interpreter::store(Name const& name, Value value) {
    auto* variable = frame_.scalar(name.parts);
    if (variable == nullptr) {
        TRY(auto const field, field_of(frame_, name));
        field.record->values.resize(field.record->fields.size());
        field.record->values[field.index] = std::move(value);
        if (!field.record->settled) field.record->present = true;
        return {};
    }
    if (variable->constant)
        return failure("22005", "variable \"" + variable->name + "\" is declared CONSTANT");
    if (variable->not_null && is_null(value))
        return failure("22004", "null value cannot be assigned to variable \"" + variable->name +
                                    "\" declared NOT NULL");
    variable->value = std::move(value);
    return {};
}

RecordVariable* Interpreter::whole_record(std::vector<Name> const& targets) {
    if (targets.size() != 1 || targets.front().parts.size() != 1) return nullptr;
    return frame_.record(targets.front().parts.front());
}

std::vector<sql::Type> Interpreter::types_of(std::vector<Name> const& targets) {
    std::vector<sql::Type> types;
    if (auto const* record = whole_record(targets)) {
        for (auto const& field : record->fields) types.push_back(field.type);
        return types;
    }
    for (auto const& target : targets) {
        // An unknown one is met when it is stored.
        auto const type = type_of(target);
        types.push_back(type ? *type : sql::Type{});
    }
    return types;
}

Interpreter::Take Interpreter::into(Rows& rows, std::size_t most) const {
    return [&rows, most](Statement const& statement, std::vector<sql::LoweredColumn> const& columns) {
        if (rows.columns.empty())
            for (auto const& column : columns) rows.columns.push_back({column.name, column.type});
        if (rows.rows.size() >= most) return;
        auto& row = rows.rows.emplace_back();
        for (int i = 0; i < static_cast<int>(columns.size()); ++i)
            row.push_back(stored_value(sqlite3_column_value(statement.get(), i)));
    };
}

// The values of one row; without that row all are NULL.
Result<void> Interpreter::store_row(std::vector<Name> const& targets, Rows const& rows, std::size_t row) {
    bool const there = row < rows.rows.size();
    if (auto* record = whole_record(targets)) {
        if (!record->fixed && there) record->fields = rows.columns;
        record->assigned = record->assigned || there || !record->fields.empty();
        record->values = there ? rows.rows[row] : StoredRow();
        record->values.resize(record->fields.size());
        if (!record->settled) record->present = there;
        return {};
    }
    for (std::size_t i = 0; i < targets.size(); ++i)
        TRY_VOID(store(targets[i], there && i < rows.rows[row].size() ? rows.rows[row][i] : Value()));
    return {};
}

std::optional<Value> Interpreter::named(sql::Expression const& e, sql::Type type) {
    auto const* ref = std::get_if<sql::ColumnRef>(&e.node);
    if (ref == nullptr || ref->star) return std::nullopt;
    if (auto const* variable = frame_.scalar(ref->names))
        return variable->type == type ? std::optional(variable->value) : std::nullopt;
    if (ref->names.size() != 2) return std::nullopt;
    auto const* record = frame_.record(ref->names.front());
    if (record == nullptr || !record->assigned) return std::nullopt;
    auto const found = std::ranges::find(record->fields, ref->names.back(), &RecordField::name);
    if (found == record->fields.end() || found->type != type) return std::nullopt;
    auto const index = static_cast<std::size_t>(found - record->fields.begin());
    return index < record->values.size() ? record->values[index] : Value();
}

void Interpreter::set_found(bool found) {
    if (auto* variable = frame_.scalar("found")) variable->value = Value(std::int64_t{found ? 1 : 0});
}

}  // namespace backstay::engine::sqlite
