// UNION, INTERSECT, EXCEPT, and VALUES: columns take a type common to all their rows, and names from the
// left.

#include "sql/resolve/select.hpp"

namespace backstay::sql::resolving {
namespace {

std::string_view word(SetOperator op) {
    switch (op) {
        case SetOperator::union_: return "UNION";
        case SetOperator::intersect: return "INTERSECT";
        case SetOperator::except: return "EXCEPT";
    }
    return "UNION";
}

// What a column of a result is called and of which type; its value is in the rows.
typed::Target result_column(std::string name, Type type) {
    return {{.node = typed::Constant{.null = true, .text = {}}, .type = type}, std::move(name)};
}

Result<void> coerce_in_place(State& state, typed::Expression& e, Type type, CastContext context) {
    TRY(e, coerce(state, std::move(e), type, context));
    return {};
}

}  // namespace

Result<void> coerce_output(State& state, typed::Query& query, std::size_t index, Type type,
                           CastContext context) {
    auto& target = query.targets[index].expression;
    if (query.set_operation) {
        TRY_VOID(coerce_output(state, *query.set_operation->left, index, type, context));
        TRY_VOID(coerce_output(state, *query.set_operation->right, index, type, context));
        target.type = type;
        return {};
    }
    if (!query.values.empty()) {
        for (auto& row : query.values)
            if (row[index].type != type) TRY_VOID(coerce_in_place(state, row[index], type, context));
        target.type = type;
        return {};
    }
    if (target.type == type) return {};
    return coerce_in_place(state, target, type, context);
}

Result<void> set_operation(State& state, Select const& select) {
    auto const& written = *select.set_operation;
    TRY(auto left, open_query(state, *written.left));
    TRY(auto right, open_query(state, *written.right));
    std::string const what(word(written.op));
    if (left.targets.size() != right.targets.size())
        return failure("42601", "each " + what + " query must have the same number of columns");
    auto& q = state.scope().query;
    bool const compares = !(written.op == SetOperator::union_ && written.all);
    for (std::size_t i = 0; i < left.targets.size(); ++i) {
        auto const l = left.targets[i].expression.type;
        auto const r = right.targets[i].expression.type;
        TRY(auto type, l == r ? Result<Type>(l) : common_type(state, {l, r}, what));
        if (type.base == BaseType::unknown && compares) type = {.base = BaseType::text};
        TRY_VOID(coerce_output(state, left, i, type, CastContext::implicit));
        TRY_VOID(coerce_output(state, right, i, type, CastContext::implicit));
        if (compares) TRY_VOID(operator_of(state, "=", type));
        q.targets.push_back(result_column(left.targets[i].name, type));
    }
    q.set_operation = typed::SetOperation{
        .op = written.op, .all = written.all, .left = std::move(left), .right = std::move(right)};
    return limit(state, select);
}

Result<void> values(State& state, Select const& select) {
    auto& q = state.scope().query;
    state.scope().clause = {.name = "VALUES"};
    auto const width = select.values.front().size();
    for (auto const& row : select.values) {
        if (row.size() != width) return failure("42601", "VALUES lists must all be the same length");
        typed::Expressions list;
        for (auto const& e : row) {
            if (std::holds_alternative<DefaultValue>(e.node))
                return failure("42601", "DEFAULT is not allowed in this context");
            TRY(auto value, expression(state, e));
            list.push_back(std::move(value));
        }
        q.values.push_back(std::move(list));
    }
    for (std::size_t i = 0; i < width; ++i) {
        std::vector<Type> types;
        for (auto const& row : q.values) types.push_back(row[i].type);
        bool same = true;
        for (auto const& type : types) same = same && type == types.front();
        TRY(auto const type, same ? Result<Type>(types.front()) : common_type(state, types, "VALUES"));
        q.targets.push_back(result_column("column" + std::to_string(i + 1), type));
        TRY_VOID(coerce_output(state, q, i, type, CastContext::implicit));
    }
    return limit(state, select);
}

}  // namespace backstay::sql::resolving
