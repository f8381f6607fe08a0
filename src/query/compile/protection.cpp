#include "query/compile/protection.hpp"

#include <algorithm>

#include "query/compile/compiler.hpp"

namespace backstay::query {

using sql::Expression;

namespace {

sql::TypeName marker_type(std::string name) { return {.name = {"", std::move(name)}, .modifiers = {}}; }

Failure refuse_sealed(std::string const& column, std::string const& what) {
    return failure("BS400", "Column \"" + column + "\" is encrypted: " + what);
}

sql::Column const* encrypted_column(Node const& node, std::string const& name) {
    if (node.relation == nullptr) return nullptr;
    auto const* const column = node.relation->find_column(name);
    return column != nullptr && sql::declares_encryption(column->description) ? column : nullptr;
}

// `null`, `eq`, `neq` and `in`, the latter by the blind index.
Result<void> check_sealed_filter(Node const& node, Filter const& f) {
    auto const* const column = encrypted_column(node, f.field.name);
    if (column == nullptr) return {};
    TRY(auto const encryption, sql::encryption_of(*node.relation, *column));
    bool const plain = f.field.path.empty();
    bool const null = f.kind == FilterKind::is && (f.is == IsValue::null || f.is == IsValue::not_null);
    bool const equal =
        (f.kind == FilterKind::simple && (f.op == "=" || f.op == "<>") && f.quantified != Quantified::all) ||
        f.kind == FilterKind::in;
    if (plain && (null || (equal && encryption->searchable))) return {};
    if (plain && equal)
        return refuse_sealed(column->name, "it cannot be compared")
            .hint(
                "Declare it @encrypted(searchable) to ask for equal values; is.null can be asked for "
                "always.");
    return refuse_sealed(column->name, "it can be asked for equal values alone")
        .hint("eq, neq and in of an @encrypted(searchable) column, and is.null, can be answered.");
}

Result<void> check_sealed_condition(Node const& node, Condition const& condition) {
    if (auto const* const one = std::get_if<Filter>(&condition.node)) return check_sealed_filter(node, *one);
    for (auto const& child : std::get<ConditionTree>(condition.node).children)
        TRY_VOID(check_sealed_condition(node, child));
    return {};
}

Result<void> check_sealed_item(Node const& node, FieldItem const& item) {
    bool const all = item.field.name == "*";
    bool const grouped = node.has_aggregates() && item.aggregate == Aggregate::none;
    if (all && grouped && node.relation != nullptr)
        for (auto const& column : node.relation->columns)
            TRY_VOID(check_sealed_item(node, {.field = {.name = column.name}}));
    auto const* const column = encrypted_column(node, item.field.name);
    if (column == nullptr) return {};
    TRY_VOID(sql::encryption_of(*node.relation, *column));
    if (!item.field.path.empty() || !item.cast.empty())
        return refuse_sealed(column->name, "it is answered as it is, without a cast or a path");
    if (grouped) return refuse_sealed(column->name, "rows cannot be grouped by it");
    if (item.aggregate != Aggregate::none && item.aggregate != Aggregate::count)
        return refuse_sealed(column->name, "of aggregates only count() can be answered");
    return {};
}

// A field of `order`, which may be what a spread's field is called in the answer.
Result<void> check_sealed_order(Node const& node, OrderTerm const& term) {
    auto const* const of = term.relation.empty() ? &node : node.child(term.relation);
    if (of == nullptr) return {};
    auto name = term.field.name;
    for (auto const& item : of->items)
        if (auto const* const field = std::get_if<FieldItem>(&item); field != nullptr && field->alias == name)
            name = field->field.name;
    for (auto const& asked : {term.field.name, name})
        if (encrypted_column(*of, asked) != nullptr)
            return refuse_sealed(asked, "rows cannot be ordered by it")
                .hint("Order by another column, or in the client.");
    return {};
}

}  // namespace

Result<void> check_protected(Node const& node) {
    if (node.relation != nullptr && sql::has_encrypted(*node.relation)) {
        for (auto const& column : node.relation->columns)
            TRY_VOID(sql::encryption_of(*node.relation, column));
        for (auto const& item : node.items)
            if (auto const* const field = std::get_if<FieldItem>(&item))
                TRY_VOID(check_sealed_item(node, *field));
        for (auto const& condition : node.where) TRY_VOID(check_sealed_condition(node, condition));
    }
    for (auto const& term : node.order) TRY_VOID(check_sealed_order(node, term));
    for (auto const& child : node.children) TRY_VOID(check_protected(child));
    return {};
}

std::optional<sql::Encryption> Compiler::encryption(Node const& node, Field const& f) const {
    auto const* const column = encrypted_column(node, f.name);
    if (column == nullptr) return std::nullopt;
    return sql::encryption_of(*node.relation, *column).value_or(std::nullopt);
}

std::size_t Compiler::protect(sql::Encryption const& encryption) {
    auto& all = protection_.columns;
    auto const found = std::ranges::find(all, encryption.place, &sql::Encryption::place);
    if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
    all.push_back(encryption);
    return all.size() - 1;
}

Expression Compiler::marked(Node const& node, std::string const& alias, std::string const& column,
                            sql::Encryption const& encryption) {
    using sql::Format;
    auto const format = options_.format;
    // A handler of the user's is a function: it sees what is stored.
    if (options_.marker == 0 || format == Format::handled || format == Format::raw || format == Format::none)
        return sql::column(alias, column);
    protection_.marker = options_.marker;
    auto const marker = [this] {
        return sql::cast(parameter(options_.marker, {sql::BaseType::text}), marker_type("text"));
    };
    auto const add = [](Expression& text, Expression more) {
        text = sql::operation("||", std::move(text), std::move(more));
    };
    auto text = marker();
    add(text, sql::text_literal("." + std::to_string(protect(encryption)) + "."));
    bool first = true;
    for (auto const& key : node.relation->primary_key) {
        if (!first) add(text, sql::text_literal("-"));
        first = false;
        auto bytes = sql::call({"", "convert_to"}, {sql::cast(sql::column(alias, key), marker_type("text")),
                                                    sql::text_literal("UTF8")});
        add(text, sql::call({"", "encode"}, {std::move(bytes), sql::text_literal("hex")}));
    }
    add(text, sql::text_literal("."));
    add(text, sql::column(alias, column));
    add(text, sql::text_literal("."));
    add(text, marker());
    return text;
}

// left(name, 35) = any ($1)
Expression Compiler::blind(Filter const& f, sql::Encryption const& encryption, Expression value) {
    bool const list = f.kind == FilterKind::in || f.quantified == Quantified::any;
    protection_.sought.push_back({.parameter = f.value, .column = protect(encryption), .list = list});
    auto prefix = sql::call({"", "left"}, {std::move(value), sql::integer_literal(sql::blind_prefix)});
    auto const texts = sql::TypeName{.name = {"", "text"}, .modifiers = {}, .array_dimensions = 1};
    bool const unequal = f.op == "<>";
    return sql::QuantifiedOperation{.left = std::move(prefix),
                                    .op = unequal ? "<>" : "=",
                                    .quantifier = unequal ? sql::Quantifier::all : sql::Quantifier::any,
                                    .array = sql::cast(parameter(f.value), texts)};
}

Compiled Compiler::finish(sql::Exchange exchange) {
    exchange.parameter_types = std::move(types_);
    return Compiled{std::move(exchange), std::move(protection_)};
}

}  // namespace backstay::query
