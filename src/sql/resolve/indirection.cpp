// (row).field, array[1], array[1:2]

#include "base/box.hpp"
#include "sql/resolve/expression.hpp"
#include "sql/resolve/select.hpp"

namespace backstay::sql::resolving {
namespace {

using Made = Result<typed::Expression>;
using Bound = std::optional<typed::ExpressionBox>;

Made field_of(State& state, typed::Expression row, std::string const& name) {
    auto const type = without_domain(state, row.type);
    if (auto const* const made = std::get_if<typed::RowConstructor>(&row.node))
        for (std::size_t i = 0; i < made->names.size(); ++i)
            if (made->names[i] == name) {
                auto const field_type = made->elements[i].type;
                return typed::Expression{.node = typed::FieldAccess{typed::ExpressionBox(std::move(row)),
                                                                    name, static_cast<int>(i)},
                                         .type = field_type};
            }
    auto const* const relation =
        type.base == BaseType::composite ? state.catalog().relation(type.user) : nullptr;
    auto const fields = call_columns(state, row);
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == name)
            return typed::Expression{
                .node = typed::FieldAccess{typed::ExpressionBox(std::move(row)), name, static_cast<int>(i)},
                .type = fields[i].type};
    if (type.base == BaseType::record && !type.array)
        return failure("42703", "could not identify column \"" + name + "\" in record data type");
    if (relation == nullptr)
        return failure("42809", "column notation ." + name + " applied to type " + state.shown(type) +
                                    ", which is not a composite type");
    for (std::size_t i = 0; i < relation->columns.size(); ++i)
        if (relation->columns[i].name == name)
            return typed::Expression{
                .node = typed::FieldAccess{typed::ExpressionBox(std::move(row)), name, static_cast<int>(i)},
                .type = relation->columns[i].type};
    return failure("42703", "column \"" + name + "\" not found in data type " + state.shown(type));
}

Result<Bound> bound(State& state, std::optional<ExpressionBox> const& e) {
    if (!e) return Bound();
    TRY(auto value, expression(state, **e));
    if (!can_coerce(state, value.type, {BaseType::int4}, CastContext::assignment))
        return failure("42804", "array subscript must have type integer");
    TRY(value, coerce(state, std::move(value), {BaseType::int4}, CastContext::assignment));
    return Bound(typed::ExpressionBox(std::move(value)));
}

Made json_step(State& state, Subscript const& s) {
    if (s.slice || !s.index) return failure("42804", "jsonb subscript does not support slices");
    TRY(auto step, expression(state, **s.index));
    constexpr Type text{BaseType::text};
    if (can_coerce(state, step.type, text, CastContext::implicit))
        return coerce(state, std::move(step), text, CastContext::implicit);
    if (!can_coerce(state, step.type, {BaseType::int4}, CastContext::implicit))
        return failure("42804", "subscript type " + state.shown(step.type) + " is not supported")
            .hint("jsonb subscript must be coercible to either integer or text.");
    return coerce(state, std::move(step), text, CastContext::explicit_);
}

// jsonb['a'][1] is jsonb #> array['a', '1'].
Made json_element(State& state, typed::Expression value, std::vector<Subscript> const& steps) {
    typed::ArrayConstructor path;
    for (auto const& one : steps) {
        TRY(auto step, json_step(state, one));
        path.elements.push_back(std::move(step));
    }
    return operate(state, "#>", std::move(value),
                   {.node = std::move(path), .type = {.base = BaseType::text, .array = true}});
}

Made element_of_array(State& state, typed::Expression value, std::vector<Subscript> const& steps) {
    auto const type = unmodified(value.type);
    typed::Subscript made{.array = typed::ExpressionBox(std::move(value))};
    for (auto const& step : steps) {
        made.slice = made.slice || step.slice;
        TRY(auto lower, bound(state, step.lower));
        TRY(auto index, bound(state, step.index));
        made.bounds.emplace_back(std::move(lower), std::move(index));
    }
    auto const result = made.slice ? type : element_of(type);
    return typed::Expression{.node = std::move(made), .type = result};
}

}  // namespace

Made indirection(State& state, Indirection const& i) {
    TRY(auto value, expression(state, *i.base));
    for (std::size_t at = 0; at < i.steps.size();) {
        if (auto const* const field = std::get_if<FieldAccess>(&i.steps[at])) {
            if (field->name.empty()) return failure("0A000", "row expansion via \"*\" is not supported here");
            TRY(value, field_of(state, std::move(value), field->name));
            ++at;
            continue;
        }
        std::vector<Subscript> subscripts;
        for (; at < i.steps.size() && std::holds_alternative<Subscript>(i.steps[at]); ++at)
            subscripts.push_back(std::get<Subscript>(i.steps[at]));
        value.type = without_domain(state, value.type);
        if (value.type.base == BaseType::jsonb && !value.type.array) {
            TRY(value, json_element(state, std::move(value), subscripts));
            continue;
        }
        if (!value.type.array)
            return failure("42804", "cannot subscript type " + state.shown(value.type) +
                                        " because it does not support subscripting");
        TRY(value, element_of_array(state, std::move(value), subscripts));
    }
    return value;
}

}  // namespace backstay::sql::resolving
