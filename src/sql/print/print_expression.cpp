#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

Level tighter(Level level) { return static_cast<Level>(static_cast<int>(level) + 1); }

Level operator_level(Operation const& node) {
    if (!node.op_schema.empty()) return Level::other_operator;
    auto const& op = node.op;
    if (!node.left) return op == "-" || op == "+" ? Level::sign : Level::other_operator;
    if (op == "=" || op == "<>" || op == "<" || op == ">" || op == "<=" || op == ">=" || op == "!=") {
        return Level::comparison;
    }
    if (op == "+" || op == "-") return Level::additive;
    if (op == "*" || op == "/" || op == "%") return Level::multiplicative;
    return op == "^" ? Level::power : Level::other_operator;
}

Level level_of(Expression const& expression) {
    return std::visit(
        Overloaded{[](Literal const& node) {
                       return node.text.starts_with('-') && node.kind != LiteralKind::string ? Level::sign
                                                                                             : Level::primary;
                   },
                   [](Operation const& node) { return operator_level(node); },
                   [](Logic const& node) {
                       if (node.kind == LogicKind::not_) return Level::not_;
                       return node.kind == LogicKind::and_ ? Level::and_ : Level::or_;
                   },
                   [](IsNull const&) { return Level::is; }, [](IsTruth const&) { return Level::is; },
                   [](IsDistinct const&) { return Level::is; }, [](InList const&) { return Level::pattern; },
                   [](Between const&) { return Level::pattern; },
                   [](PatternMatch const&) { return Level::pattern; },
                   [](QuantifiedOperation const&) { return Level::comparison; },
                   [](Subquery const& node) { return node.test ? Level::comparison : Level::primary; },
                   [](Collate const&) { return Level::collate; }, [](Cast const&) { return Level::cast; },
                   [](auto const&) { return Level::primary; }},
        expression.node);
}

void write_node(Writer& out, Literal const& node) {
    switch (node.kind) {
        case LiteralKind::null: out << "NULL"; break;
        case LiteralKind::string: out.literal(node.text); break;
        case LiteralKind::bit_string:
            out << (node.text.starts_with('x') ? "X'" : "B'");
            out << std::string_view(node.text).substr(1) << '\'';
            break;
        default: out << node.text;
    }
}
void write_node(Writer& out, Parameter const& node) { (out << '$').number(node.number); }
void write_node(Writer& out, ColumnRef const& node) {
    bool first = true;
    for (auto const& name : node.names) {
        if (!first) out << '.';
        first = false;
        out.name(name);
    }
    if (node.star) out << (first ? "*" : ".*");
}

void write_node(Writer& out, Indirection const& node) {
    bool const subscript_first = !node.steps.empty() && std::holds_alternative<Subscript>(node.steps.front());
    bool const bare = std::holds_alternative<Parameter>(node.base->node) ||
                      (subscript_first && std::holds_alternative<ColumnRef>(node.base->node));
    if (!bare) out << '(';
    write(out, *node.base);
    if (!bare) out << ')';
    for (auto const& step : node.steps) {
        if (auto const* field = std::get_if<FieldAccess>(&step)) {
            out << '.';
            if (field->name.empty())
                out << '*';
            else
                out.name(field->name);
            continue;
        }
        auto const& subscript = std::get<Subscript>(step);
        out << '[';
        if (subscript.lower) write(out, **subscript.lower);
        if (subscript.slice) out << ':';
        if (subscript.index) write(out, **subscript.index);
        out << ']';
    }
}

void write_node(Writer& out, Operation const& node) {
    auto const level = operator_level(node);
    bool const chains = level != Level::comparison;  // a - b - c is (a - b) - c; a = b = c is refused
    if (node.left) {
        write(out, **node.left, chains ? level : tighter(level));
        out << ' ';
    }
    if (node.op_schema.empty()) {
        out << node.op;
    } else {
        (out << "OPERATOR(").name(node.op_schema) << '.' << node.op << ')';
    }
    out << ' ';
    write(out, *node.right, tighter(level));
}

void write_node(Writer& out, QuantifiedOperation const& node) {
    write(out, *node.left, tighter(Level::other_operator));
    out << ' ' << node.op << (node.quantifier == Quantifier::any ? " ANY (" : " ALL (");
    write(out, *node.array);
    out << ')';
}

void write_node(Writer& out, Logic const& node) {
    if (node.kind == LogicKind::not_) {
        out << "NOT ";
        return write(out, node.args.front(), tighter(Level::not_));
    }
    auto const own = node.kind == LogicKind::and_ ? Level::and_ : Level::or_;
    bool first = true;
    for (auto const& arg : node.args) {
        if (!first) out << (node.kind == LogicKind::and_ ? " AND " : " OR ");
        first = false;
        write(out, arg, tighter(own));
    }
}

