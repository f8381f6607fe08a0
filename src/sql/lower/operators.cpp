#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

bool is_string(Type type) {
    return !type.array && (type.base == BaseType::text || type.base == BaseType::varchar);
}

// text::jsonb ->> 'key': the text, when this is what `call` asks of it.
typed::Expression const* text_with_field(typed::OperatorCall const& call) {
    auto const& value = call.args.front();
    auto const* const cast = std::get_if<typed::CastCall>(&value.node);
    bool const asked = cast != nullptr && call.op->sqlite == "pg_jsonb_field_text" &&
                       value.type.base == BaseType::jsonb && !value.type.array && cast->cast == nullptr &&
                       !cast->element && is_string(cast->arg->type);
    return asked ? &*cast->arg : nullptr;
}

}  // namespace

std::string operate(State&, BuiltinOperator const& op, std::string const& left, std::string const& right) {
    std::string const name(op.sqlite);
    if (op.native)
        return op.prefix ? "(" + name + " " + right + ")" : "(" + left + " " + name + " " + right + ")";
    return op.prefix ? name + "(" + right + ")" : name + "(" + left + ", " + right + ")";
}

Result<std::string> operator_call(State& state, typed::OperatorCall const& call) {
    // As auth.uid() reads the claims, in policies for every statement: without a jsonb of all of them.
    if (auto const* const text = text_with_field(call)) {
        TRY(auto const arguments, expressions(state, {*text, call.args.back()}));
        return "pg_jsonb_input_field_text(" + arguments + ")";
    }
    bool const prefix = call.args.size() == 1;
    std::string left;
    if (!prefix) {
        TRY(left,
            call.op->native ? comparable(state, call.args.front()) : expression(state, call.args.front()));
    }
    TRY(auto right, expression(state, call.args.back()));
    if (!call.op->native && (call.op->left.base >= BaseType::any || call.op->right.base >= BaseType::any))
        right += ", " + type_arguments(state, call.args);
    return operate(state, *call.op, left, right);
}

}  // namespace backstay::sql::lowering
