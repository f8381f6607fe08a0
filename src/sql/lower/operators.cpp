#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

std::string operate(State&, BuiltinOperator const& op, std::string const& left, std::string const& right) {
    std::string const name(op.sqlite);
    if (op.native)
        return op.prefix ? "(" + name + " " + right + ")" : "(" + left + " " + name + " " + right + ")";
    return op.prefix ? name + "(" + right + ")" : name + "(" + left + ", " + right + ")";
}

Result<std::string> operator_call(State& state, typed::OperatorCall const& call) {
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