void write_node(Writer& out, IsNull const& node) {
    write(out, *node.arg, tighter(Level::is));
    out << (node.negated ? " IS NOT NULL" : " IS NULL");
}
void write_node(Writer& out, IsTruth const& node) {
    constexpr std::string_view words[] = {" IS TRUE",      " IS NOT TRUE", " IS FALSE",
                                          " IS NOT FALSE", " IS UNKNOWN",  " IS NOT UNKNOWN"};
    write(out, *node.arg, tighter(Level::is));
    out << words[static_cast<std::size_t>(node.test)];
}
void write_node(Writer& out, IsDistinct const& node) {
    write(out, *node.left, tighter(Level::is));
    out << (node.negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
    write(out, *node.right, tighter(Level::is));
}
void write_node(Writer& out, InList const& node) {
    write(out, *node.arg, tighter(Level::pattern));
    out << (node.negated ? " NOT IN (" : " IN (");
    write(out, node.list);
    out << ')';
}
void write_node(Writer& out, Between const& node) {
    write(out, *node.arg, tighter(Level::pattern));
    out << (node.negated ? " NOT BETWEEN " : " BETWEEN ") << (node.symmetric ? "SYMMETRIC " : "");
    // The grammar takes a restricted expression here, without COLLATE.
    write(out, *node.low, Level::sign);
    out << " AND ";
    write(out, *node.high, tighter(Level::pattern));
}
void write_node(Writer& out, PatternMatch const& node) {
    write(out, *node.arg, tighter(Level::pattern));
    if (node.negated) out << " NOT";
    if (node.kind == PatternKind::like) out << " LIKE ";
    if (node.kind == PatternKind::ilike) out << " ILIKE ";
    if (node.kind == PatternKind::similar) out << " SIMILAR TO ";
    write(out, *node.pattern, tighter(Level::pattern));
    if (!node.escape) return;
    out << " ESCAPE ";
    write(out, **node.escape, tighter(Level::pattern));
}

void write_node(Writer& out, Cast const& node) {
    write(out, *node.arg, Level::cast);
    out << "::";
    write(out, node.type);
}
void write_node(Writer& out, Case const& node) {
    out << "CASE";
    if (node.arg) write(out << ' ', **node.arg);
    for (auto const& branch : node.branches) {
        write(out << " WHEN ", branch.when);
        write(out << " THEN ", branch.then);
    }
    if (node.otherwise) write(out << " ELSE ", **node.otherwise);
    out << " END";
}
void write_in_parentheses(Writer& out, std::string_view word, Expressions const& args) {
    out << word << '(';
    write(out, args);
    out << ')';
}
void write_node(Writer& out, Coalesce const& node) { write_in_parentheses(out, "COALESCE", node.args); }
void write_node(Writer& out, GreatestLeast const& node) {
    write_in_parentheses(out, node.kind == Extreme::greatest ? "GREATEST" : "LEAST", node.args);
}
void write_node(Writer& out, Grouping const& node) { write_in_parentheses(out, "GROUPING", node.args); }
void write_node(Writer& out, NullIf const& node) {
    write(out << "NULLIF(", *node.left);
    write(out << ", ", *node.right);
    out << ')';
}
void write_node(Writer& out, Call const& node) { write_call(out, node); }
void write_node(Writer& out, SqlValueFunction const& node) {
    constexpr std::string_view words[] = {"CURRENT_DATE",    "CURRENT_TIME",   "CURRENT_TIMESTAMP",
                                          "LOCALTIME",       "LOCALTIMESTAMP", "CURRENT_ROLE",
                                          "CURRENT_USER",    "SESSION_USER",   "USER",
                                          "CURRENT_CATALOG", "CURRENT_SCHEMA"};
    out << words[static_cast<std::size_t>(node.value)];
    if (node.precision >= 0) (out << '(').number(node.precision) << ')';
}
void write_node(Writer& out, ArrayConstructor const& node) {
    out << "ARRAY[";
    write(out, node.elements);
    out << ']';
}
// (a, b) and not ROW(a, b): GROUP BY takes the first apart.
void write_node(Writer& out, RowConstructor const& node) {
    write_in_parentheses(out, node.elements.size() < 2 ? "ROW" : "", node.elements);
}
void write_node(Writer& out, Subquery const& node) {
    if (node.test) {
        write(out, **node.test, tighter(Level::other_operator));
        bool const is_in = node.kind == SubqueryKind::any && node.op == "=";
        if (is_in) {
            out << " IN ";
        } else {
            out << ' ' << node.op << (node.kind == SubqueryKind::any ? " ANY " : " ALL ");
        }
    }
    if (node.kind == SubqueryKind::exists) out << "EXISTS ";
    if (node.kind == SubqueryKind::array) out << "ARRAY";
    out << '(';
    write_select(out, *node.select);
    out << ')';
}
void write_node(Writer& out, Collate const& node) {
    write(out, *node.arg, Level::collate);
    (out << " COLLATE ").name(node.collation);
}
void write_node(Writer& out, DefaultValue const&) { out << "DEFAULT"; }

}  // namespace

void write(Writer& out, Expression const& expression, Level at_least) {
    bool const parentheses = level_of(expression) < at_least;
    if (parentheses) out << '(';
    std::visit([&](auto const& node) { write_node(out, node); }, expression.node);
    if (parentheses) out << ')';
}

void write(Writer& out, Expressions const& list) {
    out.list(list, [&](Expression const& item) { write(out, item); });
}

}  // namespace backstay::sql::printing
