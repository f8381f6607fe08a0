// Levels of embedding as nested reads; a spread to-one is joined, so that its columns stand among the others.

#include <atomic>

#include "base/box.hpp"
#include "query/compile/compiler.hpp"
#include "sql/read/read.hpp"

namespace backstay::query {

using sql::Expression;
using sql::Expressions;
using sql::FromItem;
using sql::RelationRef;
using sql::Select;

namespace {

constexpr sql::Type int8_type{.base = sql::BaseType::int8};

RelationRef aliased(sql::QualifiedName const& name, std::string const& alias) {
    return {.name = name, .alias = sql::Alias{.name = alias, .columns = {}}};
}

void add_condition(Select& select, std::optional<Expression> condition) {
    if (!condition) return;
    Expressions both;
    if (select.where) both.push_back(*std::move(select.where));
    both.push_back(*std::move(condition));
    select.where = sql::all_of(std::move(both));
}

Result<Expression> cast_to(Expression value, std::string const& type) {
    if (type.empty()) return value;
    TRY(auto name, sql::read_type(type));
    return sql::cast(std::move(value), std::move(name));
}

Expression aggregated(Aggregate aggregate, std::string const& name, Expression value) {
    if (aggregate == Aggregate::count && name.empty())
        return Expression(sql::Call{.name = {"", "count"}, .args = {}, .star = true});
    std::string function;
    switch (aggregate) {
        case Aggregate::sum: function = "sum"; break;
        case Aggregate::avg: function = "avg"; break;
        case Aggregate::max: function = "max"; break;
        case Aggregate::min: function = "min"; break;
        case Aggregate::count:
        case Aggregate::count_distinct: function = "count"; break;
        case Aggregate::none: return value;
    }
    sql::Call call{.name = {"", function}, .args = {}};
    call.distinct = aggregate == Aggregate::count_distinct;
    call.args.push_back({{}, std::move(value)});
    return Expression(std::move(call));
}

bool joins_spread(Node const& child) {
    return child.spread && child.link->to_one() && child.order.empty() && child.range.is_open();
}

}  // namespace

Expression whole_row(std::string const& alias) { return sql::ColumnRef{.names = {alias}}; }

std::uint64_t new_exchange_id() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

Expressions Compiler::link_conditions(Relationship const& link, std::string const& parent,
                                      std::string const& alias, std::string const& junction) {
    Expressions all;
    auto const equal = [&](std::string const& a, std::string const& b, std::string const& c,
                           std::string const& d) {
        all.push_back(sql::operation("=", sql::column(a, b), sql::column(c, d)));
    };
    for (auto const& [origin, target] : link.columns) equal(alias, target, parent, origin);
    for (auto const& [target, own] : link.target_columns) equal(alias, target, junction, own);
    for (auto const& [origin, own] : link.origin_columns) equal(junction, own, parent, origin);
    return all;
}

FromItem Compiler::source(Node const& child, std::string const& parent, std::string const& alias) {
    auto const& link = *child.link;
    if (link.function == nullptr) return aliased(child.name, alias);
    auto row = whole_row(parent);
    if (!written.name.empty() && parent == written_alias)
        row = sql::cast(std::move(row), sql::TypeName{.name = written, .modifiers = {}});
    Expressions args;
    args.push_back(std::move(row));
    return sql::TableFunction{.calls = {sql::call(link.function->name, std::move(args))},
                              .lateral = true,
                              .alias = sql::Alias{.name = alias, .columns = {}},
                              .column_definitions = {}};
}

Result<Compiler::Joined> Compiler::join(Node const& child, std::string const& parent) {
    Joined joined{.select = {}, .alias = new_alias(child.name.name)};
    std::string junction;
    if (!child.link->junction.name.empty()) {
        junction = new_alias(child.link->junction.name);
        joined.select.from.push_back(aliased(child.link->junction, junction));
    }
    // Last: what is joined to the child's rows is joined to the last of FROM.
    joined.select.from.push_back(source(child, parent, joined.alias));
    joined.select.where = sql::all_of(link_conditions(*child.link, parent, joined.alias, junction));
    return joined;
}

Result<Expression> Compiler::exists(Node const& child, std::string const& parent) {
    TRY(auto joined, join(child, parent));
    TRY(auto own, conditions(child, joined.alias, true));
    add_condition(joined.select, std::move(own));
    joined.select.targets.push_back({sql::integer_literal(1), ""});
    return Expression(sql::Subquery{.kind = sql::SubqueryKind::exists, .select = std::move(joined.select)});
}

Result<void> Compiler::join_spread(Node const& child, std::string const& parent, std::string const& alias,
                                   Select& select) {
    auto on = link_conditions(*child.link, parent, alias, "");
    TRY(auto own, conditions(child, alias, false));
    if (own) on.push_back(*std::move(own));
    auto left = std::move(select.from.back());
    select.from.back() =
        sql::Join{.kind = child.join == JoinType::inner ? sql::JoinKind::inner : sql::JoinKind::left,
                  .left = std::move(left),
                  .right = source(child, parent, alias),
                  .using_columns = {},
                  .on = sql::ExpressionBox(sql::all_of(std::move(on)).value_or(sql::boolean_literal(true)))};
    return {};
}

void Compiler::add_target(sql::ReadTree& tree, std::string key, Expression value) {
    tree.output.push_back({std::move(key), sql::TargetIndex{static_cast<int>(tree.select.targets.size())}});
    tree.select.targets.push_back({std::move(value), ""});
}

Result<void> Compiler::add_field(Node const& node, std::string const& alias, FieldItem const& item,
                                 sql::ReadTree& tree, bool grouped) {
    auto const group = [&](Expression const& value) {
        if (grouped)
            tree.select.group_by.push_back(
                {.kind = sql::GroupingKind::expression, .expressions = {value}, .sets = {}});
    };
    if (item.field.name == "*") {
        auto const* const all = node.relation != nullptr ? &node.relation->columns : columns;
        if (all == nullptr) return {};
        for (auto const& column : *all) {
            group(sql::column(alias, column.name));
            add_target(tree, column.name, shown(node, alias, {.name = column.name}));
        }
        return {};
    }
    auto value = shown(node, alias, item.field);
    TRY(value, cast_to(std::move(value), item.cast));
    if (item.aggregate == Aggregate::none) {
        group(value);
    } else {
        TRY(value,
            cast_to(aggregated(item.aggregate, item.field.name, std::move(value)), item.aggregate_cast));
    }
    add_target(tree, key_of(item), std::move(value));
    return {};
}

Result<void> Compiler::add_child(Node const& child, std::string const& parent, sql::ReadTree& tree,
                                 bool grouped) {
    if (joins_spread(child)) {
        auto const alias = new_alias(child.name.name);
        spread_aliases_[&child] = alias;
        TRY_VOID(join_spread(child, parent, alias, tree.select));
        return add_items(child, alias, tree, grouped);
    }
    if (child.items.empty()) return {};
    TRY(auto joined, join(child, parent));
    TRY(auto nested, this->tree(child, joined.alias, std::move(joined.select), false));
    auto const one = child.link->to_one();
    if (nested.output.empty()) return {};
    auto const kind = child.spread ? (one ? sql::NestKind::object_spread : sql::NestKind::array_spread)
                                   : (one ? sql::NestKind::object : sql::NestKind::array);
    if (one && !nested.select.limit) nested.select.limit = sql::integer_literal(1);
    tree.output.push_back(
        {child.key,
         sql::NestedRead{.kind = kind, .tree = std::move(nested), .alias = new_alias("pgrst_" + child.key)}});
    return {};
}

Result<void> Compiler::add_items(Node const& node, std::string const& alias, sql::ReadTree& tree,
                                 bool grouped) {
    for (auto const& item : node.items) {
        if (auto const* const field = std::get_if<FieldItem>(&item)) {
            TRY_VOID(add_field(node, alias, *field, tree, grouped));
        } else {
            TRY_VOID(add_child(node.children[std::get<std::size_t>(item)], alias, tree, grouped));
        }
    }
    return {};
}

Expression Compiler::aggregate(Node const& node, std::string const& alias, FieldItem const& item) const {
    auto const made = [&]() -> Result<Expression> {
        TRY(auto value, cast_to(field(node, alias, item.field), item.cast));
        return cast_to(aggregated(item.aggregate, item.field.name, std::move(value)), item.aggregate_cast);
    }();
    // A type that cannot be read is refused where the item is answered.
    return made.value_or(sql::null_literal());
}

// A spread's rows may be ordered by what a field of it is called in the answer.
Result<std::optional<Expression>> Compiler::ordered_by_alias(Node const& child, std::string const& alias,
                                                             Field const& f) const {
    for (auto const& item : child.items) {
        auto const* const field_item = std::get_if<FieldItem>(&item);
        if (field_item == nullptr || !f.path.empty() || field_item->alias != f.name) continue;
        TRY(auto value, cast_to(field(child, alias, field_item->field), field_item->cast));
        TRY(value, cast_to(aggregated(field_item->aggregate, field_item->field.name, std::move(value)),
                           field_item->aggregate_cast));
        return value;
    }
    return std::nullopt;
}

Result<sql::OrderBy> Compiler::order(Node const& node, std::string const& alias) {
    sql::OrderBy keys;
    for (auto const& term : node.order) {
        auto value = sql::null_literal();
        auto const* const child = term.relation.empty() ? nullptr : node.child(term.relation);
        auto const spread = spread_aliases_.find(child);
        if (spread != spread_aliases_.end()) {
            TRY(auto by_alias, ordered_by_alias(*child, spread->second, term.field));
            value = by_alias ? *std::move(by_alias) : field(*child, spread->second, term.field);
        } else if (child != nullptr) {
            TRY(auto joined, join(*child, alias));
            TRY(auto own, conditions(*child, joined.alias, true));
            add_condition(joined.select, std::move(own));
            joined.select.targets.push_back({field(*child, joined.alias, term.field), ""});
            value = sql::Subquery{.kind = sql::SubqueryKind::scalar, .select = std::move(joined.select)};
        } else {
            value = field(node, alias, term.field);
        }
        auto const direction = term.direction == Direction::descending ? sql::SortDirection::descending
                                                                       : sql::SortDirection::ascending;
        auto const nulls = term.nulls == Nulls::first  ? sql::NullsOrder::first
                           : term.nulls == Nulls::last ? sql::NullsOrder::last
                                                       : sql::NullsOrder::by_default;
        keys.push_back({std::move(value), direction, nulls});
    }
    return keys;
}

void Compiler::limit(Node const& node, Select& select) {
    if (node.range.page) {
        select.limit = sql::integer_literal(*node.range.page);
    } else if (node.range.limit) {
        select.limit = parameter(*node.range.limit, int8_type);
    } else if (options_.max_rows) {
        select.limit = sql::integer_literal(*options_.max_rows);
    }
    if (node.range.offset) select.offset = parameter(*node.range.offset, int8_type);
}

Result<sql::ReadTree> Compiler::tree(Node const& node, std::string const& alias, Select select,
                                     bool filtered) {
    sql::ReadTree tree{.select = std::move(select), .output = {}, .strip_nulls = options_.strip_nulls};
    if (!filtered) {
        TRY(auto own, conditions(node, alias, false));
        add_condition(tree.select, std::move(own));
    }
    TRY_VOID(add_items(node, alias, tree, node.has_aggregates()));
    Expressions having;
    for (auto const& one : node.having) {
        TRY(auto tested, condition(node, alias, one));
        having.push_back(std::move(tested));
    }
    tree.select.having = sql::all_of(std::move(having));
    TRY(tree.select.order_by, order(node, alias));
    if (!filtered || node.link) limit(node, tree.select);
    return tree;
}

// select 1 from the rows, without limit and offset.
Result<Select> Compiler::counted(Node const& node, std::string const& alias, Select select) {
    Select rows;
    if (node.has_aggregates()) {
        TRY(auto grouped, tree(node, alias, std::move(select), false));
        rows = std::move(grouped.select);
        rows.order_by.clear();
        rows.limit.reset();
        rows.offset.reset();
        for (std::size_t i = 0; i < rows.targets.size(); ++i) rows.targets[i].alias = "c" + std::to_string(i);
        return rows;
    }
    rows.targets.push_back({sql::integer_literal(1), ""});
    rows.from = std::move(select.from);
    rows.where = std::move(select.where);
    TRY(auto own, conditions(node, alias, true));
    add_condition(rows, std::move(own));
    return rows;
}

Result<void> Compiler::count(Node const& node, std::string const& alias, Select select,
                             sql::Exchange& exchange) {
    if (options_.count == Counting::none) return {};
    TRY(auto rows, counted(node, alias, std::move(select)));
    if (options_.count != Counting::exact) exchange.planned = rows;
    if (options_.count == Counting::planned) return {};
    Expression const all = sql::Call{.name = {"", "count"}, .args = {}, .star = true};
    auto const limited = options_.count == Counting::estimated && options_.max_rows;
    if (!limited && !node.has_aggregates()) {
        rows.targets = {{all, ""}};
        exchange.count = std::move(rows);
        return {};
    }
    if (limited) rows.limit = sql::integer_literal(*options_.max_rows + 1);
    Select outer;
    outer.targets.push_back({all, ""});
    outer.from.push_back(sql::DerivedTable{.select = std::move(rows),
                                           .alias = sql::Alias{.name = "pgrst_counted", .columns = {}}});
    exchange.count = std::move(outer);
    return {};
}

Result<Compiled> compile_read(Node const& root, CompileOptions const& options) {
    TRY_VOID(check_protected(root));
    Compiler compiler(options);
    Select select;
    select.from.push_back(RelationRef{.name = root.name});
    sql::Exchange exchange{.id = new_exchange_id(), .format = options.format, .handler = options.handler};
    TRY(exchange.read, compiler.tree(root, root.name.name, select, false));
    TRY_VOID(compiler.count(root, root.name.name, std::move(select), exchange));
    return compiler.finish(std::move(exchange));
}

}  // namespace backstay::query
