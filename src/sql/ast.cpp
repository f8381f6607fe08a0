#include "sql/ast.hpp"

#include <utility>

namespace backstay::sql {

Expression column(std::string name) { return ColumnRef{{std::move(name)}}; }

Expression column(std::string table, std::string name) {
    return ColumnRef{{std::move(table), std::move(name)}};
}

Expression text_literal(std::string text) { return Literal{LiteralKind::string, std::move(text)}; }

Expression integer_literal(std::int64_t value) {
    return Literal{LiteralKind::integer, std::to_string(value)};
}

Expression null_literal() { return Literal{LiteralKind::null, {}}; }

Expression boolean_literal(bool value) { return Literal{LiteralKind::boolean, value ? "true" : "false"}; }

Expression operation(std::string op, Expression left, Expression right) {
    return Operation{.op = std::move(op), .left = ExpressionBox(std::move(left)), .right = std::move(right)};
}

Expression call(QualifiedName name, Expressions args) {
    Call node;
    node.name = std::move(name);
    for (auto& arg : args) node.args.push_back({{}, std::move(arg)});
    return node;
}

Expression cast(Expression arg, TypeName type) { return Cast{std::move(arg), std::move(type)}; }

std::optional<Expression> all_of(Expressions conditions) {
    if (conditions.empty()) return std::nullopt;
    if (conditions.size() == 1) return std::move(conditions.front());
    return Logic{LogicKind::and_, std::move(conditions)};
}

Expression any_of(Expressions conditions) {
    if (conditions.empty()) return boolean_literal(false);
    if (conditions.size() == 1) return std::move(conditions.front());
    return Logic{LogicKind::or_, std::move(conditions)};
}

Expression negate(Expression condition) {
    Expressions args;
    args.push_back(std::move(condition));
    return Logic{LogicKind::not_, std::move(args)};
}

}  // namespace backstay::sql
