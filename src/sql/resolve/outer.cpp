// Names of values from outside of the statement: the variables and records of a PL/pgSQL body.

#include "sql/resolve/names.hpp"

namespace backstay::sql::resolving {
namespace {

typed::Expression null_of(Type type) {
    return {.node = typed::Constant{.null = true, .text = {}}, .type = type};
}

typed::Expression value_of(OuterValue const& value) {
    return {.node = typed::Parameter{value.number}, .type = value.type};
}

typed::Expression field_of(OuterRecord const& record, OuterValue const& field) {
    return record.present < 0 ? null_of(field.type) : value_of(field);
}

Failure not_assigned(OuterRecord const& record) {
    return failure("55000", "record \"" + record.name + "\" is not assigned yet")
        .detail("The tuple structure of a not-yet-assigned record is indeterminate.");
}

typed::Expression whole(OuterRecord const& record) {
    if (record.present < 0) return null_of(record.type);
    typed::RowConstructor row;
    for (auto const& field : record.fields) {
        row.elements.push_back(value_of(field));
        row.names.push_back(field.name);
    }
    typed::Expression made{.node = std::move(row), .type = record.type};
    if (record.present == 0) return made;
    typed::Case present;
    present.branches.push_back(
        {{.node = typed::Parameter{record.present}, .type = {.base = BaseType::boolean}}, std::move(made)});
    return {.node = std::move(present), .type = record.type};
}

}  // namespace

OuterRecord const* find_outer_record(State const& state, std::string const& name) {
    if (state.with.outer == nullptr) return nullptr;
    for (auto const& record : state.with.outer->records)
        if (record.name == name) return &record;
    return nullptr;
}

Result<std::optional<typed::Expression>> outer_value(State const& state, std::string const& name) {
    if (state.with.outer == nullptr) return std::nullopt;
    for (auto const& value : state.with.outer->values)
        if (value.name == name) return value_of(value);
    auto const* record = find_outer_record(state, name);
    if (record == nullptr) return std::nullopt;
    if (!record->assigned) return not_assigned(*record);
    return whole(*record);
}

Result<std::optional<typed::Expression>> outer_field(State const& state,
                                                     std::vector<std::string> const& names) {
    if (names.size() != 2) return std::nullopt;
    if (state.with.outer == nullptr) return std::nullopt;
    auto const* record = find_outer_record(state, names.front());
    if (record == nullptr) {
        for (auto const& value : state.with.outer->values)
            if (value.label == names.front() && value.name == names.back()) return value_of(value);
        return std::nullopt;
    }
    if (!record->assigned) return not_assigned(*record);
    for (auto const& field : record->fields)
        if (field.name == names.back()) return field_of(*record, field);
    return failure("42703", "record \"" + record->name + "\" has no field \"" + names.back() + "\"");
}

Result<std::vector<typed::Target>> outer_fields(OuterRecord const& record) {
    if (!record.assigned) return not_assigned(record);
    std::vector<typed::Target> targets;
    for (auto const& field : record.fields) targets.push_back({field_of(record, field), field.name});
    return targets;
}

}  // namespace backstay::sql::resolving
