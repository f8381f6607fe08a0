// Filters, and the fields they compare.

#include "base/box.hpp"
#include "query/compile/compiler.hpp"

namespace backstay::query {

using sql::Expression;
using sql::Expressions;

namespace {

bool is_json(sql::Column const* column) {
    if (column == nullptr || column->type.array) return false;
    return column->type.base == sql::BaseType::json || column->type.base == sql::BaseType::jsonb;
}

Expression test(IsValue is, Expression value) {
    using enum sql::TruthTest;
    switch (is) {
        case IsValue::null: return sql::IsNull{.arg = std::move(value)};
        case IsValue::not_null: return sql::IsNull{.arg = std::move(value), .negated = true};
        case IsValue::true_: return sql::IsTruth{std::move(value), is_true};
        case IsValue::false_: return sql::IsTruth{std::move(value), is_false};
        case IsValue::unknown: return sql::IsTruth{std::move(value), is_unknown};
    }
    return value;
}

// to_tsvector('english', body) @@ to_tsquery('english', $1)
Expression full_text(Filter const& f, std::optional<sql::Type> type, Expression value, Expression sought) {
    Expressions query, document;
    if (!f.language.empty()) query.push_back(sql::text_literal(f.language));
    query.push_back(std::move(sought));
    bool const indexed =
        f.field.path.empty() && type && type->base == sql::BaseType::tsvector && !type->array;
    if (!indexed) {
        if (!f.language.empty()) document.push_back(sql::text_literal(f.language));
        document.push_back(std::move(value));
        value = sql::call({"", "to_tsvector"}, std::move(document));
    }
    return sql::operation("@@", std::move(value), sql::call({"", f.op}, std::move(query)));
}

// select parse(value) from unnest($1::text[]) as pgrst_values(value)
sql::Select parsed_list(sql::QualifiedName const& parse, Expression list) {
    sql::Select select;
    select.targets.push_back({sql::call(parse, {sql::column("pgrst_values", "value")}), ""});
    auto texts = sql::cast(std::move(list),
                           sql::TypeName{.name = {"", "text"}, .modifiers = {}, .array_dimensions = 1});
    select.from.push_back(
        sql::TableFunction{.calls = {sql::call({"", "unnest"}, {std::move(texts)})},
                           .alias = sql::Alias{.name = "pgrst_values", .columns = {"value"}},
                           .column_definitions = {}});
    return select;
}

bool is_pattern(std::string const& op) { return op == "~~" || op == "~~*"; }

// value op any (list), the list's texts parsed where the domain says how.
Expression quantified(Filter const& f, sql::Quantifier quantifier, sql::QualifiedName const* parse,
                      Expression value, Expression list) {
    std::string const op = f.kind == FilterKind::in ? "=" : f.op;
    if (parse == nullptr || is_pattern(op))
        return sql::QuantifiedOperation{
            .left = std::move(value), .op = op, .quantifier = quantifier, .array = std::move(list)};
    auto const kind = quantifier == sql::Quantifier::any ? sql::SubqueryKind::any : sql::SubqueryKind::all;
    return sql::Subquery{.kind = kind,
                         .select = parsed_list(*parse, std::move(list)),
                         .test = sql::ExpressionBox(std::move(value)),
                         .op = op};
}

}  // namespace

sql::Representation const* Compiler::representation(Node const& node, Field const& f) const {
    if (options_.schema == nullptr || !f.path.empty()) return nullptr;
    auto const* const column = find_column(node, f.name);
    if (column == nullptr || column->domain.empty()) return nullptr;
    auto const found = options_.schema->representations.find(column->domain);
    return found == options_.schema->representations.end() ? nullptr : &found->second;
}

Expression Compiler::shown(Node const& node, std::string const& alias, Field const& f) {
    if (auto const encrypted = encryption(node, f)) return marked(node, alias, f.name, *encrypted);
    auto const* const known = representation(node, f);
    if (known == nullptr || known->to_json.name.empty()) return field(node, alias, f);
    return sql::call(known->to_json, {field(node, alias, f)});
}

std::optional<sql::Type> Compiler::type_of(Node const& node, std::string const& name) const {
    if (auto const* const column = find_column(node, name)) return column->type;
    if (options_.schema == nullptr || node.relation == nullptr) return {};
    for (auto const& [called, function] : options_.schema->functions)
        if (called.name == name && function.parameters.size() == 1 &&
            function.parameters.front().relation == node.relation->name)
            return function.result;
    return {};
}

Expression Compiler::field(Node const& node, std::string const& alias, Field const& f) const {
    if (auto const* const item = f.path.empty() ? node.aggregate(f.name) : nullptr)
        return aggregate(node, alias, *item);
    auto value = sql::column(alias, f.name);
    if (f.path.empty()) return value;
    if (!is_json(find_column(node, f.name))) {
        Expressions args;
        args.push_back(std::move(value));
        value = sql::call({"", "to_jsonb"}, std::move(args));
    }
    for (auto const& step : f.path) {
        auto key = step.is_index ? Expression(sql::Literal{sql::LiteralKind::integer, step.key})
                                 : sql::text_literal(step.key);
        if (step.is_index && step.key.starts_with('-')) {
            key = sql::Operation{
                .op = "-", .right = Expression(sql::Literal{sql::LiteralKind::integer, step.key.substr(1)})};
        }
        value = sql::operation(step.as_text ? "->>" : "->", std::move(value), std::move(key));
    }
    return value;
}

sql::Column const* Compiler::find_column(Node const& node, std::string_view name) const {
    if (node.relation != nullptr) return node.relation->find_column(name);
    if (columns == nullptr) return nullptr;
    for (auto const& column : *columns)
        if (column.name == name) return &column;
    return nullptr;
}

Result<Expression> Compiler::filter(Node const& node, std::string const& alias, Filter const& f) {
    bool const null_test = f.kind == FilterKind::is && (f.is == IsValue::null || f.is == IsValue::not_null);
    if (auto const* const child = null_test && f.field.path.empty() ? node.child(f.field.name) : nullptr) {
        TRY(auto found, exists(*child, alias));
        bool const wanted = (f.is == IsValue::not_null) != f.negated;
        return wanted ? found : sql::negate(std::move(found));
    }
    auto value = field(node, alias, f.field);
    if (auto const encrypted = null_test ? std::nullopt : encryption(node, f.field)) {
        auto compared = blind(f, *encrypted, std::move(value));
        return f.negated ? sql::negate(std::move(compared)) : compared;
    }
    auto const* const known = representation(node, f.field);
    auto const* const parse = known == nullptr || known->from_text.name.empty() ? nullptr : &known->from_text;
    auto compared = [&]() -> Expression {
        switch (f.kind) {
            case FilterKind::in:
                return quantified(f, sql::Quantifier::any, parse, std::move(value), parameter(f.value));
            case FilterKind::is: return test(f.is, std::move(value));
            case FilterKind::is_distinct:
                return sql::IsDistinct{.left = std::move(value), .right = parameter(f.value)};
            case FilterKind::full_text:
                return full_text(f, type_of(node, f.field.name), std::move(value),
                                 parameter(f.value, {sql::BaseType::text}));
            case FilterKind::simple: break;
        }
        if (f.quantified != Quantified::none) {
            auto const quantifier =
                f.quantified == Quantified::any ? sql::Quantifier::any : sql::Quantifier::all;
            return quantified(f, quantifier, parse, std::move(value), parameter(f.value));
        }
        if (parse == nullptr || is_pattern(f.op))
            return sql::operation(f.op, std::move(value), parameter(f.value));
        return sql::operation(f.op, std::move(value),
                              sql::call(*parse, {parameter(f.value, {sql::BaseType::text})}));
    }();
    return f.negated ? sql::negate(std::move(compared)) : compared;
}

Result<Expression> Compiler::condition(Node const& node, std::string const& alias, Condition const& c) {
    if (auto const* const one = std::get_if<Filter>(&c.node)) return filter(node, alias, *one);
    auto const& tree = std::get<ConditionTree>(c.node);
    Expressions members;
    for (auto const& child : tree.children) {
        TRY(auto member, condition(node, alias, child));
        members.push_back(std::move(member));
    }
    auto all = tree.any ? sql::any_of(std::move(members))
                        : sql::all_of(std::move(members)).value_or(sql::boolean_literal(true));
    return tree.negated ? sql::negate(std::move(all)) : all;
}

Result<std::optional<Expression>> Compiler::filters(Node const& node, std::string const& alias) {
    Expressions all;
    for (auto const& c : node.where) {
        TRY(auto one, condition(node, alias, c));
        all.push_back(std::move(one));
    }
    return sql::all_of(std::move(all));
}

Result<std::optional<Expression>> Compiler::conditions(Node const& node, std::string const& alias,
                                                       bool with_spreads) {
    Expressions all;
    TRY(auto own, filters(node, alias));
    if (own) all.push_back(*std::move(own));
    for (auto const& child : node.children) {
        if (child.join != JoinType::inner) continue;
        if (child.spread && child.link->to_one() && !with_spreads) continue;
        TRY(auto found, exists(child, alias));
        all.push_back(std::move(found));
    }
    return sql::all_of(std::move(all));
}

Expression Compiler::parameter(int number, sql::Type type) {
    auto const index = static_cast<std::size_t>(number);
    if (types_.size() < index) types_.resize(index);
    if (type.base != sql::BaseType::unknown) types_[index - 1] = type;
    return sql::Parameter{number};
}

}  // namespace backstay::query
